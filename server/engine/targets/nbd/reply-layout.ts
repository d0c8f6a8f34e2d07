import { IoError, type Extent } from '../../disks/host-volume'
import {
  BASE_ALLOCATION_ID,
  CHUNK,
  CHUNK_FLAG_DONE,
  SIMPLE_REPLY_MAGIC,
  STATE,
  STRUCTURED_HEADER_BYTES,
  STRUCTURED_REPLY_MAGIC,
} from './protocol'

/** The client's name for a request, echoed as it came: 64 bits in two halves. */
export interface Cookie {
  cookieHigh: number
  cookieLow: number
}

/** Error texts in chunks are cut here; the protocol allows 4096. */
const MAXIMUM_TEXT_BYTES = 512

const TWO_TO_32 = 0x1_0000_0000

export function putSimpleReply(view: DataView, at: number, error: number, cookie: Cookie): void {
  view.setUint32(at, SIMPLE_REPLY_MAGIC)
  view.setUint32(at + 4, error)
  view.setUint32(at + 8, cookie.cookieHigh)
  view.setUint32(at + 12, cookie.cookieLow)
}

export function putChunkHeader(
  view: DataView,
  at: number,
  flags: number,
  type: number,
  cookie: Cookie,
  payloadBytes: number,
): void {
  view.setUint32(at, STRUCTURED_REPLY_MAGIC)
  view.setUint16(at + 4, flags)
  view.setUint16(at + 6, type)
  view.setUint32(at + 8, cookie.cookieHigh)
  view.setUint32(at + 12, cookie.cookieLow)
  view.setUint32(at + 16, payloadBytes)
}

/** Everything of an OFFSET_DATA chunk but the data. */
export function putOffsetData(
  view: DataView,
  at: number,
  flags: number,
  cookie: Cookie,
  offset: number,
  dataBytes: number,
): void {
  putChunkHeader(view, at, flags, CHUNK.offsetData, cookie, dataBytes + 8)
  putU64(view, at + STRUCTURED_HEADER_BYTES, offset)
}

export function putOffsetHole(
  view: DataView,
  at: number,
  flags: number,
  cookie: Cookie,
  offset: number,
  holeBytes: number,
): void {
  putChunkHeader(view, at, flags, CHUNK.offsetHole, cookie, 12)
  putU64(view, at + STRUCTURED_HEADER_BYTES, offset)
  view.setUint32(at + STRUCTURED_HEADER_BYTES + 8, holeBytes)
}

/** A whole BLOCK_STATUS reply. Neighbours of one kind become one descriptor; nothing goes past `length`. */
export function blockStatusReply(cookie: Cookie, extents: readonly Extent[], offset: number, length: number): Buffer {
  const descriptors: { length: number; status: number }[] = []
  const end = offset + length
  let position = offset
  for (const extent of extents) {
    const extentLength = Math.min(extent.offset + extent.length, end) - position
    if (extentLength <= 0) break
    const status = extent.hole ? STATE.hole | STATE.zero : 0
    const last = descriptors.at(-1)
    if (last?.status === status) last.length += extentLength
    else descriptors.push({ length: extentLength, status })
    position += extentLength
  }
  if (descriptors.length === 0) throw new IoError('EIO', `the array can't tell what is allocated at ${offset}`)
  const payloadBytes = 4 + 8 * descriptors.length
  const reply = Buffer.allocUnsafe(STRUCTURED_HEADER_BYTES + payloadBytes)
  const view = new DataView(reply.buffer, reply.byteOffset, reply.length)
  putChunkHeader(view, 0, CHUNK_FLAG_DONE, CHUNK.blockStatus, cookie, payloadBytes)
  view.setUint32(STRUCTURED_HEADER_BYTES, BASE_ALLOCATION_ID)
  let at = STRUCTURED_HEADER_BYTES + 4
  for (const descriptor of descriptors) {
    view.setUint32(at, descriptor.length)
    view.setUint32(at + 4, descriptor.status)
    at += 8
  }
  return reply
}

/** A final ERROR chunk with its text. */
export function errorChunk(cookie: Cookie, error: number, message: string): Buffer {
  const text = cutText(message)
  const reply = Buffer.allocUnsafe(STRUCTURED_HEADER_BYTES + 6 + text.length)
  const view = new DataView(reply.buffer, reply.byteOffset, reply.length)
  putChunkHeader(view, 0, CHUNK_FLAG_DONE, CHUNK.error, cookie, 6 + text.length)
  view.setUint32(STRUCTURED_HEADER_BYTES, error)
  view.setUint16(STRUCTURED_HEADER_BYTES + 4, text.length)
  text.copy(reply, STRUCTURED_HEADER_BYTES + 6)
  return reply
}

function putU64(view: DataView, at: number, value: number): void {
  view.setUint32(at, Math.floor(value / TWO_TO_32))
  view.setUint32(at + 4, value % TWO_TO_32)
}

/** At most {@link MAXIMUM_TEXT_BYTES} of UTF-8, without half a character at the end. */
function cutText(message: string): Buffer {
  const text = Buffer.from(message)
  if (text.length <= MAXIMUM_TEXT_BYTES) return text
  let end = MAXIMUM_TEXT_BYTES
  while (end > 0 && ((text[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return text.subarray(0, end)
}
