import type { EngineFault, InstantCopyProgress, InstantCopyRates } from '../contract'
import { Rate } from '../copier/rate'
import type { Disk } from '../disks/disk'
import { type InstantCopyEnd, LEAST_STOPPING_BYTES_PER_SECOND, type MappingRun } from './instant-copy-run'
import { RateLimit } from './rate-limit'
import { pauseFault, type Rollback } from './rollback'

/** One step restores what its rate allows in a tenth of a second, within these bounds. */
const STEPS_PER_SECOND = 10
const MOST_STEP_BYTES = 16 * 1024 * 1024
/** How often it is looked whether hosts have had the rest restored, where the rate is 0. */
const LOOK_AGAIN_MILLIS = 500
/** What failed is tried again after this time. */
const TRY_AGAIN_MILLIS = 2_000

export interface RestoreRunParts {
  /** The disk of the image; open, as the target is, until the run has finished. */
  source: Disk
  rollback: Rollback
  grainBytes: number
  instantCopyId: string
  targetId: string
  rates: InstantCopyRates
  /** Whether an image that the target looks through is to stop, and waits for it. */
  isWaitedFor: () => boolean
  /** Makes an end: the target's own blocks are all restored. Answers false if it has been given up meanwhile. */
  complete: () => Promise<boolean>
  /** It has come to a halt, or goes on again: {@link RestoreRun.fault} says which. */
  told: () => void
}

/**
 * Restores, behind the hosts and at the rate of the mapping, what a target of its own source sees in that one only. What
 * fails, for want of room or by a disk, is tried again and again: until then hosts find everything where it was.
 */
export class RestoreRun implements MappingRun {
  readonly outcome: Promise<InstantCopyEnd>
  finished: Promise<void> = Promise.resolve()
  source: Disk
  readonly #parts: RestoreRunParts
  readonly #limit = new RateLimit()
  readonly #rate: Rate
  #moved = 0
  /** The first grain that has to be restored still, or all of them. */
  #grain = 0
  #fault: EngineFault | null = null
  #stopped = false
  #stepping: Promise<unknown> = Promise.resolve()
  #wake: (() => void) | null = null

  constructor(parts: RestoreRunParts) {
    this.#parts = parts
    this.source = parts.source
    this.#rate = new Rate(() => this.#moved)
    this.outcome = this.#work()
  }

  /** Why it has come to a halt; null while it goes on. */
  get fault(): EngineFault | null {
    return this.#fault
  }

  progress(): InstantCopyProgress {
    const { rollback, grainBytes, instantCopyId, targetId } = this.#parts
    const { capacityBytes } = rollback.image
    return {
      instantCopyId,
      targetId,
      copiedBytes: Math.min(this.#grain * grainBytes, capacityBytes),
      totalBytes: capacityBytes,
      cleanedBytes: null,
      bytesPerSecond: this.#rate.bytesPerSecond(),
    }
  }

  setRates(rates: InstantCopyRates): void {
    this.#parts.rates = rates
    this.wake()
  }

  wake(): void {
    this.#wake?.()
  }

  async stop(): Promise<void> {
    await this.halt()
    await this.finished
  }

  /** Restores nothing more, when it resolves; may be asked by whoever keeps it from making an end. */
  async halt(): Promise<void> {
    this.#stopped = true
    this.wake()
    await Promise.allSettled([this.#stepping])
  }

  async #work(): Promise<InstantCopyEnd> {
    while (!this.#stopped) {
      try {
        const step = this.#step()
        this.#stepping = step
        const went = await step
        if (went === 'restored' && (await this.#parts.complete())) return 'ended'
        if (went === 'waiting') await this.#untilWoken(LOOK_AGAIN_MILLIS)
        else await new Promise((resolve) => setImmediate(resolve))
      } catch (error) {
        this.#tell(pauseFault(error))
        await this.#untilWoken(TRY_AGAIN_MILLIS)
      }
    }
    return 'stopped'
  }

  #tell(fault: EngineFault | null): void {
    const isNews = this.#fault?.code !== fault?.code
    this.#fault = fault
    if (isNews) this.#parts.told()
  }

  /** A stop always ends (A8). */
  get #bytesPerSecond(): number {
    const { rates, isWaitedFor } = this.#parts
    return isWaitedFor() ? Math.max(rates.copyBytesPerSecond, LEAST_STOPPING_BYTES_PER_SECOND) : rates.copyBytesPerSecond
  }

  async #step(): Promise<'went' | 'waiting' | 'restored'> {
    const { rollback, grainBytes } = this.#parts
    const { grains } = rollback.image
    const next = rollback.nextToRestore(this.#grain)
    this.#grain = next ?? grains
    if (next === null) return 'restored'
    const rate = () => this.#bytesPerSecond
    if (rate() === 0) return 'waiting'
    const bytes = Math.min(Math.max(rate() / STEPS_PER_SECOND, grainBytes), MOST_STEP_BYTES)
    const count = Math.min(Math.floor(bytes / grainBytes), grains - next)
    await rollback.restoreFrom(next, count)
    this.#tell(null)
    this.#grain = next + count
    this.#moved += count * grainBytes
    await this.#limit.spend(count * grainBytes, rate, () => this.#stopped)
    return 'went'
  }

  async #untilWoken(millis: number): Promise<void> {
    if (this.#stopped) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, millis)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = null
  }
}
