import type { PooledBuffer } from './buffer-pool'

/**
 * A chunk from the socket, and how far it has been read. Its bytes don't change until the listener that got it
 * returns, and after that only as long as somebody is a user of its buffer.
 */
export class Input {
  position = 0

  constructor(
    readonly buffer: PooledBuffer,
    readonly end: number,
  ) {}

  /** A chunk in memory that no pool takes back: whoever needs it keeps it alive. */
  static ofChunk(bytes: Buffer): Input {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    return new Input({ bytes, view, users: Number.POSITIVE_INFINITY }, bytes.length)
  }

  get view(): DataView {
    return this.buffer.view
  }

  get remaining(): number {
    return this.end - this.position
  }

  /** The next `length` bytes, not copied. */
  take(length: number): Buffer {
    const taken = this.buffer.bytes.subarray(this.position, this.position + length)
    this.position += length
    return taken
  }
}
