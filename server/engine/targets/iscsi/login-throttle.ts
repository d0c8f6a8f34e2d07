/** How long an address is remembered after its last failure. */
const MEMORY_MILLISECONDS = 60_000
const FIRST_DELAY_MILLISECONDS = 100
const LONGEST_DELAY_MILLISECONDS = 5_000
/** Addresses remembered; an enemy may have many. */
const MOST_ADDRESSES = 1_000

/** Refused logins are answered later and later: trying secrets out takes longer than it pays. */
export class LoginThrottle {
  private readonly failures = new Map<string, { count: number; last: number }>()

  constructor(private readonly now: () => number) {}

  /** Milliseconds for which the refusal of this address waits. */
  failed(address: string): number {
    const now = this.now()
    const before = this.failures.get(address)
    const count = before !== undefined && now - before.last < MEMORY_MILLISECONDS ? before.count + 1 : 1
    this.failures.delete(address)
    const [oldest] = this.failures.keys()
    if (oldest !== undefined && this.failures.size >= MOST_ADDRESSES) this.failures.delete(oldest)
    this.failures.set(address, { count, last: now })
    return Math.min(LONGEST_DELAY_MILLISECONDS, FIRST_DELAY_MILLISECONDS * 2 ** Math.min(count - 1, 10))
  }
}
