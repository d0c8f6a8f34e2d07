import type { Stranger, StrangerFate } from '../../contract'

/** Names remembered: more than an administrator looks through, and no more memory than that for an enemy. */
export const MOST_STRANGERS = 64

/** Initiators that came and belong to no host, the last that came first to be forgotten last. */
export class Strangers {
  private readonly seen = new Map<string, Stranger>()

  constructor(private readonly now: () => number) {}

  /** @param name as the initiator gave it; compared in lower case (RFC 3722) */
  note(name: string, address: string, fate: StrangerFate): void {
    const attempts = (this.seen.get(name)?.attempts ?? 0) + 1
    this.seen.delete(name)
    this.seen.set(name, { name, address, fate, attempts, lastSeenAt: this.now() })
    const [oldest] = this.seen.keys()
    if (this.seen.size > MOST_STRANGERS && oldest !== undefined) this.seen.delete(oldest)
  }

  /** The last seen first. */
  list(): Stranger[] {
    return [...this.seen.values()].reverse()
  }

  /** Forgets those that belong to a host now. */
  forget(isKnown: (name: string) => boolean): void {
    for (const name of this.seen.keys()) if (isKnown(name)) this.seen.delete(name)
  }
}
