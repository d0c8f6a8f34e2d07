import type { BlockFile } from '../storage/files'
import { IoError } from '../disks/host-volume'
import { type GrainLock, GrainLocks } from './grain-locks'
import { type GrainToKeep, type Image, type Place, RepositoryFullError } from './image'
import type { Rollback } from './rollback'

/** A run of an image's or a disk's bytes and where they are now. A null place reads as zeroes. */
export interface Run {
  offset: number
  length: number
  place: Place
}

/**
 * The images of one source, in the order in which they started, and the rules by which grains move between them
 * (reference "instant copy", A7 and A8):
 *
 * - A source write preserves the old grain for the newest image that accepts, unless it, or a layer newer than it
 *   (closed or failed), holds the grain already.
 * - An image that lacks a grain looks through the newer ones, nearest first, and then at the source.
 * - A write to an image first gives the next older image what that one sees there, if it sees it through this image
 *   or past it. A7 asks this only of grains not yet split; it is needed for split ones too, as long as the older image
 *   lacks them, because a source write fills only the newest image.
 * - A source that is being rolled back to an image is one more that looks through it, and through the newer ones, for
 *   every grain that is not restored yet (rollback.ts).
 * - An image that ends hands the grains that older ones see through it to the next older one.
 */
export class ImageChain {
  /** Oldest first. */
  #images: Image[] = []
  readonly locks = new GrainLocks()
  /** While the source is being rolled back to one of the images, which it sees itself through then. */
  rollback: Rollback | null = null
  copyOnWriteOperations = 0

  constructor(
    readonly grainBytes: number,
    readonly source: () => BlockFile,
  ) {}

  get images(): readonly Image[] {
    return this.#images
  }

  add(image: Image): void {
    const at = this.#images.findIndex((other) => other.sequence > image.sequence)
    this.#images.splice(at < 0 ? this.#images.length : at, 0, image)
  }

  remove(image: Image): void {
    this.#images = this.#images.filter((other) => other !== image)
  }

  find(imageId: string): Image | undefined {
    return this.#images.find((image) => image.imageId === imageId)
  }

  /** Whether any image still preserves grains. */
  get accepting(): boolean {
    return this.#newestAccepting() >= 0
  }

  #newestAccepting(): number {
    for (let index = this.#images.length - 1; index >= 0; index -= 1) if (this.#images[index]?.accepting) return index
    return -1
  }

  /** Whether some image at or behind `index` (that is, as new or newer) holds the grain, or needs nothing of it. */
  #heldFrom(index: number, grain: number): boolean {
    const image = this.#images[index]
    if (!image || grain >= image.grains) return true
    for (let at = index; at < this.#images.length; at += 1) if (this.#images[at]?.holds(grain)) return true
    return false
  }

