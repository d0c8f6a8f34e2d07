/**
 * The durable form of a grain map: a log of frames, appended and synced one at a time.
 *
 *      0  u32  magic 'LNGF'
 *      4  u32  the image's sequence number: frames of an earlier image on the same repository don't count
 *      8  u32  number of the frame, from 0
 *     12  u32  number of records
 *     16  u32  crc32 of bytes 0 to 15 and the records
 *     20  records, each u32 grain, u32 location (grain-map.ts); a later record of a grain holds
 *
 * Little-endian. A frame is written only after the one before it was synced. So a bad frame with no good one behind
 * it is the torn tail of a crash: nothing has relied on it yet, and it is cut. A bad frame with a good one behind it
 * is damage: it is reported, never guessed at.
 */
import { crc32 } from 'node:zlib'
import { EngineError } from '../faults'
import type { BlockFile } from '../storage/files'
import { GrainMap } from './grain-map'

const MAGIC = 0x4647_4e4c
const HEADER_BYTES = 20
const RECORD_BYTES = 8
/** The most records that one frame holds; also bounds what a damaged header can make the reader allocate. */
export const MAX_FRAME_RECORDS = 65_536

export interface GrainRecord {
  grain: number
  location: number
}

interface Frame {
  number: number
  records: Buffer
  bytes: number
}

export class GrainLog {
  private constructor(
    private readonly file: BlockFile,
    private readonly sequence: number,
    private end: number,
    private frames: number,
  ) {}

  /** A log without frames for a new image. What the file held before is gone, durably. */
  static async begin(file: BlockFile, sequence: number): Promise<GrainLog> {
    if (file.length > 0) {
      await file.resize(0)
      await file.sync()
    }
    return new GrainLog(file, sequence, 0, 0)
  }

  /** Reads a log into a map and cuts a torn tail. Throws EngineError imageDamaged. */
  static async load(file: BlockFile, sequence: number): Promise<{ log: GrainLog; map: GrainMap; nextSlot: number }> {
    const map = new GrainMap()
    let nextSlot = 0
    let at = 0
    let frames = 0
    const ahead = new ReadAhead(file)
    for (;;) {
      const frame = await readFrame(ahead, at, sequence)
      if (!frame || frame.number !== frames) break
      const { buffer, byteOffset, length } = frame.records
      const records = new DataView(buffer, byteOffset, length)
      for (let index = 0; index < length; index += RECORD_BYTES) {
        const location = records.getUint32(index + 4, true)
        map.set(records.getUint32(index, true), location)
        nextSlot = Math.max(nextSlot, location - 1)
      }
      at += frame.bytes
      frames += 1
    }
    if (at < file.length) {
      const behind = await findFrame(file, at, sequence, frames)
      if (behind !== null)
        throw new EngineError(
          'imageDamaged',
          `the grain map is damaged at byte ${at}: a whole frame follows at byte ${behind}`,
        )
      await file.resize(at)
    }
    // What an engine that died has appended may be in the page cache only, and whoever overwrites a grain goes by it.
    await file.sync()
    return { log: new GrainLog(file, sequence, at, frames), map, nextSlot }
  }

  /**
   * Appends records; durable when it resolves. The caller waits for one append before the next. After a failed append
   * some of the records may be found by the next load, unless {@link cutBack} succeeds.
   */
  async append(records: readonly GrainRecord[]): Promise<void> {
    const { end, frames } = this
    try {
      await this.#appendFrames(records)
    } catch (error) {
      this.end = end
      this.frames = frames
      throw error
    }
  }

  async #appendFrames(records: readonly GrainRecord[]): Promise<void> {
    for (let first = 0; first < records.length; first += MAX_FRAME_RECORDS) {
      const part = records.slice(first, first + MAX_FRAME_RECORDS)
      const frame = encodeFrame(this.sequence, this.frames, part)
      await this.file.write([frame], this.end)
      await this.file.sync()
      this.end += frame.length
      this.frames += 1
    }
  }

  /** Removes what a failed append left behind the last good frame; durable when it resolves. */
  async cutBack(): Promise<void> {
    await this.file.resize(this.end)
    await this.file.sync()
  }

  /** Forgets all frames, once nothing relies on them. */
  async clear(): Promise<void> {
    await this.file.resize(0)
    this.end = 0
    this.frames = 0
  }

  close(): Promise<void> {
    return this.file.close()
  }
}

function encodeFrame(sequence: number, number: number, records: readonly GrainRecord[]): Buffer {
  const frame = Buffer.alloc(HEADER_BYTES + records.length * RECORD_BYTES)
  frame.writeUInt32LE(MAGIC, 0)
  frame.writeUInt32LE(sequence, 4)
  frame.writeUInt32LE(number, 8)
  frame.writeUInt32LE(records.length, 12)
  let at = HEADER_BYTES
  for (const record of records) {
    frame.writeUInt32LE(record.grain, at)
    frame.writeUInt32LE(record.location, at + 4)
    at += RECORD_BYTES
  }
  frame.writeUInt32LE(crc32(frame.subarray(HEADER_BYTES), crc32(frame.subarray(0, 16))), 16)
  return frame
}

/** The frame at a place of the file, or null if there is no whole one of this image. */
async function readFrame(file: Pick<BlockFile, 'read' | 'length'>, at: number, sequence: number): Promise<Frame | null> {
  if (at + HEADER_BYTES > file.length) return null
  const header = Buffer.alloc(HEADER_BYTES)
  await file.read(header, at)
  if (header.readUInt32LE(0) !== MAGIC || header.readUInt32LE(4) !== sequence) return null
  const count = header.readUInt32LE(12)
  const bytes = HEADER_BYTES + count * RECORD_BYTES
  if (count > MAX_FRAME_RECORDS || at + bytes > file.length) return null
  const records = Buffer.alloc(count * RECORD_BYTES)
  await file.read(records, at + HEADER_BYTES)
  if (crc32(records, crc32(header.subarray(0, 16))) !== header.readUInt32LE(16)) return null
  return { number: header.readUInt32LE(8), records, bytes }
}

/** Reads a file in long pieces: a log of a million single writes has a million frames of 28 bytes. */
class ReadAhead {
  #piece = Buffer.alloc(0)
  #start = 0

  constructor(private readonly file: BlockFile) {}

  get length(): number {
    return this.file.length
  }

  async read(into: Uint8Array, offset: number): Promise<void> {
    const inside = offset - this.#start
    if (inside < 0 || inside + into.length > this.#piece.length) {
      const piece = Buffer.alloc(Math.max(into.length, Math.min(1024 * 1024, this.file.length - offset)))
      await this.file.read(piece, offset)
      this.#piece = piece
      this.#start = offset
    }
    into.set(this.#piece.subarray(offset - this.#start, offset - this.#start + into.length))
  }
}

/** Looks behind a bad frame for a whole one that is younger; answers where it is. */
async function findFrame(file: BlockFile, from: number, sequence: number, number: number): Promise<number | null> {
  const step = 1024 * 1024
  const magic = Buffer.alloc(4)
  magic.writeUInt32LE(MAGIC)
  for (let at = from; at < file.length; at += step) {
    // Overlaps by three bytes, so that a magic across the edge is seen.
    const bytes = Buffer.alloc(Math.min(step + 3, file.length - at))
    await file.read(bytes, at)
    for (let hit = bytes.indexOf(magic); hit >= 0; hit = bytes.indexOf(magic, hit + 1)) {
      const frame = await readFrame(file, at + hit, sequence)
      if (frame && frame.number > number) return at + hit
    }
  }
  return null
}
