import type { BlockFile } from '../storage/files'
import type { ChainImage, Place } from './chain-image'
import { type GrainLock, GrainLocks } from './grain-locks'

/** A run of an image's or a disk's bytes and where they are now. A null place reads as zeroes. */
export interface Run {
  offset: number
  length: number
  place: Place
}

/** A disk as an image of another one's chain shows it: the target of a mapping that has not got all grains yet. */
export interface View {
  chain: ImageLookup
  image: ChainImage
}

/** What lies behind the images of a chain. */
export interface ChainBase {
  /** The source's own blocks. */
  file: () => BlockFile
  /** Where the source itself looks through; null: its own blocks are all of its content. */
  view: () => View | null
}

/** Locks of a range in a chain, and in the chains behind it. */
export interface HeldGrains {
  chain: ImageLookup
  lock: GrainLock
  beyond: HeldGrains | null
}

/**
 * The images of one source, in the order in which they started, and where what they show is: an image that lacks a
 * grain looks through the newer ones, nearest first, and then at the source; a source that is the target of a mapping
 * may itself look through that one's image (reference "instant copy", A7, A8).
 */
export class ImageLookup {
  /** Oldest first. */
  #images: ChainImage[] = []
  readonly locks = new GrainLocks()

  constructor(
    readonly grainBytes: number,
    protected readonly base: ChainBase,
  ) {}

  get images(): readonly ChainImage[] {
    return this.#images
  }

  source(): BlockFile {
    return this.base.file()
  }

  add(image: ChainImage): void {
    const at = this.#images.findIndex((other) => other.sequence > image.sequence)
    this.#images.splice(at < 0 ? this.#images.length : at, 0, image)
  }

  remove(image: ChainImage): void {
    this.#images = this.#images.filter((other) => other !== image)
  }

  find(imageId: string): ChainImage | undefined {
    return this.#images.find((image) => image.imageId === imageId)
  }

  firstGrain(offset: number): number {
    return Math.floor(offset / this.grainBytes)
  }

  lastGrain(offset: number, length: number): number {
    return Math.floor((offset + length - 1) / this.grainBytes)
  }

  /**
   * Takes locks on a range: in this chain as asked, in those behind it shared, always in this order, so that nobody
   * waits in a circle.
   */
  async lock(first: number, last: number, exclusive: boolean): Promise<HeldGrains> {
    const lock = await this.locks.take(first, last, exclusive)
    return { chain: this, lock, beyond: await this.#lockBeyond(first, last) }
  }

  async #lockBeyond(first: number, last: number): Promise<HeldGrains | null> {
    const view = this.base.view()
    return view && this.#stillBeyond(view, await view.chain.lock(first, last, false))
  }

