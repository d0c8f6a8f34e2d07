/**
 * A file system in memory that keeps only its promises. Whatever was not synced may be lost, sector by sector and in
 * any order, when the power goes; asynchronous calls finish in random order; reads "from the cache" miss at random;
 * and the process can die before or inside any operation. It can run out of room and fail calls as a broken disk does.
 * For the tests of the contract of durability.
 */
import type { BlockFile, Files } from '../storage/files'
import type { Random } from './random'
import { StoredFile } from './stored-file'
import { BrokenDisk, type Failing, VolatileBlockFile } from './volatile-block-file'
import { none, readContent, SECTOR, writeContent } from './volatile-content'

/** What outlives a crash: hand it to a new VolatileFiles. */
export type Disk = Map<string, StoredFile>

/** What a dead process meets on the loop; calls off the loop just never end. The test throws that engine away. */
class ProcessDied extends Error {}

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

  /** What a power loss now leaves: whatever was not synced may be lost. */
  afterPowerLoss(): Disk {
    return new Map([...this.disk].map(([path, file]) => [path, file.afterPowerLoss(this.random)]))
  }

  /** What the death of the process leaves: all that was written. */
  afterKill(): Disk {
    return new Map([...this.disk].map(([path, file]) => [path, file.afterKill()]))
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
      this.disk.set(path, StoredFile.settled(content))
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
      const file = this.disk.get(path) ?? StoredFile.settled(none())
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
