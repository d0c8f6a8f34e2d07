import type { Extent } from '../../disks/host-volume'
import {
  CHUNK,
  CHUNK_FLAG_DONE,
  COMMAND,
  ERROR,
  OFFSET_DATA_BYTES,
  OFFSET_HOLE_BYTES,
  SIMPLE_REPLY_BYTES,
  STRUCTURED_HEADER_BYTES,
} from './protocol'
import {
  blockStatusReply,
  errorChunk,
  putChunkHeader,
  putOffsetData,
  putOffsetHole,
  putSimpleReply,
  type Cookie,
} from './reply-layout'
import type { CachedRange } from '../../storage/files'
import type { ReplyOutput, Segment } from '../transport/reply-output'
import type { Request } from './request-reader'
import type { Refusal } from './request-validation'

/** A reply whose payload is being read: `payload` is filled by the volume, then the whole is sent or dropped. */
export interface DataReply {
  segment: Segment
  payload: Uint8Array
}

/** The answers to requests, in the form that was agreed: structured replies or simple ones. */
export class Replies {
  constructor(
    readonly output: ReplyOutput,
    readonly structured: boolean,
  ) {}

  /** The shortest answer that says that all went well; a read of length 0 may not have a simple one. */
  succeed(request: Request): void {
    if (this.structured && request.command === COMMAND.read) return this.end(request)
    const segment = this.output.reserve(SIMPLE_REPLY_BYTES, 0)
    putSimpleReply(segment.buffer.view, segment.start, ERROR.none, request)
    this.output.enqueue(segment)
  }

  /** The final chunk of an answer in several chunks. */
  end(request: Request): void {
    const segment = this.output.reserve(STRUCTURED_HEADER_BYTES, 0)
    putChunkHeader(segment.buffer.view, segment.start, CHUNK_FLAG_DONE, CHUNK.none, request, 0)
    this.output.enqueue(segment)
  }

  refuse(request: Cookie, refusal: Refusal): void {
    if (this.structured) return this.output.append(errorChunk(request, refusal.error, refusal.message))
    const segment = this.output.reserve(SIMPLE_REPLY_BYTES, 0)
    putSimpleReply(segment.buffer.view, segment.start, refusal.error, request)
    this.output.enqueue(segment)
  }

  /** The one reply to a read, with room for its payload; of a simple reply in parts, the first `payloadBytes`. */
  beginData(request: Request, payloadBytes = request.length): DataReply {
    if (this.structured) return this.beginDataChunk(request, CHUNK_FLAG_DONE, request.offset, payloadBytes)
    const reply = this.reserve(SIMPLE_REPLY_BYTES, payloadBytes)
    putSimpleReply(reply.segment.buffer.view, reply.segment.start, ERROR.none, request)
    return reply
  }

  /** The one reply to a read of what the page cache holds. */
  sendCached(request: Request, range: CachedRange): void {
    const { offset, length } = request
    const headerBytes = this.structured ? OFFSET_DATA_BYTES : SIMPLE_REPLY_BYTES
    const segment = this.output.reserve(headerBytes, 0)
    const { view } = segment.buffer
    if (this.structured) putOffsetData(view, segment.start, CHUNK_FLAG_DONE, request, offset, length)
    else putSimpleReply(view, segment.start, ERROR.none, request)
    this.output.enqueue(segment)
    this.output.sendCached(range, length)
  }

  /** The next bytes of a simple reply in parts. */
  beginMoreData(payloadBytes: number): DataReply {
    return this.reserve(0, payloadBytes)
  }

  /** One chunk of the answer to a read. */
  beginDataChunk(request: Cookie, flags: number, offset: number, payloadBytes: number): DataReply {
    const reply = this.reserve(OFFSET_DATA_BYTES, payloadBytes)
    putOffsetData(reply.segment.buffer.view, reply.segment.start, flags, request, offset, payloadBytes)
    return reply
  }

  hole(request: Cookie, offset: number, length: number): void {
    const segment = this.output.reserve(OFFSET_HOLE_BYTES, 0)
    putOffsetHole(segment.buffer.view, segment.start, 0, request, offset, length)
    this.output.enqueue(segment)
  }

  blockStatus(request: Request, extents: readonly Extent[]): void {
    this.output.append(blockStatusReply(request, extents, request.offset, request.length))
  }

  private reserve(headerBytes: number, payloadBytes: number): DataReply {
    const segment = this.output.reserve(headerBytes, payloadBytes)
    return { segment, payload: segment.buffer.bytes.subarray(segment.start + headerBytes, segment.end) }
  }
}
