/** The window over which a rate is taken: long enough that a rest for hosts or a sync does not show in it. */
const WINDOW_MILLIS = 15_000

/** How fast a position moves, taken whenever it is asked for. */
export class Rate {
  #samples: { at: number; position: number }[] = []

  /** @param position in bytes */
  constructor(private readonly position: () => number) {}

  /** Over the last seconds; 0 when nothing moved. */
  bytesPerSecond(): number {
    const now = performance.now()
    const position = this.position()
    this.#samples.push({ at: now, position })
    this.#samples = this.#samples.filter((sample) => now - sample.at <= WINDOW_MILLIS)
    const first = this.#samples[0]
    if (!first || now - first.at < 1) return 0
    return Math.round(((position - first.position) * 1000) / (now - first.at))
  }
}
