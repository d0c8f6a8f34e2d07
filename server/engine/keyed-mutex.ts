/** Runs work one at a time for each key. Several keys are taken in the order of their names, so nobody waits in a circle. */
export class KeyedMutex {
  readonly #tails = new Map<string, Promise<void>>()

  async run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const [key, ...rest] = [...new Set(keys)].sort()
    if (key === undefined) return work()
    return this.#runOne(key, () => this.run(rest, work))
  }

  /** Runs work under keys that others may change while they are waited for: they are looked at again once they are had. */
  async runWhile<T>(keys: () => readonly string[], work: () => Promise<T>): Promise<T> {
    for (;;) {
      const taken = keys()
      const done = await this.run(taken, async () => (keys().every((key) => taken.includes(key)) ? { result: await work() } : null))
      if (done) return done.result
    }
  }

  async #runOne<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key)
    let done = () => {}
    const tail = new Promise<void>((resolve) => {
      done = resolve
    })
    this.#tails.set(key, tail)
    await before
    try {
      return await work()
    } finally {
      if (this.#tails.get(key) === tail) this.#tails.delete(key)
      done()
    }
  }
}