  /**
   * To be called before the source's range changes: null if it may change now, or a promise to wait for. Rejects with
   * IoError ENOSPC where a full repository's policy is to fail source writes.
   */
  beforeWrite(offset: number, length: number): Promise<void> | null {
    const first = Math.floor(offset / this.grainBytes)
    const last = Math.floor((offset + length - 1) / this.grainBytes)
    const restored = this.rollback?.beforeWrite(first, last)
    return restored ? restored.then(async () => this.#beforeWrite(first, last) ?? undefined) : this.#beforeWrite(first, last)
  }

  #beforeWrite(first: number, last: number): Promise<void> | null {
    const newest = this.#newestAccepting()
    if (newest < 0) return null
    for (let grain = first; grain <= last; grain += 1)
      if (!this.#heldFrom(newest, grain)) return this.#preserve(first, last)
    return null
  }

  async #preserve(first: number, last: number): Promise<void> {
    // Bounded portions, so that a discard of a whole disk doesn't hold one giant list.
    const portion = 1024
    for (let from = first; from <= last; from += portion) {
      const to = Math.min(last, from + portion - 1)
      await this.locked(from, to, true, () =>
        this.#keepIn(
          () => this.#newestAccepting(),
          (index) => this.#grains(from, to, (grain) => !this.#heldFrom(index, grain), this.#images.length),
        ),
      )
    }
  }

  /** Keeps the source's own content of grains for the newest image. The caller has their exclusive locks. */
  async preserveOwn(grains: readonly number[]): Promise<void> {
    await this.#keepIn(
      () => this.#newestAccepting(),
      (index) =>
        grains.filter((grain) => !this.#heldFrom(index, grain)).map((grain) => ({ grain, from: this.#ownPlace(grain), slot: false })),
    )
  }

  #ownPlace(grain: number): { file: BlockFile; offset: number } {
    return { file: this.source(), offset: grain * this.grainBytes }
  }

  /** The grains of a range that a test picks, each with where its content is when looked for from image `from` on. */
  #grains(first: number, last: number, wanted: (grain: number) => boolean, from: number): GrainToKeep[] {
    const grains: GrainToKeep[] = []
    for (let grain = first; grain <= last; grain += 1)
      if (wanted(grain)) grains.push({ grain, from: this.resolve(from, grain), slot: false })
    return grains
  }

  /** Keeps grains in the image that `choose` names; if that one fails, in the one that it names then. */
  async #keepIn(choose: () => number, grainsFor: (index: number) => GrainToKeep[]): Promise<void> {
    for (;;) {
      const index = choose()
      const image = this.#images[index]
      if (!image) return
      const grains = grainsFor(index)
      if (grains.length === 0) return
      this.copyOnWriteOperations += grains.length
      try {
        if ((await image.keep(grains)) === 'kept') return
      } catch (error) {
        if (error instanceof RepositoryFullError) throw new IoError('ENOSPC', error.message)
        throw error
      }
    }
  }

  async locked<T>(first: number, last: number, exclusive: boolean, work: () => Promise<T>): Promise<T> {
    const lock = await this.locks.take(first, last, exclusive)
    try {
      return await work()
    } finally {
      this.locks.release(lock)
    }
  }

  /** Where the content of a grain is, looked for in the images from `from` on and then in the source. */
  resolve(from: number, grain: number): Place {
    for (let index = from; index < this.#images.length; index += 1) {
      const place = this.#images[index]?.placeOf(grain)
      if (place !== undefined) return place
    }
    return this.#ownPlace(grain)
  }

  /** Takes a shared lock on the grains of a range of an image, at once if possible. */
  lockRange(offset: number, length: number): GrainLock | Promise<GrainLock> {
    const first = Math.floor(offset / this.grainBytes)
    const last = Math.floor((offset + length - 1) / this.grainBytes)
    return this.locks.tryTake(first, last, false) ?? this.locks.take(first, last, false)
  }

  /**
   * Where an image's bytes are, run by run. The caller holds the range's shared lock, or only wants a picture that may
   * be outdated at once.
   */
  *runs(image: Image, offset: number, end: number): Generator<Run> {
    const from = this.#images.indexOf(image)
    yield* this.runsOf((grain) => this.resolve(from, grain), from, offset, end)
  }

  /** Runs of whatever has its grains at `placeOf`; where that is the source, it is until an image from `from` on holds one. */
  *runsOf(placeOf: (grain: number) => Place, from: number, offset: number, end: number): Generator<Run> {
    let at = offset
    let run: Run | null = null
    while (at < end) {
      const grain = Math.floor(at / this.grainBytes)
      const inside = at - grain * this.grainBytes
      const found = placeOf(grain)
      const place = found === null ? null : { file: found.file, offset: found.offset + inside }
      // Past the last grain that any image holds, all of the rest is the source's.
      const nextHeld = place?.file === this.source() ? this.nextHeld(from, grain + 1, Math.ceil(end / this.grainBytes)) : grain + 1
      const length = Math.min(nextHeld * this.grainBytes, end) - at
      if (run && continues(run, place)) run.length += length
      else {
        if (run) yield run
        run = { offset: at, length, place }
      }
      at += length
    }
    if (run) yield run
  }

  /** The first grain at or after `grain` and before `end` that an image from `from` on holds, or `end`. */
  nextHeld(from: number, grain: number, end: number): number {
    let next = end
    for (let index = from; index < this.#images.length; index += 1) next = this.#images[index]?.map.next(grain, next) ?? next
    return next
  }

  /** Whether a range is in slots of the image's own and no older image looks through them: it may be written in place. */
  isOwn(image: Image, offset: number, length: number): boolean {
    const older = this.#nextOlderAccepting(image)
    const until = this.#images.indexOf(image)
    const last = Math.floor((offset + length - 1) / this.grainBytes)
    for (let grain = Math.floor(offset / this.grainBytes); grain <= last; grain += 1) {
      if (image.placeOf(grain)?.file !== image.data) return false
      if (this.rollback?.sees(image, grain)) return false
      if (older >= 0 && !this.#heldBetween(older, until, grain)) return false
    }
    return true
  }

  /**
   * Makes a range of an image its own, so that it can be written in place: older images get what they see there, then
   * the image gets its grains. A grain that `zeroed` names, and that has no slot yet, becomes zeroes without any
   * copying. Answers the runs to write or, where `zeroed`, to punch. Rejects with IoError.
   */
  async own(image: Image, offset: number, length: number, zeroed: (grain: number) => boolean): Promise<Run[]> {
    const first = Math.floor(offset / this.grainBytes)
    const last = Math.floor((offset + length - 1) / this.grainBytes)
    return this.locked(first, last, true, async () => {
      await this.rollback?.restoreBehind(image, first, last)
      await this.#giveToOlder(image, first, last)
      await this.#keepIn(
        () => (image.accepting ? this.#images.indexOf(image) : -1),
        (index) =>
          this.#grains(first, last, () => true, index)
            .filter(({ grain, from }) => from?.file !== image.data && !(zeroed(grain) && from === null))
            .map((keep) => (zeroed(keep.grain) ? { ...keep, from: null } : { ...keep, slot: true })),
      )
      if (!image.accepting) throw new IoError('EIO', 'the snapshot has failed')
      return [...this.runs(image, offset, offset + length)]
    })
  }

  /** Gives the next older active image the grains of a range that it sees through `image`. The caller has the lock. */
  async #giveToOlder(image: Image, first: number, last: number): Promise<void> {
    await this.#keepIn(
      () => this.#nextOlderAccepting(image),
      (older) => {
        const from = this.#images.indexOf(image)
        return this.#grains(first, last, (grain) => !this.#heldBetween(older, from, grain), from)
      },
    )
  }

  #nextOlderAccepting(image: Image): number {
    for (let index = this.#images.indexOf(image) - 1; index >= 0; index -= 1)
      if (this.#images[index]?.accepting) return index
    return -1
  }

  #heldBetween(older: number, until: number, grain: number): boolean {
    const image = this.#images[older]
    if (!image || grain >= image.grains) return true
    for (let at = older; at < until; at += 1) if (this.#images[at]?.holds(grain)) return true
    return false
  }

  /**
   * Hands down what older images see through a closed or failed image, so that it can go. Rejects with IoError ENOSPC
   * if an older image's repository has no room and must not fail; the image stays as a layer then, and it can be tried
   * again. `goOn` is asked again and again, and throws to stop it in the same way.
   */
  async handDown(image: Image, goOn: () => void): Promise<void> {
    const portion = 256
    const end = image.grains
    for (let grain = image.map.next(0, end); grain < end; grain = image.map.next(grain, end)) {
      if (this.#nextOlderAccepting(image) < 0 && !this.rollback?.reaches(image)) return
      goOn()
      // Where nothing has to be copied nothing is waited for; hosts are served in between all the same.
      await new Promise((resolve) => setImmediate(resolve))
      const first = grain
      while (grain < end && grain - first < portion && image.holds(grain)) grain += 1
      const last = grain - 1
      await this.locked(first, last, true, async () => {
        await this.rollback?.restoreBehind(image, first, last)
        await this.#giveToOlder(image, first, last)
      })
    }
  }
}

function continues(run: Run, place: Place): boolean {
  if (run.place === null || place === null) return run.place === place
  return run.place.file === place.file && run.place.offset + run.length === place.offset
}
