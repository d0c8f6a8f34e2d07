import { HEADROOM_BYTES, type BufferPool, type PooledBuffer } from '../transport/buffer-pool'
import { HardDisconnect } from '../transport/hard-disconnect'
import type { Input } from '../transport/input'
import { crc32c } from './crc32c'
import { AT, BHS_BYTES, DIGEST_BYTES, padded } from './pdu'

export interface Digests {
  header: boolean
  data: boolean
}

const LONGEST_HEADER_BYTES = BHS_BYTES + 255 * 4 + DIGEST_BYTES

/**
 * Finds the PDUs in a stream of chunks that are cut anywhere. What lies in one chunk is not copied. After {@link next}
 * the PDU is in the fields of the reader, until the next call.
 */
export class PduReader {
  /** The bytes that hold the basic header segment, and where it begins in them. */
  bytes: Buffer
  at = 0
  /** The data segment without padding, and the buffer that it lies in. Its bytes stay only for users of the buffer. */
  data: Buffer = Buffer.alloc(0)
  dataBuffer: PooledBuffer | null = null
  digests: Digests = { header: false, data: false }
  private readonly split = Buffer.alloc(LONGEST_HEADER_BYTES)
  private splitBytes = 0
  private headerDone = false
  /** A data segment that comes in more than one chunk, and how much of it is here. */
  private gathering: PooledBuffer | null = null
  private gatheredBytes = 0

  /** @param mostDataBytes the longest data segment that the initiator may send; may change between PDUs */
  constructor(
    private readonly pool: BufferPool,
    public mostDataBytes: number,
  ) {
    this.bytes = this.split
  }

  /**
   * True when a PDU is complete. False after the whole input was read without completing one.
   * @throws HardDisconnect for a data segment that is too long, or a digest that doesn't match
   */
  next(input: Input): boolean {
    if (!this.headerDone && !this.readHeader(input)) return false
    if (!this.readData(input)) return false
    this.headerDone = false
    return true
  }

  /** Gives back what is half read. */
  abandon(): void {
    if (this.gathering !== null) this.pool.release(this.gathering)
    this.gathering = null
  }

  get dataLength(): number {
    return this.bytes.readUIntBE(this.at + AT.dataLength, 3)
  }

  private readHeader(input: Input): boolean {
    this.release()
    if (this.splitBytes === 0 && input.remaining >= BHS_BYTES) {
      const length = this.headerBytes(input.buffer.bytes, input.position)
      if (input.remaining >= length) {
        this.bytes = input.buffer.bytes
        this.at = input.position
        input.position += length
        return this.endHeader(length)
      }
    }
    let wanted = this.splitBytes < BHS_BYTES ? BHS_BYTES : this.headerBytes(this.split, 0)
    while (this.splitBytes < wanted) {
      const part = input.take(Math.min(wanted - this.splitBytes, input.remaining))
      if (part.length === 0) return false
      this.split.set(part, this.splitBytes)
      this.splitBytes += part.length
      if (this.splitBytes === BHS_BYTES) wanted = this.headerBytes(this.split, 0)
    }
    this.bytes = this.split
    this.at = 0
    const length = this.splitBytes
    this.splitBytes = 0
    return this.endHeader(length)
  }

  private headerBytes(bytes: Buffer, at: number): number {
    return BHS_BYTES + (bytes[at + AT.ahsWords] ?? 0) * 4 + (this.digests.header ? DIGEST_BYTES : 0)
  }

  private endHeader(length: number): true {
    if (this.digests.header) {
      const end = this.at + length - DIGEST_BYTES
      if (crc32c(this.bytes, this.at, end) !== this.bytes.readUInt32LE(end)) {
        throw new HardDisconnect('a header digest does not match')
      }
    }
    if (this.dataLength > this.mostDataBytes) throw new HardDisconnect('a data segment is longer than agreed')
    this.headerDone = true
    return true
  }

  private readData(input: Input): boolean {
    const { dataLength } = this
    if (dataLength === 0) {
      this.data = EMPTY
      return true
    }
    const withDigest = padded(dataLength) + (this.digests.data ? DIGEST_BYTES : 0)
    if (this.gathering === null && input.remaining >= withDigest) {
      const start = input.position
      input.position += withDigest
      this.dataBuffer = input.buffer
      return this.endData(input.buffer.bytes, start, dataLength)
    }
    if (this.gathering === null) this.beginGathering(withDigest)
    const gathering = this.gathering
    if (gathering === null) return false
    const part = input.take(Math.min(withDigest - this.gatheredBytes, input.remaining))
    gathering.bytes.set(part, HEADROOM_BYTES + this.gatheredBytes)
    this.gatheredBytes += part.length
    if (this.gatheredBytes < withDigest) return false
    this.dataBuffer = gathering
    return this.endData(gathering.bytes, HEADROOM_BYTES, dataLength)
  }

  /** The chunk goes, and the header with it if it lies there. */
  private beginGathering(bytes: number): void {
    if (this.bytes !== this.split) {
      this.bytes.copy(this.split, 0, this.at, this.at + BHS_BYTES)
      this.bytes = this.split
      this.at = 0
    }
    this.gathering = this.pool.take(bytes)
    this.gatheredBytes = 0
  }

  private endData(bytes: Buffer, start: number, length: number): true {
    const end = start + padded(length)
    if (this.digests.data && crc32c(bytes, start, end) !== bytes.readUInt32LE(end)) {
      throw new HardDisconnect('a data digest does not match')
    }
    this.data = bytes.subarray(start, start + length)
    return true
  }

  /** The last PDU is done with; who needs its data longer is a user of the buffer. */
  private release(): void {
    this.dataBuffer = null
    this.abandon()
  }
}

const EMPTY = Buffer.alloc(0)
