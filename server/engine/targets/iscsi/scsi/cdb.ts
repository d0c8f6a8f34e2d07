import { CheckCondition, SENSE } from './sense'

/** A command descriptor block: at least 16 bytes, of which the command uses the first few. Numbers are big-endian. */
export class Cdb {
  constructor(
    private readonly bytes: Buffer,
    private readonly start: number,
  ) {}

  byte(at: number): number {
    return this.bytes[this.start + at] ?? 0
  }

  u16(at: number): number {
    return this.bytes.readUInt16BE(this.start + at)
  }

  u24(at: number): number {
    return this.bytes.readUIntBE(this.start + at, 3)
  }

  u32(at: number): number {
    return this.bytes.readUInt32BE(this.start + at)
  }

  /** Above 2^53 the low bits are lost, which no disk reaches. */
  u64(at: number): number {
    return this.u32(at) * 0x1_0000_0000 + this.u32(at + 4)
  }

  /** A copy that outlives the buffer in which the CDB came. */
  copy(): Cdb {
    return new Cdb(Buffer.from(this.bytes.subarray(this.start, this.start + 16)), 0)
  }
}

/** SBC-3: the size of a logical block. Disks have whole ones. */
export const BLOCK_BYTES = 512

/**
 * A range of blocks in bytes.
 * @throws CheckCondition LOGICAL BLOCK ADDRESS OUT OF RANGE, also for an empty range that begins after the end.
 */
export function rangeOf(lba: number, blocks: number, capacityBytes: number): { offset: number; length: number } {
  if (lba + blocks > Math.floor(capacityBytes / BLOCK_BYTES)) throw new CheckCondition(SENSE.lbaOutOfRange)
  return { offset: lba * BLOCK_BYTES, length: blocks * BLOCK_BYTES }
}
