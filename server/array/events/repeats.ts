/**
 * What comes again and again, told seldom: the first of a kind at once, those of the following minute as a number.
 * So neither a broken script nor an attacker decides how fast the event log fills. Pure but for its own counts.
 */
export interface Told<T> {
  what: T
  /** How many it stands for. */
  count: number
}

interface Window<T> extends Told<T> {
  since: number
}

/** Stands for all kinds beyond those that are told apart. */
const OTHERS = ''

export class Repeats<T> {
  readonly #windows = new Map<string, Window<T>>()

  /**
   * @param windowMs how long a kind is only counted after it was told
   * @param kinds told apart at most; bounds the memory, and how much is told in one window
   */
  constructor(
    private readonly windowMs: number,
    private readonly kinds: number,
  ) {}

  /** @returns how many are to be told now, this one among them; 0: it was counted */
  note(kind: string, what: T, now: number): number {
    const key = this.#windows.has(kind) || this.#windows.size < this.kinds ? kind : OTHERS
    const window = this.#windows.get(key)
    if (window && now - window.since < this.windowMs) {
      window.count += 1
      window.what = what
      return 0
    }
    this.#windows.set(key, { what, count: 0, since: now })
    return (window?.count ?? 0) + 1
  }

  /** What was counted in windows that are over, to be told now. */
  due(now: number): Told<T>[] {
    const told: Told<T>[] = []
    for (const [key, window] of this.#windows) {
      if (now - window.since < this.windowMs) continue
      if (window.count === 0) this.#windows.delete(key)
      else {
        told.push({ what: window.what, count: window.count })
        this.#windows.set(key, { ...window, count: 0, since: now })
      }
    }
    return told
  }
}
