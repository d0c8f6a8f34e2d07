import type { NounName, Nouns } from './nouns'

const KEPT_MS = 60_000

export interface Delta<N extends NounName = NounName> {
  noun: N
  id: string
  /** null: the object is gone. */
  object: Nouns[N] | null
  /** The number that the stream gave it; a larger one came later. */
  sequence: number
}

interface Kept {
  delta: Delta
  /** Milliseconds of the browser's clock, only to forget. */
  at: number
}

const kept = new Map<string, Kept>()
let last = 0

/** The number of the newest delta. What was answered to a question asked now can only be older than later ones. */
export function lastSequence(): number {
  return last
}

export function recordDelta(delta: Delta, at: number): void {
  last = Math.max(last, delta.sequence)
  for (const [key, old] of kept) {
    if (at - old.at < KEPT_MS) break
    kept.delete(key)
  }
  const key = `${delta.noun}:${delta.id}`
  kept.delete(key)
  kept.set(key, { delta, at })
}

/** Those that came after a number, each object once, as it was told last. */
export function deltasSince(sequence: number): Delta[] {
  return [...kept.values()].map(({ delta }) => delta).filter((delta) => delta.sequence > sequence)
}

/**
 * An answer that was read before a delta came is older than it: the delta stands. Answers the object as it is now, or
 * null when it is gone.
 *
 * @param sequence of the newest delta when the answer was asked for
 */
export function newest<N extends NounName>(
  noun: N,
  id: string,
  answered: Nouns[N],
  sequence: number,
): Nouns[N] | null {
  const delta = kept.get(`${noun}:${id}`)?.delta
  if (!delta || delta.sequence <= sequence) return answered
  return delta.object as Nouns[N] | null
}
