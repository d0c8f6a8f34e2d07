import type { BlockFile } from './files'

/**
 * Syncs of one file: whoever asks while one runs that may not cover all waits for the next, which all of them share.
 *
 * What is changed is counted in memory that other threads may have, too, if they write to the same file.
 */
export class SharedSync {
  #running: Promise<void> | null = null
  #next: Promise<void> | null = null
  readonly #changes: Int32Array
  /**
   * How many changes there were when the latest sync began. Null: it failed, or there was none; also what an engine wrote
   * that died is kept by the page cache only, and counts with the first flush.
   */
  #covers: number | null = null

  /** @param memory where changes are counted, of {@link SharedSync.MEMORY_BYTES} */
  constructor(
    private readonly file: BlockFile,
    readonly memory = new SharedArrayBuffer(SharedSync.MEMORY_BYTES),
  ) {
    this.#changes = new Int32Array(memory)
  }

  static readonly MEMORY_BYTES = 4

  /** Notes that the file has bytes that no sync has covered yet. */
  changed(): void {
    Atomics.add(this.#changes, 0, 1)
  }

  sync(): Promise<void> {
    // What is under way began after the latest change.
    if (this.#covers === Atomics.load(this.#changes, 0)) return this.#running ?? Promise.resolve()
    if (!this.#running) return this.#start()
    this.#next ??= this.#running.then(
      () => this.#startNext(),
      () => this.#startNext(),
    )
    return this.#next
  }

  #startNext(): Promise<void> {
    this.#next = null
    return this.#start()
  }

  #start(): Promise<void> {
    this.#covers = Atomics.load(this.#changes, 0)
    const running = this.file.sync().then(
      () => {
        if (this.#running === running) this.#running = null
      },
      (error: unknown) => {
        this.#covers = null
        if (this.#running === running) this.#running = null
        throw error
      },
    )
    this.#running = running
    return running
  }
}