  /** While it was waited for, what lies behind may have become an image of another source. */
  async #stillBeyond({ chain }: View, held: HeldGrains): Promise<HeldGrains | null> {
    const now = this.base.view()
    if (!now || now.chain === chain) return held
    release(held)
    return this.#lockBeyond(held.lock.first, held.lock.last)
  }

  /** Takes a shared lock on the grains of a range of an image, at once if possible. */
  lockRange(offset: number, length: number): HeldGrains | Promise<HeldGrains> {
    const first = this.firstGrain(offset)
    const last = this.lastGrain(offset, length)
    const lock = this.locks.tryTake(first, last, false)
    if (!lock) return this.lock(first, last, false)
    const view = this.base.view()
    if (!view) return { chain: this, lock, beyond: null }
    const beyond = view.chain.lockRange(offset, length)
    if (beyond instanceof Promise)
      return beyond.then(async (held) => ({ chain: this, lock, beyond: await this.#stillBeyond(view, held) }))
    return { chain: this, lock, beyond }
  }

  /** Whether nobody changes where the grains of a range are, here or behind, in this turn of the loop. */
  isQuiet(offset: number, length: number): boolean {
    if (!this.locks.allowsShared(this.firstGrain(offset), this.lastGrain(offset, length))) return false
    return this.base.view()?.chain.isQuiet(offset, length) ?? true
  }

  async locked<T>(first: number, last: number, exclusive: boolean, work: () => Promise<T>): Promise<T> {
    const held = await this.lock(first, last, exclusive)
    try {
      return await work()
    } finally {
      release(held)
    }
  }

  /** Where the content of a grain is, looked for in the images from `from` on and then in the source. */
  resolve(from: number, grain: number): Place {
    for (let index = from; index < this.#images.length; index += 1) {
      const place = this.#images[index]?.placeOf(grain)
      if (place !== undefined) return place
    }
    const view = this.base.view()
    if (view) return view.chain.resolve(view.chain.images.indexOf(view.image), grain)
    return this.ownPlace(grain)
  }

  /** Where a range of an image is that lies in one grain; undefined for one that doesn't. */
  placeWithin(image: ChainImage, offset: number, length: number): Place | undefined {
    const grain = this.firstGrain(offset)
    if (this.lastGrain(offset, length) !== grain) return undefined
    const place = this.resolve(this.#images.indexOf(image), grain)
    return place && { file: place.file, offset: place.offset + offset - grain * this.grainBytes }
  }

  ownPlace(grain: number): { file: BlockFile; offset: number } {
    return { file: this.source(), offset: grain * this.grainBytes }
  }

  /**
   * Where an image's bytes are, run by run. The caller holds the range's shared lock, or only wants a picture that may
   * be outdated at once.
   */
  runs(image: ChainImage, offset: number, end: number): Generator<Run> {
    return joined(this.#pieces(this.#images.indexOf(image), offset, end))
  }

  /** Runs of whatever has its grains at `placeOf`; where that is the source, it is until an image from `from` on holds one. */
  *runsOf(placeOf: (grain: number) => Run['place'], from: number, offset: number, end: number): Generator<Run> {
    for (let at = offset; at < end; ) {
      const grain = this.firstGrain(at)
      const inside = at - grain * this.grainBytes
      const found = placeOf(grain)
      const place = found === null ? null : { file: found.file, offset: found.offset + inside }
      // Past the last grain that any image holds, all of the rest is the source's.
      const nextHeld = place?.file === this.source() ? this.nextHeld(from, grain + 1, Math.ceil(end / this.grainBytes)) : grain + 1
      const length = Math.min(nextHeld * this.grainBytes, end) - at
      yield { offset: at, length, place }
      at += length
    }
  }

  *#pieces(from: number, offset: number, end: number): Generator<Run> {
    const lastGrain = Math.ceil(end / this.grainBytes)
    for (let at = offset; at < end; ) {
      const grain = this.firstGrain(at)
      const holder = this.#holder(from, grain)
      const image = this.#images[holder]
      // Nearer images come first, where they hold anything of what follows.
      const nearer = this.nextHeld(from, grain + 1, lastGrain, holder)
      const until = Math.min((image ? Math.min(grain + image.heldRun(grain, lastGrain), nearer) : nearer) * this.grainBytes, end)
      if (image) {
        const place = image.placeOf(grain) ?? null
        const inside = at - grain * this.grainBytes
        yield { offset: at, length: until - at, place: place && { file: place.file, offset: place.offset + inside } }
      } else yield* this.#basePieces(at, until)
      at = until
    }
  }

  #basePieces(offset: number, end: number): Iterable<Run> {
    const view = this.base.view()
    if (view) return view.chain.#pieces(view.chain.images.indexOf(view.image), offset, end)
    return [{ offset, length: end - offset, place: { file: this.source(), offset } }]
  }

  /** The nearest image from `from` on that holds a grain; the number of images if it is the source that has it. */
  #holder(from: number, grain: number): number {
    let index = from
    while (index < this.#images.length && !this.#images[index]?.holds(grain)) index += 1
    return index
  }

  /** The first grain at or after `grain` and before `end` that an image from `from` on, before `until`, holds, or `end`. */
  nextHeld(from: number, grain: number, end: number, until = this.#images.length): number {
    let next = end
    for (let index = from; index < until; index += 1) next = this.#images[index]?.nextHeld(grain, next) ?? next
    return next
  }
}

export function release({ chain, lock, beyond }: HeldGrains): void {
  if (beyond) release(beyond)
  chain.locks.release(lock)
}

/** Joins runs that go on where the one before them ends. */
export function* joined(pieces: Iterable<Run>): Generator<Run> {
  let run: Run | null = null
  for (const piece of pieces) {
    if (run && continues(run, piece.place)) run.length += piece.length
    else {
      if (run) yield run
      run = { ...piece }
    }
  }
  if (run) yield run
}

function continues(run: Run, place: Place): boolean {
  if (run.place === null || place === null) return run.place === place
  return run.place.file === place.file && run.place.offset + run.length === place.offset
}
