/** Identifiers that the array gives. */
import { randomBytes, randomUUID } from 'node:crypto'

/**
 * NAA type 6 (SPC-4 7.8.6.6): the digit 6, an IEEE company id of 6 digits, a vendor-specific identifier of 9 digits
 * and an extension of 16. The company id is a locally administered one, which no vendor has.
 */
const NAA_6_LOCAL = '6024c55'
const ARRAY_DIGITS = 9
const DISK_DIGITS = 16

/** What all WWIDs of an array start with: 16 hexadecimal digits, 9 of them random. */
export function newWwidPrefix(): string {
  return NAA_6_LOCAL + randomDigits(ARRAY_DIGITS)
}

/** 32 hexadecimal digits; the last 16 are random, so that no counter has to survive a lost database. */
export function newWwid(prefix: string): string {
  return prefix + randomDigits(DISK_DIGITS)
}

export function newId(): string {
  return randomUUID()
}

function randomDigits(count: number): string {
  return randomBytes(Math.ceil(count / 2))
    .toString('hex')
    .slice(0, count)
}
