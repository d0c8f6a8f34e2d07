import type { CopyProgress as EngineProgress } from '../../engine/contract'
import type { CopyProgress } from './schema'

/** What the engine last said of each running copy. Nothing of it is stored: after a restart the engine says it again. */
export class CopyRates {
  readonly #byCopy = new Map<string, EngineProgress>()

  set(progress: EngineProgress): void {
    this.#byCopy.set(progress.copyId, progress)
  }

  get(copyId: string): EngineProgress | null {
    return this.#byCopy.get(copyId) ?? null
  }

  delete(copyId: string): void {
    this.#byCopy.delete(copyId)
  }
}

/**
 * Progress as it is shown. Percent is rounded down, so that 100 means that everything is on the target.
 * @param bytesPerSecond 0 when nothing moves
 */
export function shownProgress(copiedBytes: number, totalBytes: number, bytesPerSecond: number): CopyProgress {
  const left = totalBytes - copiedBytes
  return {
    copiedBytes,
    totalBytes,
    percent: totalBytes === 0 ? 100 : Math.floor((copiedBytes / totalBytes) * 1_000) / 10,
    bytesPerSecond,
    etaSeconds: left > 0 && bytesPerSecond > 0 ? Math.ceil(left / bytesPerSecond) : null,
  }
}
