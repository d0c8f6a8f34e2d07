/**
 * What the target of a mapping has of its image, durably: a bit a grain, and another one for incremental mappings. File
 * `split` in the target's folder, in blocks of 4,096 bytes. Grains go into pages of 32,512; a page has two bitmaps, and
 * each bitmap two blocks, which are written in turn:
 *
 *     block 4 × page      the grains that the target has ("split"), even writes; block 4 × page + 1, odd writes
 *     block 4 × page + 2  the grains in which it is the same as its source, even writes; + 3, odd writes
 *
 * A block, little-endian:
 *
 *      0  u32  magic 'LNGB'
 *      4  u32  sequence number of the image; always 0 in the blocks of what is the same
 *      8  u32  page
 *     12  u32  number of the write; of the two blocks of a bitmap the larger whole one holds
 *     16  u32  crc32 of bytes 0 to 15 and the bits
 *     20  12 bytes of 0
 *     32  bits, lowest first
 *
 * A block is written only after the write before it was synced, so one that isn't whole was being written when the
 * power went: nobody has relied on it, and the other one of the two holds. Two that are not whole are damage.
 *
 * A page of an earlier sequence number says nothing of what the target has. The next run of an incremental mapping has
 * from its start what is the same as the source; so a page of "split" that is not of this run stands for the page of
 * "the same", until one of them first changes, when it is written with it. That makes a start independent of the size.
 *
 * An incremental mapping needs its bits of "the same" to be cleared, durably, before source or target change there:
 * then a bit that is lost only costs a copy (contract of durability, 3).
 */
import { crc32 } from 'node:zlib'
import { EngineError } from '../faults'
import type { BlockFile } from '../storage/files'
import { GrainBits, PAGE_BITS_BYTES, PAGE_GRAINS } from './grain-bits'
import { Grouped } from './grouped'

const MAGIC = 0x4247_4e4c
const BLOCK_BYTES = 4096
const HEADER_BYTES = BLOCK_BYTES - PAGE_BITS_BYTES
const BLOCKS_PER_PAGE = 4
/** Pages that one look at the file reads: 256 KiB. */
const READ_PAGES = 16

type Plane = 'split' | 'same'
const FIRST_BLOCK: Record<Plane, number> = { split: 0, same: 2 }

export interface BitmapChange {
  first: number
  count: number
  /** null: as it is. */
  split: true | null
  same: boolean | null
}

interface Found {
  sequence: number
  number: number
  bits: Uint8Array
}

/** The file, which the bitmaps of one run leave to those of the next. */
interface Opened {
  file: BlockFile
  /** A sync of it failed: it takes nothing more until it is opened again. */
  failed: boolean
}

export class GrainBitmap {
  /** The grains that the target has. */
  readonly split: GrainBits
  /** Of an incremental mapping: the grains in which target and source are the same now. */
  readonly same: GrainBits
  readonly #numbers: Record<Plane, Map<number, number>>
  /** Pages of `split` that the file has of this sequence. */
  readonly #current: Set<number>
  readonly #changes = new Grouped<readonly BitmapChange[], void>((group) => this.#apply(group))

  private constructor(
    private readonly opened: Opened,
    private readonly sequence: number,
    private readonly incremental: boolean,
    loaded: { split: GrainBits; same: GrainBits; numbers: Record<Plane, Map<number, number>>; current: Set<number> },
  ) {
    this.split = loaded.split
    this.same = loaded.same
    this.#numbers = loaded.numbers
    this.#current = loaded.current
  }

