/**
 * A file system in memory that keeps only its promises. Whatever was not synced may be lost, sector by sector and in
 * any order, when the power goes; asynchronous calls finish in random order; reads "from the cache" miss at random;
 * and the process can die before or inside any operation. It can run out of room and fail calls as a broken disk does.
 * For the tests of the contract of durability.
 */
import { type BlockFile, type Files, SourceReadError } from '../storage/files'
import type { Random } from './random'

const SECTOR = 512

/** What a file holds: its length and its sectors; a missing sector is zeroes. */
interface Content {
  length: number
  sectors: Map<number, Uint8Array>
}

interface StoredFile {
  current: Content
  durable: Content
  /** Versions since the last sync: any of them may be what a power loss leaves. */
  lengths: Version<number>[]
  versions: Map<number, Version<Uint8Array | null>[]>
}

/** Told apart by what it is, not by its value: syncs of a file overlap, and each covers what was there when it began. */
interface Version<T> {
  readonly is: T
}

const none = (): Content => ({ length: 0, sectors: new Map() })

/** What outlives a crash: hand it to a new VolatileFiles. */
export type Disk = Map<string, StoredFile>

/** What a broken disk fails: reads, writes, syncs, and looking for data and holes. */
export type Failing = 'read' | 'write' | 'sync' | 'seek'

export class VolatileFiles implements Files {
  /** Operations so far; the crash tests count them to know where they can crash. */
  operations = 0
  crashed = false
  /** While true, blocks that would take new space are refused. Slot records have taken theirs when they were made. */
  noSpace = false
  /** Whether a call on a file fails. A sync that failed fails that open file for good. */
  fails: (call: Failing, path: string) => boolean = () => false
  failsWith: 'EIO' | 'ENOSPC' = 'EIO'
  /** Resolves when the process dies. */
  readonly died: Promise<void>
  #tellDied: () => void = () => {}
  #waiting: (() => void)[] = []
  #pumping = false
  #locks = new Set<string>()

  constructor(
    private readonly random: Random,
    /** The operation at which the process dies; none if null. */
    private crashAt: number | null,
    readonly disk: Disk = new Map(),
  ) {
    this.died = new Promise((resolve) => {
      this.#tellDied = resolve
    })
  }

  /** Lets the process die at one of the operations that are still to come: 1 is the next one. */
  dieAfter(operations: number): void {
    this.crashAt = this.operations + operations
  }

  /** The process dies now, between two operations. */
  die(): void {
    this.crashed = true
    this.#tellDied()
  }

  /** What a power loss now leaves: every unsynced sector and length is any of its versions. */
  afterPowerLoss(): Disk {
    const left: Disk = new Map()
    for (const [path, file] of this.disk) {
      const length = this.random.pick([file.durable.length, ...file.lengths.map((length) => length.is)])
      const sectors = new Map(file.durable.sectors)
      for (const [sector, versions] of file.versions) {
        const version = this.random.pick([file.durable.sectors.get(sector) ?? null, ...versions.map((version) => version.is)])
        if (version) sectors.set(sector, version)
        else sectors.delete(sector)
      }
      left.set(path, settled(cut({ length, sectors })))
    }
    return left
  }

  /** What the death of the process leaves: the page cache is still there. */
  afterKill(): Disk {
    const left: Disk = new Map()
    for (const [path, file] of this.disk)
      left.set(path, { ...file, current: { ...file.current, sectors: new Map(file.current.sectors) } })
    return left
  }

