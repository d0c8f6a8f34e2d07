import type { PooledBuffer } from '../transport/buffer-pool'
import type { ReplyOutput, Segment } from '../transport/reply-output'
import { crc32c } from './crc32c'
import { AT, BHS_BYTES, DIGEST_BYTES, padded } from './pdu'
import type { Digests } from './pdu-reader'

/** A PDU that is being made: its header is zeroes but for the lengths, its data is to be filled in. */
export interface OutgoingPdu {
  segment: Segment
  buffer: PooledBuffer
  /** Where the header begins in the buffer. */
  at: number
  data: Buffer
}

/** Makes PDUs in the connection's output, with padding and digests. */
export class PduOutput {
  digests: Digests = { header: false, data: false }

  constructor(readonly output: ReplyOutput) {}

  /** {@link send} or {@link drop} must follow. */
  begin(dataLength: number): OutgoingPdu {
    const headerBytes = BHS_BYTES + (this.digests.header ? DIGEST_BYTES : 0)
    const dataBytes = dataLength === 0 ? 0 : padded(dataLength) + (this.digests.data ? DIGEST_BYTES : 0)
    const segment = this.output.reserve(headerBytes, dataBytes)
    const { buffer, start } = segment
    const dataStart = start + headerBytes
    buffer.bytes.fill(0, start, start + BHS_BYTES)
    if (dataLength > 0) {
      buffer.bytes.writeUIntBE(dataLength, start + AT.dataLength, 3)
      buffer.bytes.fill(0, dataStart + dataLength, dataStart + padded(dataLength))
    }
    return { segment, buffer, at: start, data: buffer.bytes.subarray(dataStart, dataStart + dataLength) }
  }

  /** The header is complete: it leaves with the next flush. */
  send({ segment, buffer, at, data }: OutgoingPdu): void {
    const { bytes } = buffer
    if (this.digests.header) bytes.writeUInt32LE(crc32c(bytes, at, at + BHS_BYTES), at + BHS_BYTES)
    if (this.digests.data && data.length > 0) {
      const end = segment.end - DIGEST_BYTES
      bytes.writeUInt32LE(crc32c(bytes, end - padded(data.length), end), end)
    }
    this.output.enqueue(segment)
  }

  drop({ segment }: OutgoingPdu): void {
    this.output.drop(segment)
  }
}
