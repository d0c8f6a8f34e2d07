import type { z } from 'zod'

/**
 * What was filled in lives in the tab's session storage, so that a refresh loses nothing. Reads once, when the form is
 * made; a draft that doesn't fit (another version wrote it) is as good as none.
 */
export function readDraft<Values>(key: string, shape: z.ZodType<Values>): Values | null {
  const kept = sessionStorage.getItem(key)
  if (kept === null) return null
  const read = shape.safeParse(JSON.parse(kept))
  return read.success ? read.data : null
}

export const hasDraft = (key: string): boolean => sessionStorage.getItem(key) !== null

/** The caller leaves secrets out. */
export function writeDraft(key: string, values: object): void {
  sessionStorage.setItem(key, JSON.stringify(values))
}

export function forgetDraft(key: string): void {
  sessionStorage.removeItem(key)
}
