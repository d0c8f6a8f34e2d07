/**
 * The frames of a redo log (redo-log.ts): the file `redo` in a disk's folder.
 *
 *      0  u32  magic 'LNRD'
 *      4  u32  the log's generation, another one whenever it has been emptied
 *      8  u32  number of the frame, from 0
 *     12  u32  bytes of a grain
 *     16  u32  number of records
 *     20  u32  bytes of payload
 *     24  u32  crc32 of bytes 0 to 23, the records and the payload
 *     28  u32  0
 *     32  records of 16 bytes: f64 a, u32 b, u32 0
 *           of a write: a is its offset on the disk, b its bytes, which are in the payload, one write after the other;
 *           writes are numbered from 0, over all frames
 *           of a grain: a is minus one minus its number, b the number of a write: writes of the grain up to that one
 *           count no longer, since they are in the disk's own blocks
 *         zeroes up to the next 4 KiB, the payload, zeroes up to the next 4 KiB
 *
 * Little-endian. What a reader may find, and what it is:
 *
 * - Nothing whole of this generation behind the frames that are whole: a torn tail. The process died before anybody was
 *   answered, or, after a power loss, what is missing was not flushed. Also frames of an earlier generation behind them
 *   are of no account: a power loss may bring them back.
 * - A frame that is not whole, and behind it whole ones of the same generation: a damaged middle. A power loss may leave
 *   it, since anything that is not flushed may be missing then; so may a disk that lost what it had kept. Nothing counts
 *   from there on, since a later frame may rely on the one that is missing, and it is reported.
 * - No frame of the first number: the same two cases, with nothing that counts.
 *
 * What was flushed is never in question: a flush empties the log, durably.
 */
import { crc32 } from 'node:zlib'
import type { BlockFile } from '../../storage/files'

const MAGIC = 0x4452_4e4c
const HEADER_BYTES = 32
const RECORD_BYTES = 16
const PAGE_BYTES = 4096
/** Bounds what a damaged header can make the reader allocate. */
const MAX_RECORDS = 1_000_000

export interface RedoWrite {
  offset: number
  bytes: Uint8Array
}

/** A grain's writes up to the one of this number are in the disk's own blocks. */
export interface RedoneGrain {
  grain: number
  number: number
}

export interface Frame {
  generation: number
  number: number
  grainBytes: number
  writes: readonly RedoWrite[]
  redone: readonly RedoneGrain[]
}

/** The parts of a frame, to be written one after the other: whole pages. */
export function encodeFrame({ generation, number, grainBytes, writes, redone }: Frame): Uint8Array[] {
  const payloadBytes = writes.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const count = writes.length + redone.length
  const used = HEADER_BYTES + count * RECORD_BYTES
  const header = Buffer.alloc(paged(used))
  for (const [index, value] of [MAGIC, generation, number, grainBytes, count, payloadBytes].entries()) header.writeUInt32LE(value, index * 4)
  let at = HEADER_BYTES
  const record = (a: number, b: number) => {
    header.writeDoubleLE(a, at)
    header.writeUInt32LE(b, at + 8)
    at += RECORD_BYTES
  }
  for (const { offset, bytes } of writes) record(offset, bytes.length)
  for (const { grain, number: last } of redone) record(-1 - grain, last)
  let sum = crc32(header.subarray(HEADER_BYTES, used), crc32(header.subarray(0, 24)))
  for (const { bytes } of writes) sum = crc32(bytes, sum)
  header.writeUInt32LE(sum, 24)
  const rest = paged(payloadBytes) - payloadBytes
  return [header, ...writes.map(({ bytes }) => bytes), ...(rest > 0 ? [Buffer.alloc(rest)] : [])]
}

/** The frames that count, from the first one on, and where the file is damaged in its middle; null if it isn't. */
export async function* readFrames(file: BlockFile): AsyncGenerator<Frame, number | null> {
  let generation: number | null = null
  let at = 0
  for (let number = 0; ; number += 1) {
    const found = await readFrame(file, at)
    if (!found || found.frame.number !== number || (generation !== null && found.frame.generation !== generation)) break
    generation = found.frame.generation
    yield found.frame
    at += found.bytes
  }
  for (let page = at; page < file.length; page += PAGE_BYTES) {
    const found = await readFrame(file, page)
    // Without any frame before it nobody can say which generation it is; it says at least that another one was there.
    if (found && found.frame.number > 0 && (generation === null || found.frame.generation === generation)) return at
  }
  return null
}

/** The frame at a place of the file and the bytes that it takes there, or null if there is no whole one. */
async function readFrame(file: BlockFile, at: number): Promise<{ frame: Frame; bytes: number } | null> {
  if (at + PAGE_BYTES > file.length) return null
  const start = Buffer.alloc(HEADER_BYTES)
  await file.read(start, at)
  const [magic, generation = 0, number = 0, grainBytes = 0, count = 0, payloadBytes = 0, sum] = u32s(start)
  if (magic !== MAGIC || count > MAX_RECORDS) return null
  const headerBytes = paged(HEADER_BYTES + count * RECORD_BYTES)
  const bytes = headerBytes + paged(payloadBytes)
  if (at + bytes > file.length) return null
  const records = Buffer.alloc(count * RECORD_BYTES)
  await file.read(records, at + HEADER_BYTES)
  const payload = Buffer.alloc(payloadBytes)
  await file.read(payload, at + headerBytes)
  if (crc32(payload, crc32(records, crc32(start.subarray(0, 24)))) !== sum) return null
  const writes: RedoWrite[] = []
  const redone: RedoneGrain[] = []
  let taken = 0
  for (let index = 0; index < records.length; index += RECORD_BYTES) {
    const a = records.readDoubleLE(index)
    const b = records.readUInt32LE(index + 8)
    if (a < 0) redone.push({ grain: -1 - a, number: b })
    else {
      writes.push({ offset: a, bytes: payload.subarray(taken, taken + b) })
      taken += b
    }
  }
  return { frame: { generation, number, grainBytes, writes, redone }, bytes }
}

function u32s(bytes: Buffer): number[] {
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => bytes.readUInt32LE(index * 4))
}

function paged(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES
}
