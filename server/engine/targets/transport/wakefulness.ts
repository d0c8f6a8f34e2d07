/** The loop looks for more for so long, in milliseconds, before it sleeps. */
const LOOKING_MILLIS = 0.05
/** Only after two chunks that came within this time of one another: a host that asks, waits and asks again. */
const SOON_MILLIS = 0.1

/**
 * Keeps the thread's loop awake between a host's requests. A host with one request under way sends the next some
 * microseconds after the reply, and to wake a sleeping thread takes longer than all else of a read from the page cache
 * (as QEMU's poll-max-ns does for its I/O threads). Hosts that ask seldom leave the processor asleep.
 */
export class Wakefulness {
  private last = Number.NEGATIVE_INFINITY
  private looking = false

  /** To be called for every chunk that a host sent, when it is served. */
  served(): void {
    const now = performance.now()
    const gap = now - this.last
    this.last = now
    if (this.looking || gap > SOON_MILLIS) return
    this.looking = true
    setImmediate(this.look)
  }

  /** As long as something is to be done in the next turn, the loop does not sleep. */
  private readonly look = (): void => {
    this.looking = performance.now() - this.last < LOOKING_MILLIS
    if (this.looking) setImmediate(this.look)
  }
}
