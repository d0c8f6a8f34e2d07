/** Something that is opened for its first user and closed after its last. */
export class Shared<T> {
  #users = 0
  #opening: Promise<T> | null = null
  #opened: { what: T } | null = null
  #closing: Promise<void> = Promise.resolve()

  constructor(
    private readonly open: () => Promise<T>,
    private readonly close: (what: T) => Promise<void>,
  ) {}

  /** What is open now; null if nobody uses it. */
  get current(): T | null {
    return this.#opened?.what ?? null
  }

  /** Each acquire that resolves is matched by one release. */
  async acquire(): Promise<T> {
    this.#users += 1
    const opening = (this.#opening ??= this.#open())
    try {
      return await opening
    } catch (error) {
      this.#users -= 1
      if (this.#opening === opening) this.#opening = null
      throw error
    }
  }

  async #open(): Promise<T> {
    await this.#closing
    const what = await this.open()
    this.#opened = { what }
    return what
  }

  /** Rejects with what closing met; it is closed all the same. */
  async release(): Promise<void> {
    this.#users -= 1
    if (this.#users > 0 || !this.#opened) return
    const { what } = this.#opened
    this.#opening = null
    this.#opened = null
    const closing = this.close(what)
    this.#closing = closing.catch(() => undefined)
    await closing
  }
}
