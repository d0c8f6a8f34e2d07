import type { SessionFacts } from '../../engine/contract'

export interface EndedSession extends SessionFacts {
  /** Milliseconds since the epoch. */
  endedAt: number
}

const REMEMBERED = 1_000
const RECENT_MS = 24 * 60 * 60 * 1_000

/**
 * The last connection of each host to each disk that ended within a day. A host that let go may still have the disk
 * mounted and come back. Known for this run of the array only.
 */
export class EndedSessions {
  /** In the order in which they ended. */
  readonly #last = new Map<string, EndedSession>()

  note(facts: SessionFacts, endedAt: number): void {
    const key = `${facts.hostId} ${facts.diskId}`
    this.#last.delete(key)
    this.#last.set(key, { ...facts, endedAt })
    const [oldest] = this.#last.keys()
    if (this.#last.size > REMEMBERED && oldest !== undefined) this.#last.delete(oldest)
  }

  /** The latest first. */
  recent(now: number): EndedSession[] {
    return [...this.#last.values()].filter(({ endedAt }) => now - endedAt < RECENT_MS).reverse()
  }
}
