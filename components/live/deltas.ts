import type { NounName } from './nouns'

const KEPT_MS = 60_000

interface Delta {
  at: number
  /** null: the object is gone. */
  object: object | null
}

const deltas = new Map<string, Delta>()

export function recordDelta(noun: NounName, id: string, object: object | null, at: number): void {
  for (const [key, delta] of deltas) {
    if (at - delta.at < KEPT_MS) break
    deltas.delete(key)
  }
  const key = `${noun}:${id}`
  deltas.delete(key)
  deltas.set(key, { at, object })
}

/**
 * An answer that was asked for before a delta came may be older than it: the delta stands. Answers the object as it is
 * now, or null when it is gone.
 */
export function newest<T extends object>(noun: NounName, id: string, answered: T, askedAt: number): T | null {
  const delta = deltas.get(`${noun}:${id}`)
  if (!delta || delta.at < askedAt) return answered
  return delta.object as T | null
}
