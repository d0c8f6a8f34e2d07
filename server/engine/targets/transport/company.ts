/** For so long after another connection was served, in milliseconds, one counts as in company. */
const LASTS_MILLIS = 10

/**
 * Whether several connections are being served. One that is alone may have the loop begin as much as it likes; in company
 * it takes turns, so that others don't wait behind it.
 */
export class Company {
  private last: object | null = null
  private changedAt = Number.NEGATIVE_INFINITY

  /** To be called whenever a connection is served. */
  served(connection: object): void {
    if (connection === this.last) return
    this.last = connection
    this.changedAt = performance.now()
  }

  get present(): boolean {
    return performance.now() - this.changedAt < LASTS_MILLIS
  }
}

/** A thread has one loop. */
export const company = new Company()
