import type { InstantCopyProgress } from '../../engine/contract'

/** What the engine last said of each instant copy that works in the background. Nothing of it is stored. */
export class InstantCopyProgresses {
  readonly #byId = new Map<string, InstantCopyProgress>()

  set(progress: InstantCopyProgress): void {
    this.#byId.set(progress.instantCopyId, progress)
  }

  get(id: string): InstantCopyProgress | null {
    return this.#byId.get(id) ?? null
  }

  delete(id: string): void {
    this.#byId.delete(id)
  }
}
