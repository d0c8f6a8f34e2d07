import type { CopyPriority, RollbackProgress } from '../contract'
import { type CopySizes, Pacing } from '../copier/pacing'
import { Rate } from '../copier/rate'
import type { Rollback } from './rollback'

export type RollbackOutcome = { kind: 'restored' } | { kind: 'stopped' } | { kind: 'paused'; error: unknown }

export interface RollbackRunParts {
  rollback: Rollback
  sourceId: string
  grainBytes: number
  priority: CopyPriority
  sizes: CopySizes
  lastHostActivity: () => number
}

/** Restores, behind the hosts, whatever of the source is still the image's alone; yields to hosts by its priority. */
export class RollbackRun {
  readonly outcome: Promise<RollbackOutcome>
  /** Resolves when the run has let go of everything; set by whoever made it. */
  ended: Promise<void> = Promise.resolve()
  readonly #parts: RollbackRunParts
  readonly #pacing: Pacing
  readonly #rate: Rate
  #grain = 0
  #stopped = false

  constructor(parts: RollbackRunParts) {
    this.#parts = parts
    this.#pacing = new Pacing(parts.priority, parts.sizes.quietStepBytes, parts.lastHostActivity)
    this.#rate = new Rate(() => this.#position)
    this.outcome = this.#work()
  }

  get #position(): number {
    return Math.min(this.#grain * this.#parts.grainBytes, this.#parts.rollback.image.capacityBytes)
  }

  progress(): RollbackProgress {
    const { imageId, capacityBytes } = this.#parts.rollback.image
    return { imageId, sourceId: this.#parts.sourceId, copiedBytes: this.#position, totalBytes: capacityBytes, bytesPerSecond: this.#rate.bytesPerSecond() }
  }

  setPriority(priority: CopyPriority): void {
    this.#pacing.priority = priority
  }

  /** Ends the run; what is restored stays so. Resolves when nothing of it is in flight and its source is let go. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.ended
  }

  async #work(): Promise<RollbackOutcome> {
    const { rollback, grainBytes } = this.#parts
    try {
      for (;;) {
        await this.#pacing.rest(() => this.#stopped)
        if (this.#stopped) return { kind: 'stopped' }
        const next = rollback.nextToRestore(this.#grain)
        if (next === null) break
        const started = performance.now()
        const count = Math.max(1, Math.floor(this.#pacing.stepBytes / grainBytes))
        await rollback.restoreFrom(next, count)
        this.#grain = next + count
        this.#pacing.worked(performance.now() - started)
      }
      this.#grain = rollback.image.grains
      return { kind: 'restored' }
    } catch (error) {
      return { kind: 'paused', error }
    }
  }
}
