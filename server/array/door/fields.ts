/** Field types that more than one noun uses. What each accepts is said by the message named in `params.message`. */
import { z } from 'zod'
import { PATTERNS } from './patterns'
import { MAX_DISK_BYTES, MiB } from './sizes'

export { PATTERNS } from './patterns'
export { GiB, KiB, MAX_DISK_BYTES, MiB, TiB } from './sizes'

export const SECTOR_BYTES = 512
export const MIN_DISK_BYTES = MiB
export const MAX_NAME_LENGTH = 63

/** An identifier that the array gave. Unknown ones are answered 404, so only nonsense is refused here. */
export const id = z.string().trim().min(1).max(64)

/** Anything that names one object: `POST /copies/{id}/stop`. */
export const byId = z.strictObject({ id })

/** A name of an object: 1 to 63 characters, trimmed, no control characters or slashes; unique without regard to case. */
export const name = z.string().trim().normalize('NFC').min(1).max(MAX_NAME_LENGTH).regex(PATTERNS.name)

export const hostName = z.string().trim().min(1).max(MAX_NAME_LENGTH).regex(PATTERNS.hostName)

/** Size of a virtual disk in bytes: whole sectors, 1 MiB to 16 TiB. */
export const capacityBytes = z.int().min(MIN_DISK_BYTES).max(MAX_DISK_BYTES).multipleOf(SECTOR_BYTES)

export const lun = z.int().min(0).max(255)

/** RFC 3339, UTC. */
export const time = z.iso.datetime()
export const bytes = z.int().min(0)

/** A reason that a person can read, with a code that a program can. */
export const reason = z
  .strictObject({ code: z.string(), detail: z.string(), remedy: z.string() })
  .meta({ id: 'Reason', description: 'Why something is not possible: stable code, sentence, and what to do about it.' })
export type Reason = z.infer<typeof reason>

/** null: allowed. Otherwise why not. */
export const whyNot = reason.nullable()

/**
 * The key under which a name is unique and sorted: lower case in no particular language, so that the same two names
 * collide on every machine.
 */
export function nameKey(text: string): string {
  return text.normalize('NFC').toLowerCase()
}
