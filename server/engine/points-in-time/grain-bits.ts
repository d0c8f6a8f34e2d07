/**
 * A set of grains, a bit each, in pages that are made as they are needed: what a disk of 16 TiB has of an image takes
 * 8 MiB with grains of 256 KiB, and nothing where nothing is set.
 */

/** Bytes of bits in a page, so that with its header it is a block of the disk (grain-bitmap.ts). */
export const PAGE_BITS_BYTES = 4064
export const PAGE_GRAINS = PAGE_BITS_BYTES * 8

export class GrainBits {
  readonly #pages: (Uint8Array | undefined)[] = []
  #count = 0

  /** How many grains are in the set. */
  get count(): number {
    return this.#count
  }

  has(grain: number): boolean {
    const page = this.#pages[Math.floor(grain / PAGE_GRAINS)]
    if (!page) return false
    const bit = grain % PAGE_GRAINS
    return ((page[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0
  }

  add(grain: number): void {
    if (this.has(grain)) return
    const page = (this.#pages[Math.floor(grain / PAGE_GRAINS)] ??= new Uint8Array(PAGE_BITS_BYTES))
    const bit = grain % PAGE_GRAINS
    page[bit >>> 3] = (page[bit >>> 3] ?? 0) | (1 << (bit & 7))
    this.#count += 1
  }

  delete(grain: number): void {
    if (!this.has(grain)) return
    const page = this.#pages[Math.floor(grain / PAGE_GRAINS)]
    const bit = grain % PAGE_GRAINS
    if (page) page[bit >>> 3] = (page[bit >>> 3] ?? 0) & ~(1 << (bit & 7))
    this.#count -= 1
  }

  /** The first grain of the set at or after `grain` and before `end`, or `end`. */
  next(grain: number, end: number): number {
    return this.#find(grain, end, true)
  }

  /** The first grain that is not in the set, at or after `grain` and before `end`, or `end`. */
  nextMissing(grain: number, end: number): number {
    return this.#find(grain, end, false)
  }

  #find(grain: number, end: number, wanted: boolean): number {
    /** A byte of eight bits that are not wanted. */
    const dull = wanted ? 0 : 0xff
    let at = grain
    while (at < end) {
      const page = this.#pages[Math.floor(at / PAGE_GRAINS)]
      const after = (Math.floor(at / PAGE_GRAINS) + 1) * PAGE_GRAINS
      if (!page) {
        if (!wanted) return at
        at = after
        continue
      }
      const stop = Math.min(end, after)
      while (at < stop) {
        const bit = at % PAGE_GRAINS
        const byte = page[bit >>> 3] ?? 0
        if ((bit & 7) === 0 && byte === dull) at += 8
        else if (((byte & (1 << (bit & 7))) !== 0) === wanted) return at
        else at += 1
      }
    }
    return end
  }

  /** The bits of a page as they lie on the disk: bit 0 of byte 0 is its first grain. Null where none was ever set. */
  page(index: number): Uint8Array | null {
    return this.#pages[index] ?? null
  }

  /** Takes a page as {@link page} gave it, into a set that has none there. */
  load(index: number, bits: Uint8Array): void {
    // A Buffer's own slice would share its memory.
    this.#pages[index] = Uint8Array.from(bits)
    for (let byte = 0; byte < PAGE_BITS_BYTES; byte += 1)
      for (let rest = bits[byte] ?? 0; rest !== 0; rest &= rest - 1) this.#count += 1
  }

  copy(): GrainBits {
    const copy = new GrainBits()
    for (const [index, page] of this.#pages.entries()) if (page) copy.#pages[index] = Uint8Array.from(page)
    copy.#count = this.#count
    return copy
  }
}
