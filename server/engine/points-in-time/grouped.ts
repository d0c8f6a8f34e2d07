export interface Asked<Request, Answer> {
  request: Request
  resolve: (answer: Answer) => void
  reject: (error: unknown) => void
}

/** What is asked for in the same turn of the loop, or while earlier work goes on, is done as one: one sync for many. */
export class Grouped<Request, Answer> {
  #queue: Asked<Request, Answer>[] = []
  #working: Promise<void> | null = null

  /** @param work answers everybody in a group; it does not reject */
  constructor(private readonly work: (group: readonly Asked<Request, Answer>[]) => Promise<void>) {}

  ask(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ request, resolve, reject })
      this.#working ??= this.#work()
    })
  }

  /** Resolves when nobody waits for an answer. */
  async settled(): Promise<void> {
    while (this.#working) await this.#working
  }

  async #work(): Promise<void> {
    // Whoever asks in the same turn of the loop comes into the same group.
    await Promise.resolve()
    while (this.#queue.length > 0) {
      const group = this.#queue
      this.#queue = []
      await this.work(group)
    }
    this.#working = null
  }
}
