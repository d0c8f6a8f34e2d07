import type { GateAccess } from '../contract'
import type { Extent, HostVolume } from '../disks/host-volume'
import type { CachedRange } from '../storage/files'
import type { LentDisk } from './lent-disk'
import type { ForwardedRequest } from './messages'

/** Has the engine carry out a request. Rejects with IoError. */
export type Forward = (request: ForwardedRequest) => Promise<Extent[]>

/**
 * A disk as a connection in a serving thread sees it. Reads, writes and flushes go to the disk's own file while the disk
 * is lent; while it is held they wait. All else is forwarded to the engine, and everything once the disk is not lent any
 * more, until the connection has moved back.
 */
export class LentVolume implements HostVolume {
  readonly preferredBlockBytes = 4096

  constructor(
    private readonly disk: LentDisk,
    private readonly forward: Forward,
  ) {}

  get diskId(): string {
    return this.disk.diskId
  }

  get capacityBytes(): number {
    return this.disk.capacityBytes
  }

  get access(): GateAccess {
    return this.disk.access
  }

  read(into: Uint8Array, offset: number): Promise<void> | null {
    const { direct } = this.disk
    return direct ? direct.read(into, offset) : this.#readLater(into, offset)
  }

  async #readLater(into: Uint8Array, offset: number): Promise<void> {
    while (this.disk.isHeld) await this.disk.whenGoesOn()
    if (this.disk.direct) return void (await this.disk.direct.read(into, offset))
    const memory = new SharedArrayBuffer(into.length)
    await this.forward({ what: 'read', offset, memory })
    into.set(new Uint8Array(memory))
  }

  cached(offset: number, length: number): CachedRange | null {
    return this.disk.direct?.cached(offset, length) ?? null
  }

  write(chunks: readonly Uint8Array[], offset: number): Promise<void> | null {
    const { direct } = this.disk
    return direct ? direct.write(chunks, offset) : this.#writeLater(chunks, offset)
  }

  async #writeLater(chunks: readonly Uint8Array[], offset: number): Promise<void> {
    while (this.disk.isHeld) await this.disk.whenGoesOn()
    if (this.disk.direct) return void (await this.disk.direct.write(chunks, offset))
    const memory = new SharedArrayBuffer(chunks.reduce((bytes, chunk) => bytes + chunk.length, 0))
    const bytes = new Uint8Array(memory)
    let at = 0
    for (const chunk of chunks) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    await this.forward({ what: 'write', offset, memory })
  }

  async flush(): Promise<void> {
    while (this.disk.isHeld) await this.disk.whenGoesOn()
    if (this.disk.direct) await this.disk.direct.flush()
    else await this.forward({ what: 'flush' })
  }

  async trim(offset: number, length: number): Promise<void> {
    await this.forward({ what: 'trim', offset, length })
  }

  async zero(offset: number, length: number, keepAllocated: boolean): Promise<void> {
    await this.forward({ what: 'zero', offset, length, keepAllocated })
  }

  async prefetch(offset: number, length: number): Promise<void> {
    await this.forward({ what: 'prefetch', offset, length })
  }

  extents(offset: number, length: number, limit: number): Promise<Extent[]> {
    return this.forward({ what: 'extents', offset, length, limit })
  }
}
