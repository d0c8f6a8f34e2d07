import type { BlockFile } from './files'

/** Syncs of one file: whoever asks while one runs that may not cover all waits for the next, which all of them share. */
export class SharedSync {
  #running: Promise<void> | null = null
  #next: Promise<void> | null = null
  /** Also what an engine wrote that died is kept by the page cache only, and counts with the first flush. */
  #dirty = true

  constructor(private readonly file: BlockFile) {}

  /** Notes that the file has bytes that no sync has covered yet. */
  changed(): void {
    this.#dirty = true
  }

  sync(): Promise<void> {
    // What is under way began after the latest change.
    if (!this.#dirty) return this.#running ?? Promise.resolve()
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
    this.#dirty = false
    const running = this.file.sync().then(
      () => {
        if (this.#running === running) this.#running = null
      },
      (error: unknown) => {
        this.#dirty = true
        if (this.#running === running) this.#running = null
        throw error
      },
    )
    this.#running = running
    return running
  }
}
