/**
 * Where an image's grains are: grain number → location, in memory. Pages of 128 grains are made as they are needed,
 * so an image costs memory only for what it keeps (4 bytes a grain where they lie together, under a KiB where they
 * don't). Books of 4,096 pages let a search pass over what was never kept.
 */

/** The image does not hold the grain: look through to newer images, then to the source. */
export const ABSENT = 0
/** The image holds the grain and it is all zeroes; it takes no slot. */
export const ZEROES = 1
const FIRST_SLOT = 2

/** A location is ABSENT, ZEROES, or a slot of the repository. */
export function slotLocation(slot: number): number {
  return slot + FIRST_SLOT
}

/** The slot that a location names; only for locations that are neither ABSENT nor ZEROES. */
export function slotOf(location: number): number {
  return location - FIRST_SLOT
}

/** Whether what a location names takes room in the repository. */
export function takesSlot(location: number): boolean {
  return location >= FIRST_SLOT
}

const PAGE_GRAINS = 128
const BOOK_PAGES = 4096
const BOOK_GRAINS = BOOK_PAGES * PAGE_GRAINS

export class GrainMap {
  readonly #books: ((Uint32Array | undefined)[] | undefined)[] = []
  #held = 0
  #slots = 0

  /** How many grains are held. */
  get held(): number {
    return this.#held
  }

  /** How many of them take a slot. */
  get slots(): number {
    return this.#slots
  }

  get(grain: number): number {
    const page = this.#books[Math.floor(grain / BOOK_GRAINS)]?.[Math.floor(grain / PAGE_GRAINS) % BOOK_PAGES]
    return page === undefined ? ABSENT : (page[grain % PAGE_GRAINS] ?? ABSENT)
  }

  set(grain: number, location: number): void {
    const book = (this.#books[Math.floor(grain / BOOK_GRAINS)] ??= [])
    const page = (book[Math.floor(grain / PAGE_GRAINS) % BOOK_PAGES] ??= new Uint32Array(PAGE_GRAINS))
    const before = page[grain % PAGE_GRAINS] ?? ABSENT
    page[grain % PAGE_GRAINS] = location
    this.#held += Number(location !== ABSENT) - Number(before !== ABSENT)
    this.#slots += Number(takesSlot(location)) - Number(takesSlot(before))
  }

  /** The first held grain at or after `grain` and before `end`, or `end`. */
  next(grain: number, end: number): number {
    let at = grain
    while (at < end) {
      const book = this.#books[Math.floor(at / BOOK_GRAINS)]
      const page = book?.[Math.floor(at / PAGE_GRAINS) % BOOK_PAGES]
      const unit = book ? PAGE_GRAINS : BOOK_GRAINS
      const after = (Math.floor(at / unit) + 1) * unit
      if (!page) {
        at = after
        continue
      }
      const stop = Math.min(end, after)
      for (; at < stop; at += 1) if (page[at % PAGE_GRAINS] !== ABSENT) return at
    }
    return end
  }
}
