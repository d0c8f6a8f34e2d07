/**
 * Where an image's grains are: grain number → location, in memory. Grains go into pages of 16, and pages are made as they
 * are needed, so an image costs memory only for what it keeps: 4 bytes a grain where they lie together, 64 where they
 * don't. Pages lie in slabs, many to one array, since an array for each would take more than what is in it. A book says
 * of 4,096 pages where they are (4 bytes each), and lets a search pass over what was never kept.
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

/** Powers of two: grain numbers have 32 bits, of which the lowest name the grain in its page, the next the page in its book. */
const PAGE_BITS = 4
const BOOK_BITS = 12
const SLAB_BITS = 8
const PAGE_GRAINS = 2 ** PAGE_BITS
const BOOK_PAGES = 2 ** BOOK_BITS
const BOOK_GRAINS = BOOK_PAGES * PAGE_GRAINS
const SLAB_PAGES = 2 ** SLAB_BITS

/** In a book, of a page that was never made; of others their number, from 1. */
const NO_PAGE = 0

export class GrainMap {
  readonly #books: (Uint32Array | undefined)[] = []
  readonly #slabs: Uint32Array[] = []
  #pages = 0
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
    const page = this.#books[bookOf(grain)]?.[pageOf(grain)] ?? NO_PAGE
    return page === NO_PAGE ? ABSENT : (this.#slabOf(page)[cellOf(page, grain)] ?? ABSENT)
  }

  set(grain: number, location: number): void {
    const book = (this.#books[bookOf(grain)] ??= new Uint32Array(BOOK_PAGES))
    const known = book[pageOf(grain)] ?? NO_PAGE
    const page = known === NO_PAGE ? (book[pageOf(grain)] = this.#newPage()) : known
    const slab = this.#slabOf(page)
    const cell = cellOf(page, grain)
    const before = slab[cell] ?? ABSENT
    slab[cell] = location
    this.#held += Number(location !== ABSENT) - Number(before !== ABSENT)
    this.#slots += Number(takesSlot(location)) - Number(takesSlot(before))
  }

  /** The first held grain at or after `grain` and before `end`, or `end`. */
  next(grain: number, end: number): number {
    let at = grain
    while (at < end) {
      const book = this.#books[bookOf(at)]
      const page = book?.[pageOf(at)] ?? NO_PAGE
      const unit = book ? PAGE_GRAINS : BOOK_GRAINS
      const after = (Math.floor(at / unit) + 1) * unit
      if (page === NO_PAGE) {
        at = after
        continue
      }
      const slab = this.#slabOf(page)
      const stop = Math.min(end, after)
      for (; at < stop; at += 1) if (slab[cellOf(page, at)] !== ABSENT) return at
    }
    return end
  }

  #newPage(): number {
    if (this.#pages % SLAB_PAGES === 0) this.#slabs.push(new Uint32Array(SLAB_PAGES * PAGE_GRAINS))
    this.#pages += 1
    return this.#pages
  }

  #slabOf(page: number): Uint32Array {
    const slab = this.#slabs[(page - 1) >>> SLAB_BITS]
    if (!slab) throw new Error(`A book names page ${page} of ${this.#pages}.`)
    return slab
  }
}

function bookOf(grain: number): number {
  return grain >>> (PAGE_BITS + BOOK_BITS)
}

/** The place of a grain's page in its book. */
function pageOf(grain: number): number {
  return (grain >>> PAGE_BITS) & (BOOK_PAGES - 1)
}

/** The place of a grain in the slab of its page. */
function cellOf(page: number, grain: number): number {
  return (((page - 1) & (SLAB_PAGES - 1)) << PAGE_BITS) | (grain & (PAGE_GRAINS - 1))
}
