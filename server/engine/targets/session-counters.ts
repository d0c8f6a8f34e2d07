import type { SessionCounters, SessionFacts } from '../contract'

export type Use = 'read' | 'write' | 'other'

const WORDS = 5

/** What a host asked for through one connection, counted by the thread that serves it, for all to read. */
export class SharedCounters implements SessionCounters {
  readonly #words: Float64Array

  constructor(readonly memory = new SharedArrayBuffer(WORDS * Float64Array.BYTES_PER_ELEMENT)) {
    this.#words = new Float64Array(memory)
  }

  get commands(): number {
    return this.#words[0] ?? 0
  }

  get readBytes(): number {
    return this.#words[1] ?? 0
  }

  get writtenBytes(): number {
    return this.#words[2] ?? 0
  }

  get lastReadAt(): number | null {
    return this.#words[3] || null
  }

  get lastWriteAt(): number | null {
    return this.#words[4] || null
  }

  /** Counts one command; `bytes` are those of blocks that it asks for or brings. */
  count(use: Use, bytes: number): void {
    const words = this.#words
    words[0] = (words[0] ?? 0) + 1
    if (use === 'read') {
      words[1] = (words[1] ?? 0) + bytes
      words[3] = Date.now()
    } else if (use === 'write') {
      words[2] = (words[2] ?? 0) + bytes
      words[4] = Date.now()
    }
  }

  facts(): SessionCounters {
    const { commands, readBytes, writtenBytes, lastReadAt, lastWriteAt } = this
    return { commands, readBytes, writtenBytes, lastReadAt, lastWriteAt }
  }
}

/** A host's use of a disk, and what it has asked for so far. */
export class CountedSession {
  constructor(
    readonly about: Omit<SessionFacts, keyof SessionCounters>,
    readonly counters = new SharedCounters(),
  ) {}

  facts(): SessionFacts {
    return { ...this.about, ...this.counters.facts() }
  }
}
