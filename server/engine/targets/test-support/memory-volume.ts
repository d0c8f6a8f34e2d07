import { IoError, type Extent, type UpdatableVolume } from '../../disks/host-volume'

const BLOCK_BYTES = 4096

/** When a volume does what it is asked: at once, a turn of the loop later, or now one and now the other. */
export type Pace = 'atOnce' | 'later' | 'mixed'

/**
 * A disk in memory that keeps the contract of HostVolume, counts what it was asked, and does it at a chosen pace.
 * Blocks that were never written, or were trimmed or zeroed whole, are holes.
 */
export class MemoryVolume implements UpdatableVolume {
  readonly preferredBlockBytes = BLOCK_BYTES
  access = { read: true, write: true }
  flushes = 0
  /** Requests that have begun and not ended. */
  inFlight = 0
  mostInFlight = 0
  /** Called before each read and write; may throw, or answer a promise to wait for. */
  intercept: ((operation: 'read' | 'write', offset: number, length: number) => Promise<void> | void) | null = null
  private data: Buffer
  private allocated: Uint8Array
  private turn = 0

  constructor(
    readonly diskId: string,
    public capacityBytes: number,
    private readonly pace: Pace = 'atOnce',
  ) {
    this.data = Buffer.alloc(capacityBytes)
    this.allocated = new Uint8Array(Math.ceil(capacityBytes / BLOCK_BYTES))
  }

  grow(capacityBytes: number): void {
    this.data = Buffer.concat([this.data, Buffer.alloc(capacityBytes - this.capacityBytes)])
    const allocated = new Uint8Array(Math.ceil(capacityBytes / BLOCK_BYTES))
    allocated.set(this.allocated)
    this.allocated = allocated
    this.capacityBytes = capacityBytes
  }

  /** A copy of what the disk holds. */
  content(): Buffer {
    return Buffer.from(this.data)
  }

  read(into: Uint8Array, offset: number): Promise<void> | null {
    this.check('read', offset, into.length)
    return this.run('read', offset, into.length, () => {
      this.data.copy(into, 0, offset, offset + into.length)
    })
  }

  cached(): null {
    return null
  }

  write(chunks: readonly Uint8Array[], offset: number): Promise<void> | null {
    const length = chunks.reduce((bytes, chunk) => bytes + chunk.length, 0)
    this.check('write', offset, length)
    return this.run('write', offset, length, () => {
      let position = offset
      for (const chunk of chunks) {
        this.data.set(chunk, position)
        position += chunk.length
      }
      this.allocated.fill(1, Math.floor(offset / BLOCK_BYTES), Math.ceil((offset + length) / BLOCK_BYTES))
    })
  }

  async flush(): Promise<void> {
    await nextTurn()
    this.flushes += 1
  }

  trim(offset: number, length: number): Promise<void> | null {
    return this.zero(offset, length, false)
  }

  zero(offset: number, length: number, keepAllocated: boolean): Promise<void> | null {
    this.check('write', offset, length)
    return this.run('write', offset, length, () => {
      this.data.fill(0, offset, offset + length)
      if (keepAllocated) {
        this.allocated.fill(1, Math.floor(offset / BLOCK_BYTES), Math.ceil((offset + length) / BLOCK_BYTES))
      } else {
        const from = Math.ceil(offset / BLOCK_BYTES)
        this.allocated.fill(0, from, Math.max(from, Math.floor((offset + length) / BLOCK_BYTES)))
      }
    })
  }

  async update(offset: number, length: number, change: (found: Buffer) => Uint8Array | null): Promise<void> {
    const replacement = change(Buffer.from(this.data.subarray(offset, offset + length)))
    if (replacement !== null) await this.write([replacement], offset)
  }

  async prefetch(offset: number, length: number): Promise<void> {
    this.check('read', offset, length)
    await nextTurn()
  }

  async extents(offset: number, length: number, limit: number): Promise<Extent[]> {
    this.check('read', offset, length)
    await nextTurn()
    const extents: Extent[] = []
    const end = offset + length
    for (let position = offset; position < end; ) {
      const next = Math.min((Math.floor(position / BLOCK_BYTES) + 1) * BLOCK_BYTES, end)
      const hole = this.allocated[Math.floor(position / BLOCK_BYTES)] === 0
      const last = extents.at(-1)
      if (last?.hole === hole) last.length += next - position
      else if (extents.length === limit) break
      else extents.push({ offset: position, length: next - position, hole })
      position = next
    }
    return extents
  }

  private check(operation: 'read' | 'write', offset: number, length: number): void {
    if (!this.access[operation]) throw new IoError('EPERM', `hosts may not ${operation} this disk now`)
    if (offset + length > this.capacityBytes) {
      throw new IoError(operation === 'read' ? 'EINVAL' : 'ENOSPC', 'past the end of the disk')
    }
  }

  private run(operation: 'read' | 'write', offset: number, length: number, act: () => void): Promise<void> | null {
    const wait = this.intercept?.(operation, offset, length)
    this.turn += 1
    const later = this.pace === 'later' || (this.pace === 'mixed' && this.turn % 3 === 0)
    if (!later && !wait) {
      act()
      return null
    }
    return this.finishLater(wait ?? nextTurn(), act)
  }

  private async finishLater(wait: Promise<void>, act: () => void): Promise<void> {
    this.inFlight += 1
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight)
    try {
      await wait
      act()
    } finally {
      this.inFlight -= 1
    }
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