  /** Reads the bitmaps of a run. Rejects with EngineError imageDamaged. */
  static async load(file: BlockFile, sequence: number, incremental: boolean): Promise<GrainBitmap> {
    const split = new GrainBits()
    const same = new GrainBits()
    const numbers = { split: new Map<number, number>(), same: new Map<number, number>() }
    const current = new Set<number>()
    const pageBytes = BLOCKS_PER_PAGE * BLOCK_BYTES
    const pages = Math.ceil(file.length / pageBytes)
    for (let page = 0; page < pages; ) {
      const data = Math.floor(file.nextData(page * pageBytes, file.length) / pageBytes)
      page = Math.max(page, data)
      const bytes = Buffer.alloc(Math.min(READ_PAGES, pages - page) * pageBytes)
      await file.read(bytes, page * pageBytes)
      for (let at = 0; at < bytes.length; at += pageBytes, page += 1) {
        const blocks = bytes.subarray(at, at + pageBytes)
        const had = newestOf(blocks, 'split', page)
        const alike = newestOf(blocks, 'same', page)
        if (had) numbers.split.set(page, had.number)
        if (alike) numbers.same.set(page, alike.number)
        if (incremental && alike) same.load(page, alike.bits)
        if (had?.sequence === sequence) {
          split.load(page, had.bits)
          current.add(page)
        } else if (incremental && alike) split.load(page, alike.bits)
      }
    }
    // What an engine that died has set may be in the page cache only, and whoever overwrites a grain goes by it.
    await file.sync()
    return new GrainBitmap({ file, failed: false }, sequence, incremental, { split, same, numbers, current })
  }

  /** The bitmaps of the next run of an incremental mapping, on the same file: it has from its start what is the same. */
  next(sequence: number): GrainBitmap {
    const loaded = { split: this.same.copy(), same: this.same, numbers: this.#numbers, current: new Set<number>() }
    return new GrainBitmap(this.opened, sequence, true, loaded)
  }

  /**
   * Empty bitmaps for another run on the same file, which knows nothing of the runs before it.
   * @param open opens the file once more, where what it held can't be told any more
   */
  async anew(sequence: number, incremental: boolean, open: () => Promise<BlockFile>): Promise<GrainBitmap> {
    if (this.opened.failed) await this.#openAgain(open)
    await this.opened.file.resize(0)
    await this.#sync()
    const numbers = { split: new Map<number, number>(), same: new Map<number, number>() }
    const loaded = { split: new GrainBits(), same: new GrainBits(), numbers, current: new Set<number>() }
    return new GrainBitmap(this.opened, sequence, incremental, loaded)
  }

  async #openAgain(open: () => Promise<BlockFile>): Promise<void> {
    const again = await open()
    await this.#changes.settled()
    const old = this.opened.file
    this.opened.file = again
    this.opened.failed = false
    await old.close()
  }

