import type { CopyPriority } from '../contract'

/**
 * How a copy shares the disk with hosts. While hosts are active it works for `share` of the time, in steps of
 * `stepBytes`: a step is the longest that a host's request waits behind it. When hosts are quiet every priority runs
 * at full speed, since nobody gains by waiting.
 */
const PRIORITIES: Record<CopyPriority, { share: number; stepBytes: number }> = {
  lowest: { share: 0.05, stepBytes: 256 * 1024 },
  low: { share: 0.15, stepBytes: 512 * 1024 },
  medium: { share: 0.35, stepBytes: 1024 * 1024 },
  high: { share: 0.65, stepBytes: 4 * 1024 * 1024 },
  highest: { share: 0.95, stepBytes: 8 * 1024 * 1024 },
}

/** The sizes by which copies proceed; tests make them small. */
export interface CopySizes {
  /** How much one step moves while hosts are quiet. */
  quietStepBytes: number
  /** How much is written before progress is made durable. */
  durableEveryBytes: number
}

/** How much a step shares where the file system can: that takes the longer, the more fragments there are. */
const SHARED_STEP = { quietBytes: 1024 * 1024 * 1024, activeBytes: 64 * 1024 * 1024 }

export const COPY_SIZES: CopySizes = { quietStepBytes: 16 * 1024 * 1024, durableEveryBytes: 128 * 1024 * 1024 }

/** Hosts count as active for so long after their last request. */
const ACTIVE_MILLIS = 200
/** A change of priority, or hosts falling quiet, is noticed within this time. */
const LONGEST_REST_MILLIS = 250

export class Pacing {
  /** Rest that is owed to hosts, in milliseconds. */
  #owed = 0

  constructor(
    public priority: CopyPriority,
    private readonly quietStepBytes: number,
    private readonly lastHostActivity: () => number,
  ) {}

  get #hostsActive(): boolean {
    return performance.now() - this.lastHostActivity() < ACTIVE_MILLIS
  }

  get stepBytes(): number {
    return this.#hostsActive
      ? Math.min(PRIORITIES[this.priority].stepBytes, this.quietStepBytes)
      : this.quietStepBytes
  }

  /** The same where blocks are shared, not copied. */
  get sharedStepBytes(): number {
    return this.#hostsActive ? SHARED_STEP.activeBytes : SHARED_STEP.quietBytes
  }

  /** Notes time that the copy kept the disk busy, in milliseconds. */
  worked(millis: number): void {
    const { share } = PRIORITIES[this.priority]
    this.#owed += (millis * (1 - share)) / share
  }

  /** Rests as long as is owed, or until hosts are quiet. */
  async rest(stopped: () => boolean): Promise<void> {
    while (this.#owed >= 1 && this.#hostsActive && !stopped()) {
      const started = performance.now()
      await new Promise((resolve) => setTimeout(resolve, Math.min(this.#owed, LONGEST_REST_MILLIS)))
      this.#owed -= performance.now() - started
    }
    if (!this.#hostsActive) this.#owed = 0
  }
}
