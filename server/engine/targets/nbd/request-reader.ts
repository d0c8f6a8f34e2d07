import { HardDisconnect } from '../transport/hard-disconnect'
import type { Input } from '../transport/input'
import { REQUEST_BYTES, REQUEST_MAGIC } from './protocol'
import type { Cookie } from './reply-layout'

export interface Request extends Cookie {
  command: number
  flags: number
  /** Bytes. Above 2^53 the low bits are lost, which no disk reaches. */
  offset: number
  length: number
}

const TWO_TO_32 = 0x1_0000_0000

/** Finds the request headers in a stream of chunks that are cut anywhere. */
export class RequestReader {
  private readonly split = Buffer.alloc(REQUEST_BYTES)
  private readonly splitView = new DataView(this.split.buffer, this.split.byteOffset, REQUEST_BYTES)
  private splitBytes = 0

  /** What has been read of a header that is not complete. */
  get begun(): Uint8Array {
    return this.split.subarray(0, this.splitBytes)
  }

  /** The next request header, or null after the whole input was read without completing one. */
  next(input: Input): Request | null {
    if (this.splitBytes === 0 && input.remaining >= REQUEST_BYTES) {
      const request = parse(input.view, input.position)
      input.position += REQUEST_BYTES
      return request
    }
    const part = input.take(Math.min(REQUEST_BYTES - this.splitBytes, input.remaining))
    this.split.set(part, this.splitBytes)
    this.splitBytes += part.length
    if (this.splitBytes < REQUEST_BYTES) return null
    this.splitBytes = 0
    return parse(this.splitView, 0)
  }
}

function parse(view: DataView, at: number): Request {
  if (view.getUint32(at) !== REQUEST_MAGIC) throw new HardDisconnect('a request does not begin with its magic')
  return {
    flags: view.getUint16(at + 4),
    command: view.getUint16(at + 6),
    cookieHigh: view.getUint32(at + 8),
    cookieLow: view.getUint32(at + 12),
    offset: view.getUint32(at + 16) * TWO_TO_32 + view.getUint32(at + 20),
    length: view.getUint32(at + 24),
  }
}
