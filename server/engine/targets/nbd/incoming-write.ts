import type { BufferPool, PooledBuffer } from '../transport/buffer-pool'
import type { Input } from '../transport/input'
import type { Request } from './request-reader'
import type { Refusal } from './request-validation'

/** A long write is carried out in parts of this size while the rest of it is still arriving. */
const PART_BYTES = 512 * 1024

/**
 * Pieces from the socket are written as they came. Only a client that sends crumbs has them gathered, since a piece
 * costs memory beside its bytes: after so many pieces, those below that size are copied together.
 */
const PIECES_AS_THEY_CAME = 8
const SMALL_PIECE_BYTES = 16 * 1024

export interface WritePart {
  pieces: Uint8Array[]
  /** The buffers that the pieces lie in; the part is a user of each until it is written. */
  buffers: PooledBuffer[]
  offset: number
  bytes: number
}

/** A WRITE whose payload is arriving in more than one chunk, or is refused and must be read past. */
export class IncomingWrite {
  /** Parts that the volume has and did not finish. */
  unfinishedParts = 0
  private arrivedBytes = 0
  private partStart = 0
  private pieces: Uint8Array[] = []
  private buffers: PooledBuffer[] = []
  private gather: Buffer | null = null
  private gatherUsed = 0

  /** @param failure why the write fails, if that is known already: then the payload is dropped as it comes. */
  constructor(
    readonly request: Request,
    public failure: Refusal | null,
    private readonly pool: BufferPool,
  ) {}

  get arrived(): boolean {
    return this.arrivedBytes === this.request.length
  }

  /** Nothing more happens for it: the payload is here, and the volume has finished every part. */
  get ended(): boolean {
    return this.arrived && this.unfinishedParts === 0
  }

  /** Takes what belongs to it from the input. A part that is complete by that is returned, to be written now. */
  take(input: Input): WritePart | null {
    const { length, offset } = this.request
    const partEnd = Math.min(this.partStart + PART_BYTES, length)
    const end = this.failure === null ? partEnd : length
    const piece = input.take(Math.min(end - this.arrivedBytes, input.remaining))
    this.arrivedBytes += piece.length
    if (this.failure !== null) {
      this.abandon()
      return null
    }
    this.addPiece(piece, input.buffer, partEnd)
    if (this.arrivedBytes < partEnd) return null
    const { pieces, buffers } = this
    const part = { pieces, buffers, offset: offset + this.partStart, bytes: partEnd - this.partStart }
    this.pieces = []
    this.buffers = []
    this.gather = null
    this.partStart = partEnd
    return part
  }

  /** Lets go of what has arrived of a part that will not be written. */
  abandon(): void {
    for (const buffer of this.buffers) this.pool.release(buffer)
    this.pieces = []
    this.buffers = []
    this.gather = null
  }

  private addPiece(piece: Buffer, buffer: PooledBuffer, partEnd: number): void {
    if (this.pieces.length < PIECES_AS_THEY_CAME || piece.length >= SMALL_PIECE_BYTES) {
      this.pieces.push(piece)
      this.buffers.push(buffer)
      buffer.users += 1
      this.gather = null
      return
    }
    const missing = partEnd - this.arrivedBytes
    if (this.gather === null || this.gatherUsed + piece.length > this.gather.length) {
      this.gather = Buffer.allocUnsafe(Math.min(4 * SMALL_PIECE_BYTES, piece.length + missing))
      this.gatherUsed = 0
      this.pieces.push(this.gather.subarray(0, 0))
    }
    this.gather.set(piece, this.gatherUsed)
    this.gatherUsed += piece.length
    this.pieces[this.pieces.length - 1] = this.gather.subarray(0, this.gatherUsed)
  }
}
