/** What changed, for whoever shows it: not the objects themselves, but which to look at again. */
import type { StreamEventName } from './schema'

export type ChangedNoun = Exclude<StreamEventName, 'resync'>

export interface Change {
  /** Grows by one with each change since the start of the process. */
  sequence: number
  noun: ChangedNoun
  id: string
}

const REMEMBERED = 5_000

export class Changes {
  readonly #listeners = new Set<(change: Change) => void>()
  readonly #recent: Change[] = []
  /** Starts with the time, so that a number from before a restart is older than everything remembered. */
  #sequence = Date.now() * 1_000
  readonly #first = this.#sequence + 1

  get sequence(): number {
    return this.#sequence
  }

  publish(noun: ChangedNoun, ...ids: string[]): void {
    for (const id of ids) {
      this.#sequence += 1
      const change = { sequence: this.#sequence, noun, id }
      this.#recent.push(change)
      if (this.#recent.length > 2 * REMEMBERED) this.#recent.splice(0, REMEMBERED)
      for (const listener of this.#listeners) listener(change)
    }
  }

  /** @returns a function that ends the listening */
  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** What changed after `sequence`; null when that isn't remembered any more, or was never given by this process. */
  since(sequence: number): Change[] | null {
    const oldest = this.#recent[0]?.sequence ?? this.#first
    if (sequence < oldest - 1 || sequence > this.#sequence) return null
    return this.#recent.filter((change) => change.sequence > sequence)
  }
}
