/** Reads a disk's bytes for those who look at what is on it. What hosts wrote is an enemy's: nothing here trusts it. */
import type { Finding } from '../contract'

/** A stretch of a disk: the whole of it, or a partition. Offsets are relative to its start. */
export interface Region {
  readonly sizeBytes: number
  /** Exactly `length` bytes, or null where the region ends before them. */
  read(offset: number, length: number): Promise<Buffer | null>
}

/** Looks for one kind of structure; null when it isn't there. */
export type Detector = (region: Region) => Promise<Finding | null>

/** The longest label that any of the structures has; what is longer is damage. */
const MAX_LABEL = 255

/** Text as a host wrote it, without what would disturb a screen: control characters, and nothing behind a NUL. */
export function label(bytes: Buffer, encoding: 'utf8' | 'latin1' | 'utf16le' = 'utf8'): string | null {
  const text = bytes.toString(encoding)
  const end = text.indexOf('\0')
  const shown = (end < 0 ? text : text.slice(0, end)).replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu, '').trim()
  return shown === '' ? null : shown.slice(0, MAX_LABEL)
}

/** Sixteen bytes as `xxxxxxxx-xxxx-…`; null when they are all zero. */
export function uuid(bytes: Buffer): string | null {
  if (bytes.every((byte) => byte === 0)) return null
  const digits = bytes.toString('hex')
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20, 32)].join('-')
}

/** A GUID as Microsoft writes it: the first three fields little-endian (UEFI 2.10, appendix A). */
export function guid(bytes: Buffer): string | null {
  const turned = Buffer.from(bytes)
  turned.subarray(0, 4).reverse()
  turned.subarray(4, 6).reverse()
  turned.subarray(6, 8).reverse()
  return uuid(turned)
}

export function subRegion(region: Region, start: number, sizeBytes: number): Region {
  const size = Math.max(0, Math.min(sizeBytes, region.sizeBytes - start))
  return {
    sizeBytes: size,
    read: (offset, length) => (offset + length > size ? Promise.resolve(null) : region.read(start + offset, length)),
  }
}

/** What a detector says, with everything that it can't know left as unknown. */
export function finding(what: Finding['what'], known: Partial<Omit<Finding, 'what'>> = {}): Finding {
  return {
    what,
    label: null,
    identifier: null,
    journaling: false,
    mounted: 'unknown',
    needsRecovery: false,
    damaged: false,
    startByte: 0,
    sizeBytes: 0,
    children: [],
    ...known,
  }
}
