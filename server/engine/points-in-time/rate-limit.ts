/** What is noticed of a change of the rate within this time, in milliseconds. */
const LONGEST_REST_MILLIS = 250
/** So much that was not used is made up for: a rest that was too long by a turn of the loop. */
const CREDIT_MILLIS = 50

/** Keeps work to a number of bytes a second. */
export class RateLimit {
  #owed = 0
  #since = performance.now()

  /** Rests until the bytes are paid for, or `stopped`. The rate is asked again and again; 0 ends the rest. */
  async spend(bytes: number, bytesPerSecond: () => number, stopped: () => boolean): Promise<void> {
    this.#pay(bytesPerSecond())
    this.#owed += bytes
    for (let rate = bytesPerSecond(); this.#owed > 0 && rate > 0 && !stopped(); rate = bytesPerSecond()) {
      const millis = Math.min((this.#owed * 1000) / rate, LONGEST_REST_MILLIS)
      // Too short to sleep for: it is paid with the next step.
      if (millis < 1) return
      await new Promise((resolve) => setTimeout(resolve, millis))
      this.#pay(rate)
    }
  }

  #pay(rate: number): void {
    const now = performance.now()
    const credit = (rate * CREDIT_MILLIS) / 1000
    this.#owed = Math.max(this.#owed - ((now - this.#since) * rate) / 1000, -credit)
    this.#since = now
  }
}
