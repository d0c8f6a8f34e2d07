/**
 * How often something may fail before it has to wait. Pure but for its own counts; time is handed in.
 */
export interface ThrottleOptions {
  /** Attempts in one window. */
  limit: number
  windowMs: number
  /** Keys kept at most; the longest unused goes first. Bounds the memory that an attacker can make it take. */
  capacity: number
}

interface Window {
  attempts: number
  endsAt: number
}

export class Throttle {
  readonly #options: ThrottleOptions
  readonly #windows = new Map<string, Window>()

  constructor(options: ThrottleOptions) {
    this.#options = options
  }

  /**
   * Counts an attempt before it is made, so that many at once cannot slip through together.
   *
   * @returns null: go on; else the milliseconds until the next attempt is let in, and nothing was counted
   */
  take(key: string, now: number): number | null {
    const window = this.#current(key, now)
    if (window.attempts >= this.#options.limit) return window.endsAt - now
    window.attempts += 1
    this.#windows.delete(key)
    this.#windows.set(key, window)
    this.#trim()
    return null
  }

  /** The attempt turned out well and does not count. */
  giveBack(key: string): void {
    const window = this.#windows.get(key)
    if (!window) return
    window.attempts -= 1
    if (window.attempts <= 0) this.#windows.delete(key)
  }

  /** All is forgiven. */
  clear(key: string): void {
    this.#windows.delete(key)
  }

  get size(): number {
    return this.#windows.size
  }

  #current(key: string, now: number): Window {
    const window = this.#windows.get(key)
    return window && window.endsAt > now ? window : { attempts: 0, endsAt: now + this.#options.windowMs }
  }

  #trim(): void {
    for (const key of this.#windows.keys()) {
      if (this.#windows.size <= this.#options.capacity) return
      this.#windows.delete(key)
    }
  }
}
