/**
 * What has to be done to what is open before anybody uses it: once, however many come at a time. Where it fails nobody
 * is let in, and whoever comes next has it tried again.
 */
export class BeforeUse<T> {
  #work: ((opened: T) => Promise<void>) | null = null
  #running: Promise<void> | null = null

  set(work: ((opened: T) => Promise<void>) | null): void {
    this.#work = work
  }

  /** Resolves when nothing is left to be done. */
  async done(opened: T): Promise<void> {
    if (!this.#work) return
    this.#running ??= this.#run(this.#work, opened)
    await this.#running
  }

  async #run(work: (opened: T) => Promise<void>, opened: T): Promise<void> {
    try {
      await work(opened)
      this.#work = null
    } finally {
      this.#running = null
    }
  }
}