  async #sync(): Promise<void> {
    try {
      await this.opened.file.sync()
    } catch (error) {
      this.opened.failed = true
      throw error
    }
  }

  /**
   * Changes bits; durable when it resolves, and not seen before. Those that are asked for meanwhile share a sync. After a
   * rejection the bits are as they were, but some changes may be found at the next load.
   */
  change(changes: readonly BitmapChange[]): Promise<void> {
    return this.#changes.ask(changes)
  }

  /** Whether source or target may change these grains at once. */
  differs(first: number, last: number): boolean {
    return this.same.next(first, last + 1) > last
  }

  async #apply(group: readonly { request: readonly BitmapChange[]; resolve: () => void; reject: (error: unknown) => void }[]) {
    const changes = group.flatMap(({ request }) => request)
    try {
      await this.#write(changes)
      for (const change of changes) this.#take(change, this.split, this.same)
      for (const { resolve } of group) resolve()
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  #take({ first, count, split, same }: BitmapChange, into: GrainBits, alike: GrainBits): void {
    for (let grain = first; grain < first + count; grain += 1) {
      if (split) into.add(grain)
      if (same === null || !this.incremental) continue
      if (same) alike.add(grain)
      else alike.delete(grain)
    }
  }

  /** Writes the pages as the changes make them, then syncs. */
  async #write(changes: readonly BitmapChange[]): Promise<void> {
    const written = new Map<Plane, Set<number>>([['split', new Set()], ['same', new Set()]])
    const touched = new Map<number, BitmapChange[]>()
    for (const change of changes)
      for (let page = pageOf(change.first); page <= pageOf(change.first + change.count - 1); page += 1)
        touched.set(page, [...(touched.get(page) ?? []), change])
    const writes: Promise<void>[] = []
    for (const [page, ofPage] of touched) {
      const split = copyOfPage(this.split, page)
      const same = copyOfPage(this.same, page)
      for (const change of ofPage) this.#take(within(change, page), split, same)
      const sameChanges = this.incremental && ofPage.some((change) => change.same !== null)
      // A page of this run must stand on its own before what it stood for changes.
      const splitChanges = ofPage.some((change) => change.split !== null) || (sameChanges && !this.#current.has(page))
      if (splitChanges) writes.push(this.#writeBlock('split', page, split, written))
      if (sameChanges) writes.push(this.#writeBlock('same', page, same, written))
    }
    for (const outcome of await Promise.allSettled(writes)) if (outcome.status === 'rejected') throw outcome.reason
    if (writes.length > 0) await this.#sync()
    for (const [plane, pages] of written)
      for (const page of pages) this.#numbers[plane].set(page, this.#numberAfter(plane, page))
    for (const page of written.get('split') ?? []) this.#current.add(page)
  }

  #numberAfter(plane: Plane, page: number): number {
    return (this.#numbers[plane].get(page) ?? 0) + 1
  }

  async #writeBlock(plane: Plane, page: number, bits: GrainBits, written: Map<Plane, Set<number>>): Promise<void> {
    const number = this.#numberAfter(plane, page)
    written.get(plane)?.add(page)
    const block = Buffer.alloc(BLOCK_BYTES)
    block.writeUInt32LE(MAGIC, 0)
    block.writeUInt32LE(plane === 'split' ? this.sequence : 0, 4)
    block.writeUInt32LE(page, 8)
    block.writeUInt32LE(number, 12)
    const found = bits.page(page)
    if (found) block.set(found, HEADER_BYTES)
    block.writeUInt32LE(crc32(block.subarray(HEADER_BYTES), crc32(block.subarray(0, 16))), 16)
    await this.opened.file.write([block], (page * BLOCKS_PER_PAGE + FIRST_BLOCK[plane] + (number % 2)) * BLOCK_BYTES)
  }

  async close(): Promise<void> {
    await this.#changes.settled()
    await this.opened.file.close()
  }
}

function pageOf(grain: number): number {
  return Math.floor(grain / PAGE_GRAINS)
}

/** The part of a change that lies in a page. */
function within(change: BitmapChange, page: number): BitmapChange {
  const first = Math.max(change.first, page * PAGE_GRAINS)
  const end = Math.min(change.first + change.count, (page + 1) * PAGE_GRAINS)
  return { ...change, first, count: end - first }
}

function copyOfPage(bits: GrainBits, page: number): GrainBits {
  const copy = new GrainBits()
  const found = bits.page(page)
  if (found) copy.load(page, found)
  return copy
}

/** The block of a bitmap that holds; null if it was never written. Throws EngineError imageDamaged. */
function newestOf(blocks: Buffer, plane: Plane, page: number): Found | null {
  const start = FIRST_BLOCK[plane] * BLOCK_BYTES
  const pair = [0, 1].map((slot) => blocks.subarray(start + slot * BLOCK_BYTES, start + (slot + 1) * BLOCK_BYTES))
  const whole = pair.flatMap((block) => decode(block, page) ?? [])
  const [first, second] = whole
  if (first && second) return first.number > second.number ? first : second
  if (first) return first
  // The first write of a page goes into its second block; until it was synced the other one was never written.
  const torn = pair.filter((block) => block.some((byte) => byte !== 0)).length
  if (torn === 2) throw new EngineError('imageDamaged', `both blocks of page ${page} of the bitmap are damaged`)
  return null
}

function decode(block: Buffer, page: number): Found | null {
  if (block.length < BLOCK_BYTES || block.readUInt32LE(0) !== MAGIC || block.readUInt32LE(8) !== page) return null
  const bits = block.subarray(HEADER_BYTES)
  if (crc32(bits, crc32(block.subarray(0, 16))) !== block.readUInt32LE(16)) return null
  return { sequence: block.readUInt32LE(4), number: block.readUInt32LE(12), bits }
}
