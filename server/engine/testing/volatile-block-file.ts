/** A file of blocks whose calls finish in random order, miss the cache at random, and fail as those of a broken disk. */
import { type BlockFile, SourceReadError } from '../storage/files'
import type { Random } from './random'
import type { StoredFile } from './stored-file'
import { nextData, nextHole, readContent, SECTOR } from './volatile-content'

/** What a broken disk fails: reads, writes, syncs, and looking for data and holes. */
export type Failing = 'read' | 'write' | 'sync' | 'seek'

export class BrokenDisk extends Error {
  constructor(
    readonly code: 'EIO' | 'ENOSPC',
    call: Failing,
    path: string,
  ) {
    super(`${code}: ${call} of ${path} failed`)
  }
}

class NoSpace extends Error {
  readonly code = 'ENOSPC'
  constructor(path: string) {
    super(`ENOSPC: no space left for ${path}`)
  }
}

/** What a file needs of the store that it is in. */
interface Store {
  readonly noSpace: boolean
  readonly failsWith: 'EIO' | 'ENOSPC'
  fails(call: Failing, path: string): boolean
  turn(): Promise<void>
  count(): void
  operation<T>(act: () => T): Promise<T>
}

const SLOT_RECORD = /\/(image|copy|mapping|reservations)$/

export class VolatileBlockFile implements BlockFile {
  #syncFailed = false

  constructor(
    private readonly store: Store,
    private readonly random: Random,
    private readonly file: StoredFile,
    private readonly path: string,
  ) {}

  #refuseIf(call: Failing): void {
    if (this.store.fails(call, this.path)) throw new BrokenDisk(this.store.failsWith, call, this.path)
  }

  #refuseIfFailed(): void {
    if (this.#syncFailed) throw new BrokenDisk('EIO', 'sync', this.path)
  }

  get length(): number {
    return this.file.current.length
  }

  get syncFailed(): boolean {
    return this.#syncFailed
  }

  readNow(into: Uint8Array, offset: number): boolean {
    if (this.random.below(2) === 0 || this.store.fails('read', this.path)) return false
    readContent(this.file.current, into, offset)
    return true
  }

  /** The store has no pages that a socket could take. */
  cached(): null {
    return null
  }

  async read(into: Uint8Array, offset: number): Promise<void> {
    this.#refuseIf('read')
    // The disk may look at the bytes at any moment until the call ends: twice here, and the later look holds.
    readContent(this.file.current, into, offset)
    await this.store.turn()
    readContent(this.file.current, into, offset)
  }

  write(chunks: readonly Uint8Array[], offset: number): Promise<void> | null {
    this.#refuseIfFailed()
    this.#refuseIf('write')
    const bytes = Buffer.concat(chunks)
    return this.#nowOrLater(() => this.#put(bytes, offset))
  }

  punch(offset: number, length: number): Promise<void> | null {
    this.#refuseIfFailed()
    const end = Math.min(offset + length, this.length)
    if (end <= offset) return null
    return this.#nowOrLater(() => this.#put(new Uint8Array(end - offset), offset))
  }

  #nowOrLater(act: () => void): Promise<void> | null {
    if (this.random.below(2) === 0) return this.store.operation(act)
    this.store.count()
    act()
    return null
  }

  #put(bytes: Uint8Array, offset: number, allocated = false): void {
    const space = allocated || bytes.some(Boolean)
    if (this.store.noSpace && space && !SLOT_RECORD.test(this.path) && !this.hasSpace(offset, bytes.length)) throw new NoSpace(this.path)
    this.file.write(bytes, offset, allocated)
  }

  /** What was written before the call is durable at its end; what is written meanwhile isn't. */
  async sync(): Promise<void> {
    this.#refuseIfFailed()
    if (this.store.fails('sync', this.path)) {
      this.#syncFailed = true
      await this.store.turn()
      throw new BrokenDisk(this.store.failsWith, 'sync', this.path)
    }
    const seen = this.file.unsynced()
    await this.store.operation(() => this.file.makeDurable(seen))
  }

  async resize(length: number): Promise<void> {
    this.#refuseIfFailed()
    await this.store.operation(() => this.file.resize(length))
  }

  async allocate(offset: number, length: number): Promise<void> {
    await this.store.operation(() => this.#put(new Uint8Array(length), offset, true))
  }

  nextData(offset: number, end: number): number {
    this.#refuseIf('seek')
    return nextData(this.file.current, offset, end)
  }

  nextHole(offset: number, end: number): number {
    return nextHole(this.file.current, offset, end)
  }

  hasSpace(offset: number, length: number): boolean {
    return this.nextHole(offset, offset + length) === offset + length
  }

  /** What is shared is on no disk of its own, which is the file system's business. */
  async shareFrom(): Promise<boolean> {
    return false
  }

  async copyFrom(source: BlockFile, sourceOffset: number, offset: number, length: number): Promise<void> {
    // In two pieces, so that what changes in between shows. No disk tears a sector.
    const half = Math.floor(length / 2 / SECTOR) * SECTOR
    for (const [at, bytes] of [
      [0, half],
      [half, length - half],
    ] as const) {
      const buffer = new Uint8Array(bytes)
      try {
        await source.read(buffer, sourceOffset + at)
      } catch (error) {
        throw new SourceReadError(error)
      }
      await this.store.operation(() => this.#put(buffer, offset + at))
    }
  }

  prefetch(): void {}

  async close(): Promise<void> {}
}
