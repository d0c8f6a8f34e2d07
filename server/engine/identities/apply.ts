/** Carries out a plan, so that a crash at any moment leaves each structure all old or, once redone, all new. */
import { crc32c } from '../targets/iscsi/crc32c'
import type { IdentityPlan } from './plan'

/** One stretch of the disk, in bytes, as it is going to be. */
export interface JournalWrite {
  offsetBytes: number
  bytes: Buffer
  /** CRC32C of what is there before. */
  checksumBefore: number
}

export interface DiskWriter {
  /** Returns when all of it is written; it need not be durable. */
  write(offsetBytes: number, bytes: Buffer): Promise<void>
  /** Returns when everything written before is durable. */
  flush(): Promise<void>
}

/**
 * What the caller keeps durably before {@link applyIdentities}, and removes after it. After a crash it gives what it has
 * kept to {@link applyIdentities} again, before any host uses the disk; when it has kept nothing whole, nothing of the
 * disk has been written yet.
 */
export const journalOf = (plan: IdentityPlan): JournalWrite[] =>
  plan.structures.flatMap(({ writes }) => writes.map(({ offsetBytes, before, bytes }) => ({ offsetBytes, bytes, checksumBefore: crc32c(before) })))

/**
 * Whether the disk is still as it was when it was planned. To be asked before the first write, not again after a crash:
 * then some of it is new.
 */
export async function isAsPlanned(read: (offsetBytes: number, length: number) => Promise<Buffer | null>, journal: readonly JournalWrite[]): Promise<boolean> {
  for (const { offsetBytes, bytes, checksumBefore } of journal) {
    const now = await read(offsetBytes, bytes.length)
    if (!now || crc32c(now) !== checksumBefore) return false
  }
  return true
}

/** Writes all of it and makes it durable. Doing it again changes nothing. Errors of the disk are passed on. */
export async function applyIdentities(journal: readonly JournalWrite[], disk: DiskWriter): Promise<void> {
  for (const { offsetBytes, bytes } of journal) await disk.write(offsetBytes, bytes)
  await disk.flush()
}

const MAGIC = 'LUNIDENT'
const [HEAD, WRITE_HEAD] = [16, 16]

/**
 * The journal as bytes, little-endian: magic "LUNIDENT", u32 number of writes, u32 CRC32C of all that follows; then each
 * write: u64 offset, u32 length, u32 checksum of what was there before, and the bytes.
 */
export function encodeJournal(journal: readonly JournalWrite[]): Buffer {
  const parts = journal.flatMap(({ offsetBytes, bytes, checksumBefore }) => {
    const head = Buffer.alloc(WRITE_HEAD)
    head.writeBigUInt64LE(BigInt(offsetBytes))
    head.writeUInt32LE(bytes.length, 8)
    head.writeUInt32LE(checksumBefore, 12)
    return [head, bytes]
  })
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(HEAD)
  head.write(MAGIC, 'latin1')
  head.writeUInt32LE(journal.length, 8)
  head.writeUInt32LE(crc32c(body), 12)
  return Buffer.concat([head, body])
}

/** Null when it isn't whole: it was torn while it was kept, and nothing of it has been applied. */
export function decodeJournal(bytes: Buffer): JournalWrite[] | null {
  if (bytes.length < HEAD || bytes.toString('latin1', 0, 8) !== MAGIC || bytes.readUInt32LE(12) !== crc32c(bytes, HEAD)) return null
  const journal: JournalWrite[] = []
  let at = HEAD
  while (at + WRITE_HEAD <= bytes.length) {
    const [start, length] = [at + WRITE_HEAD, bytes.readUInt32LE(at + 8)]
    if (start + length > bytes.length) return null
    journal.push({ offsetBytes: Number(bytes.readBigUInt64LE(at)), bytes: bytes.subarray(start, start + length), checksumBefore: bytes.readUInt32LE(at + 12) })
    at = start + length
  }
  return at === bytes.length && journal.length === bytes.readUInt32LE(8) ? journal : null
}
