import type { CachedRange } from '../../storage/files'
import { HEADROOM_BYTES, SLAB_BYTES, type BufferPool, type PooledBuffer } from './buffer-pool'
import type { Incoming } from './receiving'
import { sendPieces } from './socket-calls'

/** A reply's place: the bytes of `buffer` from `start` to `end`. */
export interface Segment {
  readonly buffer: PooledBuffer
  start: number
  end: number
}

/** Replies up to this size share a slab; larger ones have a buffer of their own. */
const LARGEST_SHARED_BYTES = SLAB_BYTES / 2

/**
 * The replies of one connection on their way out. Every reply (or chunk) gets a place, is filled there, at once or
 * later, and is then handed in whole, so the order does not matter. Small ones lie one behind the other in a slab:
 * what was filled in order leaves as one piece, and everything that a batch filled leaves in one write.
 */
export class ReplyOutput {
  private slab: PooledBuffer | null = null
  private slabUsed = 0
  private queued: Segment[] = []
  /** Batches that the socket has and did not finish, oldest first. */
  private readonly sending: Segment[][] = []
  private held = 0

  constructor(
    private readonly incoming: Pick<Incoming, 'socket' | 'descriptor' | 'isLocal'>,
    readonly pool: BufferPool,
    /** Called when memory came back, so that more requests can be taken. */
    private readonly onSent: () => void,
  ) {}

  /** Memory that replies keep, in bytes: being filled, or waiting for a slow reader. */
  get heldBytes(): number {
    return this.held
  }

  /** A place for a reply; {@link enqueue} or {@link drop} must follow. Large payloads are aligned in memory. */
  reserve(headerBytes: number, payloadBytes: number): Segment {
    const bytes = headerBytes + payloadBytes
    if (bytes > LARGEST_SHARED_BYTES) {
      const own = this.take(payloadBytes)
      return { buffer: own, start: HEADROOM_BYTES - headerBytes, end: HEADROOM_BYTES + payloadBytes }
    }
    let slab = this.slab
    if (slab === null || this.slabUsed + bytes > slab.bytes.length) {
      this.retireSlab()
      slab = this.take(SLAB_BYTES)
      this.slab = slab
      this.slabUsed = 0
    }
    const start = this.slabUsed
    this.slabUsed += bytes
    slab.users += 1
    return { buffer: slab, start, end: this.slabUsed }
  }

  /** The place is filled: it leaves with the next {@link flush}. */
  enqueue(segment: Segment): void {
    const last = this.queued.at(-1)
    if (last !== undefined && last.buffer === segment.buffer && last.end === segment.start) {
      last.end = segment.end
      segment.buffer.users -= 1
      return
    }
    this.queued.push(segment)
  }

  /** The place is not needed: nothing of it is sent. */
  drop(segment: Segment): void {
    this.release(segment.buffer)
  }

  /** A complete reply that was made elsewhere. */
  append(reply: Uint8Array): void {
    const segment = this.reserve(0, reply.length)
    segment.buffer.bytes.set(reply, segment.start)
    this.enqueue(segment)
  }

  /** Whether the socket is Node's own business now: it has something to send that it had no room for. */
  get isSending(): boolean {
    return this.sending.length > 0
  }

  /** Whether bytes may be handed to the kernel past Node's streams: the socket is a plain one and has nothing to send. */
  private get isDirect(): boolean {
    return this.sending.length === 0 && this.incoming.descriptor() >= 0 && !this.incoming.socket.destroyed
  }

  /**
   * Whether {@link sendCached} may be called. TCP would take page after page apart: over loopback that is a third slower
   * than to copy them into pieces of its own.
   */
  get sendsCached(): boolean {
    return this.incoming.isLocal && this.isDirect
  }

  /**
   * Sends what is filled, and behind it a range as it lies in the page cache; what the socket has no room for is read and
   * follows. To be called only while it {@link sendsCached}. Throws the system's error, and then the range is cut off.
   */
  sendCached(range: CachedRange, length: number): void {
    this.retireSlab()
    const isBehind = this.queued.length === 0 || this.writeNow()
    const sent = isBehind ? Math.max(range.sendTo(this.incoming.descriptor()), 0) : 0
    if (sent === length) return
    const rest = this.reserve(0, length - sent)
    range.readInto(rest.buffer.bytes.subarray(rest.start, rest.end), sent)
    this.enqueue(rest)
    this.flush()
  }

  /** Hands everything that is filled to the socket in one write. */
  flush(): void {
    this.retireSlab()
    if (this.queued.length === 0) return
    const { socket } = this.incoming
    if (socket.destroyed) {
      for (const segment of this.queued) this.drop(segment)
      this.queued = []
      return
    }
    if (this.writeNow()) return
    const batch = this.queued
    this.queued = []
    this.sending.push(batch)
    if (batch.length > 1) socket.cork()
    const last = batch.length - 1
    for (const [index, { buffer, start, end }] of batch.entries()) {
      const bytes = buffer.bytes.subarray(start, end)
      if (index < last) socket.write(bytes)
      else socket.write(bytes, this.onWritten)
    }
    if (batch.length > 1) socket.uncork()
  }

  /**
   * Writes what the socket has room for past Node's streams, which take longer than the system call. True if that was
   * all. The rest, and whatever error there is, is the socket's.
   */
  private writeNow(): boolean {
    if (!this.isDirect) return false
    let bytes = sendPieces(this.incoming.descriptor(), this.queued)
    if (bytes < 0) return false
    let sent = 0
    for (const segment of this.queued) {
      const length = segment.end - segment.start
      if (length > bytes) {
        segment.start += bytes
        break
      }
      bytes -= length
      sent += 1
      this.drop(segment)
    }
    this.queued.splice(0, sent)
    this.onSent()
    return this.queued.length === 0
  }

  private readonly onWritten = (): void => {
    const batch = this.sending.shift()
    if (batch === undefined) throw new Error('the socket finished a write that was not begun')
    for (const segment of batch) this.drop(segment)
    this.onSent()
  }

  private take(payloadBytes: number): PooledBuffer {
    const buffer = this.pool.take(payloadBytes)
    this.held += buffer.bytes.length
    return buffer
  }

  private release(buffer: PooledBuffer): void {
    if (this.pool.release(buffer)) this.held -= buffer.bytes.length
  }

  /** An idle connection keeps no slab; the pool gives the same one again while it is warm in the cache. */
  private retireSlab(): void {
    if (this.slab !== null) this.release(this.slab)
    this.slab = null
  }
}
