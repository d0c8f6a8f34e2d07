/**
 * Memory for replies, used again and again: an allocation per request would cost more than the request.
 *
 * A buffer has a count of its users (the reply being filled, the segments waiting in the socket). Who lets go last
 * gives it back.
 */
export interface PooledBuffer {
  readonly bytes: Buffer
  readonly view: DataView
  users: number
}

/** Room before a payload for the header of its reply: a cache line, so that payloads stay aligned. */
export const HEADROOM_BYTES = 64

/** Small replies are gathered in slabs of this size. */
export const SLAB_BYTES = 64 * 1024

/** Payloads up to this size get a buffer of a power of two, which is kept; larger ones get what they need, once. */
const LARGEST_KEPT_BYTES = 4 * 1024 * 1024
const SMALLEST_CLASS = Math.log2(SLAB_BYTES)
const CLASSES = Math.log2(LARGEST_KEPT_BYTES) - SMALLEST_CLASS + 1

export class BufferPool {
  private readonly free: PooledBuffer[][] = Array.from({ length: CLASSES }, () => [])
  private keptBytes = 0
  private outBytes = 0

  /** @param maximumKeptBytes how much idle memory to keep for the next request. */
  constructor(private readonly maximumKeptBytes: number) {}

  /** Memory in use now, in bytes. */
  get usedBytes(): number {
    return this.outBytes
  }

  /** Memory that is none of the pool's and is to count with it; less than 0: it is given back. */
  lend(bytes: number): void {
    this.outBytes += bytes
  }

  /** A buffer with one user, `HEADROOM_BYTES + payloadBytes` long or longer, its content whatever it was before. */
  take(payloadBytes: number): PooledBuffer {
    const sizeClass = classOf(payloadBytes)
    const kept = this.free[sizeClass]?.pop()
    if (kept !== undefined) {
      this.keptBytes -= kept.bytes.length
      this.outBytes += kept.bytes.length
      kept.users = 1
      return kept
    }
    const room = sizeClass < CLASSES ? 2 ** (sizeClass + SMALLEST_CLASS) : payloadBytes
    const bytes = Buffer.allocUnsafeSlow(HEADROOM_BYTES + room)
    this.outBytes += bytes.length
    return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), users: 1 }
  }

  /** One user less. True if that was the last, and the buffer is the pool's again. */
  release(buffer: PooledBuffer): boolean {
    buffer.users -= 1
    if (buffer.users > 0) return false
    this.outBytes -= buffer.bytes.length
    const free = this.free[classOf(buffer.bytes.length - HEADROOM_BYTES)]
    if (free !== undefined && this.keptBytes + buffer.bytes.length <= this.maximumKeptBytes) {
      free.push(buffer)
      this.keptBytes += buffer.bytes.length
    }
    return true
  }
}

/** 0 for up to 64 KiB, 1 for up to 128 KiB, … CLASSES or more for what is not kept. */
function classOf(payloadBytes: number): number {
  return payloadBytes <= SLAB_BYTES ? 0 : 32 - Math.clz32(payloadBytes - 1) - SMALLEST_CLASS
}