  /** A moment that others may use. After a crash nothing ever goes on. */
  turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      if (!this.#pumping) this.#pump()
    })
  }

  #pump(): void {
    this.#pumping = true
    setImmediate(() => {
      if (this.crashed || this.#waiting.length === 0) {
        this.#pumping = false
        return
      }
      const [next] = this.#waiting.splice(this.random.below(this.#waiting.length), 1)
      next?.()
      this.#pump()
    })
  }

  /** Counts an operation; the one at which the process dies throws, and so does everything after it. */
  count(): void {
    if (this.crashed) throw new ProcessDied()
    this.operations += 1
    if (this.operations === this.crashAt) {
      this.die()
      throw new ProcessDied()
    }
  }

  /** An asynchronous operation that happens as a whole, somewhere between its call and its end; never, once dead. */
  async operation<T>(act: () => T): Promise<T> {
    await this.turn()
    try {
      this.count()
    } catch (error) {
      if (error instanceof ProcessDied) return new Promise(() => {})
      throw error
    }
    const result = act()
    await this.turn()
    return result
  }

  async makeDirectory(): Promise<void> {
    await this.operation(() => undefined)
  }

  async removeTree(directory: string): Promise<void> {
    for (const path of this.#below(directory)) await this.operation(() => this.disk.delete(path))
  }

  #below(directory: string): string[] {
    return [...this.disk.keys()].filter((path) => path.startsWith(`${directory}/`))
  }

  async list(directory: string): Promise<string[]> {
    return this.operation(() => {
      const names = this.#below(directory).map((path) => path.slice(directory.length + 1).split('/')[0] ?? '')
      return [...new Set(names)]
    })
  }

  async readWhole(path: string): Promise<Uint8Array | null> {
    const file = this.disk.get(path)
    if (!file) return null
    const bytes = new Uint8Array(file.current.length)
    readContent(file.current, bytes, 0)
    return bytes
  }

  async replaceWhole(path: string, bytes: Uint8Array): Promise<void> {
    await this.operation(() => {
      const content = none()
      writeContent(content, bytes, 0)
      this.disk.set(path, settled(content))
    })
  }

  async removeFile(path: string): Promise<void> {
    await this.operation(() => this.disk.delete(path))
  }

  async renameDirectory(from: string, to: string): Promise<void> {
    await this.operation(() => {
      for (const path of this.#below(from)) {
        const file = this.disk.get(path)
        if (file) this.disk.set(`${to}${path.slice(from.length)}`, file)
        this.disk.delete(path)
      }
    })
  }

  async lock(path: string): Promise<(() => Promise<void>) | null> {
    if (this.#locks.has(path)) return null
    this.#locks.add(path)
    return async () => {
      this.#locks.delete(path)
    }
  }

  async probe(directory: string): Promise<string> {
    if (this.fails('sync', directory)) throw new BrokenDisk(this.failsWith, 'sync', directory)
    return directory
  }

  async openBlocks(path: string): Promise<BlockFile> {
    return this.operation(() => {
      const file = this.disk.get(path) ?? settled(none())
      this.disk.set(path, file)
      return new VolatileBlockFile(this, this.random, file, path)
    })
  }

  async allocatedBytes(directory: string): Promise<number> {
    let sectors = 0
    for (const path of this.#below(directory)) sectors += this.disk.get(path)?.current.sectors.size ?? 0
    return sectors * SECTOR
  }

  async space(): Promise<{ capacityBytes: number; freeBytes: number }> {
    return { capacityBytes: 2 ** 40, freeBytes: 2 ** 39 }
  }
}

/** What a dead process meets on the loop; calls off the loop just never end. The test throws that engine away. */
export class ProcessDied extends Error {}

class NoSpace extends Error {
  readonly code = 'ENOSPC'
  constructor(path: string) {
    super(`ENOSPC: no space left for ${path}`)
  }
}

class BrokenDisk extends Error {
  constructor(
    readonly code: 'EIO' | 'ENOSPC',
    call: Failing,
    path: string,
  ) {
    super(`${code}: ${call} of ${path} failed`)
  }
}

const SLOT_RECORD = /\/(image|copy|mapping|reservations)$/

class VolatileBlockFile implements BlockFile {
  #syncFailed = false

  constructor(
    private readonly files: VolatileFiles,
    private readonly random: Random,
    private readonly file: StoredFile,
    private readonly path: string,
  ) {}

  #refuseIf(call: Failing): void {
    if (this.files.fails(call, this.path)) throw new BrokenDisk(this.files.failsWith, call, this.path)
  }

  #refuseIfFailed(): void {
    if (this.#syncFailed) throw new BrokenDisk('EIO', 'sync', this.path)
  }

  get length(): number {
    return this.file.current.length
  }

  readNow(into: Uint8Array, offset: number): boolean {
    if (this.random.below(2) === 0 || this.files.fails('read', this.path)) return false
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
    await this.files.turn()
    readContent(this.file.current, into, offset)
  }

  write(chunks: readonly Uint8Array[], offset: number): Promise<void> | null {
    this.#refuseIfFailed()
    this.#refuseIf('write')
    const bytes = Buffer.concat(chunks)
    if (this.random.below(2) === 0) return this.files.operation(() => this.#put(bytes, offset))
    this.files.count()
    this.#put(bytes, offset)
    return null
  }

  /** Zeroes become holes, unless they are to take their space. */
  #put(bytes: Uint8Array, offset: number, allocated = false): void {
    const space = allocated || bytes.some(Boolean)
    if (this.files.noSpace && space && !SLOT_RECORD.test(this.path) && !this.hasSpace(offset, bytes.length)) throw new NoSpace(this.path)
    writeContent(this.file.current, bytes, offset, allocated)
    this.#note(offset, bytes.length)
  }

  #note(offset: number, length: number): void {
    for (let sector = Math.floor(offset / SECTOR); sector * SECTOR < offset + length; sector += 1) {
      const versions = this.file.versions.get(sector) ?? []
      versions.push({ is: this.file.current.sectors.get(sector) ?? null })
      this.file.versions.set(sector, versions)
    }
    this.file.lengths.push({ is: this.file.current.length })
  }

  async sync(): Promise<void> {
    this.#refuseIfFailed()
    if (this.files.fails('sync', this.path)) {
      this.#syncFailed = true
      await this.files.turn()
      throw new BrokenDisk(this.files.failsWith, 'sync', this.path)
    }
    // What was written before the call is durable at its end; what is written meanwhile isn't.
    const length = this.file.lengths.at(-1)
    const seen = [...this.file.versions].flatMap(([sector, versions]) => {
      const latest = versions.at(-1)
      return latest ? [{ sector, latest }] : []
    })
    await this.files.operation(() => {
      const lengthAt = length ? this.file.lengths.indexOf(length) : -1
      if (length && lengthAt >= 0) {
        this.file.durable.length = length.is
        this.file.lengths.splice(0, lengthAt + 1)
      }
      for (const { sector, latest } of seen) this.#makeDurable(sector, latest)
    })
  }

  /** Nothing, if a sync that began later was quicker. */
  #makeDurable(sector: number, latest: Version<Uint8Array | null>): void {
    const versions = this.file.versions.get(sector) ?? []
    const at = versions.indexOf(latest)
    if (at < 0) return
    if (latest.is) this.file.durable.sectors.set(sector, latest.is)
    else this.file.durable.sectors.delete(sector)
    const rest = versions.slice(at + 1)
    if (rest.length > 0) this.file.versions.set(sector, rest)
    else this.file.versions.delete(sector)
  }

  async resize(length: number): Promise<void> {
    this.#refuseIfFailed()
    await this.files.operation(() => {
      const before = this.file.current.length
      this.file.current.length = length
      if (length < before) {
        cut(this.file.current)
        this.#note(length, before - length)
      } else this.file.lengths.push({ is: length })
    })
  }

  punch(offset: number, length: number): Promise<void> | null {
    this.#refuseIfFailed()
    const end = Math.min(offset + length, this.file.current.length)
    if (end <= offset) return null
    const zero = () => this.#put(new Uint8Array(end - offset), offset)
    if (this.random.below(2) === 0) return this.files.operation(zero)
    this.files.count()
    zero()
    return null
  }

  async allocate(offset: number, length: number): Promise<void> {
    await this.files.operation(() => this.#put(new Uint8Array(length), offset, true))
  }

  nextData(offset: number, end: number): number {
    this.#refuseIf('seek')
    for (let at = offset; at < Math.min(end, this.length); at = (Math.floor(at / SECTOR) + 1) * SECTOR)
      if (this.file.current.sectors.has(Math.floor(at / SECTOR))) return at
    return end
  }

  nextHole(offset: number, end: number): number {
    for (let at = offset; at < end; at = (Math.floor(at / SECTOR) + 1) * SECTOR)
      if (at >= this.length || !this.file.current.sectors.has(Math.floor(at / SECTOR))) return at
    return end
  }

  hasSpace(offset: number, length: number): boolean {
    return this.nextHole(offset, offset + length) === offset + length
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
      await this.files.operation(() => this.#put(buffer, offset + at))
    }
  }

  prefetch(): void {}

  async close(): Promise<void> {}
}

