/**
 * Locks over ranges of grains of one source. A range is taken as a whole or waited for as a whole, in the order of
 * asking, and nobody waits for a second range while holding a first: so there is no circle to wait in.
 *
 * Exclusive: preserving a grain, or handing it down. Shared: reading a grain through to somebody else's place.
 */
export interface GrainLock {
  readonly first: number
  readonly last: number
  readonly exclusive: boolean
}

interface Waiter {
  lock: GrainLock
  grant: (lock: GrainLock) => void
}

function conflict(one: GrainLock, other: GrainLock): boolean {
  return (one.exclusive || other.exclusive) && one.first <= other.last && other.first <= one.last
}

export class GrainLocks {
  readonly #held = new Set<GrainLock>()
  #waiting: Waiter[] = []

  /** Whether a shared lock of a range could be had at once: whoever is done in this turn of the loop need not take it. */
  allowsShared(first: number, last: number): boolean {
    if (this.#held.size === 0 && this.#waiting.length === 0) return true
    const wanted = { first, last, exclusive: false }
    for (const held of this.#held) if (conflict(held, wanted)) return false
    return !this.#waiting.some(({ lock }) => conflict(lock, wanted))
  }

  /** The lock at once, if nobody holds or waits for what would conflict with it. */
  tryTake(first: number, last: number, exclusive: boolean): GrainLock | null {
    const lock = { first, last, exclusive }
    for (const held of this.#held) if (conflict(held, lock)) return null
    for (const waiter of this.#waiting) if (conflict(waiter.lock, lock)) return null
    this.#held.add(lock)
    return lock
  }

  async take(first: number, last: number, exclusive: boolean): Promise<GrainLock> {
    const lock = this.tryTake(first, last, exclusive)
    if (lock) return lock
    return new Promise((grant) => this.#waiting.push({ lock: { first, last, exclusive }, grant }))
  }

  release(lock: GrainLock): void {
    this.#held.delete(lock)
    if (this.#waiting.length === 0) return
    const still: Waiter[] = []
    for (const waiter of this.#waiting) {
      const blocked =
        still.some((earlier) => conflict(earlier.lock, waiter.lock)) ||
        [...this.#held].some((held) => conflict(held, waiter.lock))
      if (blocked) still.push(waiter)
      else {
        this.#held.add(waiter.lock)
        waiter.grant(waiter.lock)
      }
    }
    this.#waiting = still
  }
}
