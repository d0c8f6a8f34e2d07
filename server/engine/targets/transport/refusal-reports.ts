/** One report of an address in this time; what comes between is counted. */
const QUIET_MILLISECONDS = 60_000
/** Reports of all addresses together in that time. */
const MOST_REPORTS = 20
/** Addresses remembered. */
const MOST_ADDRESSES = 1000

/**
 * Tells of refused clients, but not more often than an event log can bear: an enemy chooses how often it is refused,
 * and from how many addresses.
 */
export class RefusalReports {
  private readonly quietUntil = new Map<string, number>()
  private reportTimes: number[] = []
  private unreported = 0

  constructor(
    private readonly report: (remoteAddress: string, detail: string) => void,
    private readonly now: () => number,
  ) {}

  /** @param remoteAddress without the port, which differs each time. */
  add(remoteAddress: string, detail: string): void {
    const now = this.now()
    this.reportTimes = this.reportTimes.filter((time) => time > now - QUIET_MILLISECONDS)
    const quietUntil = this.quietUntil.get(remoteAddress) ?? 0
    if (quietUntil > now || this.reportTimes.length >= MOST_REPORTS) {
      this.unreported += 1
      return
    }
    this.quietUntil.delete(remoteAddress)
    if (this.quietUntil.size >= MOST_ADDRESSES) this.quietUntil.clear()
    this.quietUntil.set(remoteAddress, now + QUIET_MILLISECONDS)
    this.reportTimes.push(now)
    const more = this.unreported > 0 ? ` (and ${this.unreported} more refusals before this one)` : ''
    this.unreported = 0
    this.report(remoteAddress, detail + more)
  }
}
