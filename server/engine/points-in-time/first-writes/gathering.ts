/** Lets come together what can be done as one, until nothing more comes or somebody waits for it. */
export class Gathering {
  #waiting = 0
  #lastAt = 0
  #wake: (() => void) | null = null

  /** @param quietMillis after which nothing more is expected */
  constructor(private readonly quietMillis: number) {}

  /** Something has come. */
  came(): void {
    this.#lastAt = performance.now()
  }

  /** Waits for work that need not wait for anything more to come. */
  async hurried<T>(work: Promise<T>): Promise<T> {
    this.#waiting += 1
    this.#wake?.()
    try {
      return await work
    } finally {
      this.#waiting -= 1
    }
  }

  /** Resolves when nothing has come for a while, somebody waits, or there is enough. */
  async gather(isEnough: () => boolean): Promise<void> {
    while (this.#waiting === 0 && !isEnough()) {
      const left = this.#lastAt + this.quietMillis - performance.now()
      if (left <= 0) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      this.#wake = null
    }
  }
}