function settled(content: Content): StoredFile {
  const copy = { length: content.length, sectors: new Map(content.sectors) }
  return { current: content, durable: copy, lengths: [], versions: new Map() }
}

/** Drops what lies behind the end. */
function cut(content: Content): Content {
  for (const [sector, bytes] of content.sectors) {
    if (sector * SECTOR >= content.length) content.sectors.delete(sector)
    else if ((sector + 1) * SECTOR > content.length)
      content.sectors.set(sector, Uint8Array.from(bytes, (byte, at) => (sector * SECTOR + at < content.length ? byte : 0)))
  }
  return content
}

function readContent(content: Content, into: Uint8Array, offset: number): void {
  into.fill(0)
  const end = Math.min(offset + into.length, content.length)
  for (let at = offset; at < end; ) {
    const sector = Math.floor(at / SECTOR)
    const stop = Math.min(end, (sector + 1) * SECTOR)
    const bytes = content.sectors.get(sector)
    if (bytes) into.set(bytes.subarray(at - sector * SECTOR, stop - sector * SECTOR), at - offset)
    at = stop
  }
}

/** Sectors are replaced, never changed, so that versions stay what they were. */
function writeContent(content: Content, bytes: Uint8Array, offset: number, allocated = false): void {
  for (let done = 0; done < bytes.length; ) {
    const at = offset + done
    const sector = Math.floor(at / SECTOR)
    const length = Math.min(bytes.length - done, (sector + 1) * SECTOR - at)
    const fresh = Uint8Array.from(content.sectors.get(sector) ?? new Uint8Array(SECTOR))
    fresh.set(bytes.subarray(done, done + length), at - sector * SECTOR)
    if (!allocated && fresh.every((byte) => byte === 0)) content.sectors.delete(sector)
    else content.sectors.set(sector, fresh)
    done += length
  }
  content.length = Math.max(content.length, offset + bytes.length)
}
