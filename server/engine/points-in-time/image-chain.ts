import { IoError } from '../disks/host-volume'
import type { ChainImage, ChainTarget, GrainToKeep } from './chain-image'
import { RepositoryFullError } from './image'
import { ImageLookup, type Run } from './image-lookup'
import type { Rollback } from './rollback'
import { sameContent } from './same-content'

/** Grains that one lock covers at most, so that a discard of a whole disk doesn't hold one giant list. */
const PRESERVE_PORTION = 1024
const HAND_DOWN_PORTION = 256

/**
 * The rules by which grains move between the images of one source (reference "instant copy", A7 and A8):
 *
 * - A source write preserves the old grain for the newest image that accepts, unless it, or a layer newer than it
 *   (closed, failed, or a target that has everything), holds the grain already.
 * - A write to an image first gives the next older image what that one sees there, if it sees it through this image
 *   or past it. A7 asks this only of grains not yet split; it is needed for split ones too, as long as the older image
 *   lacks them, because a source write fills only the newest image.
 * - A source that is being rolled back to an image is one more that looks through it, and through the newer ones, for
 *   every grain that is not restored yet (rollback.ts).
 * - An image that ends hands the grains that older ones see through it to the next older one.
 */
export class ImageChain extends ImageLookup {
  /** While the source is being rolled back to one of the images, which it sees itself through then. */
  rollback: Rollback | null = null
  copyOnWriteOperations = 0
  /** Changes of the source's ranges that are under way. */
  readonly #changing = new Set<GrainRange>()
  /** Grains that have changed, or were changing, since somebody began to compare them. */
  readonly #touched = new Set<Touched>()

  /** Whether any image still preserves grains. */
  get accepting(): boolean {
    return this.#newestAccepting() >= 0
  }

  #newestAccepting(): number {
    for (let index = this.images.length - 1; index >= 0; index -= 1) if (this.images[index]?.accepting) return index
    return -1
  }

  /** Whether some image at or behind `index` (that is, as new or newer) holds the grain, or needs nothing of it. */
  #heldFrom(index: number, grain: number): boolean {
    return this.#heldBetween(index, this.images.length, grain)
  }

  #heldBetween(older: number, until: number, grain: number): boolean {
    const image = this.images[older]
    if (!image || grain >= image.grains) return true
    for (let at = older; at < until; at += 1) if (this.images[at]?.holds(grain)) return true
    return false
  }

  /**
   * To be called before the source's range changes: null if it may change now, or a promise to wait for. Rejects with
   * IoError ENOSPC where a full repository's policy is to fail source writes.
   */
  beforeWrite(offset: number, length: number): Promise<void> | null {
    const first = this.firstGrain(offset)
    const last = this.lastGrain(offset, length)
    for (const touched of this.#touched) touch(touched, { first, last })
    const restored = this.rollback?.beforeWrite(first, last)
    return restored ? restored.then(async () => this.#beforeWrite(first, last) ?? undefined) : this.#beforeWrite(first, last)
  }

  /** Tells of a change of the source's range that is not done yet, from the moment that it was asked for. */
  changing(offset: number, length: number, done: Promise<void>): Promise<void> {
    const range = { first: this.firstGrain(offset), last: this.lastGrain(offset, length) }
    this.#changing.add(range)
    return done.finally(() => this.#changing.delete(range))
  }

  #beforeWrite(first: number, last: number): Promise<void> | null {
    const newest = this.#newestAccepting()
    if (newest < 0) return null
    for (let grain = first; grain <= last; grain += 1) if (!this.#heldFrom(newest, grain)) return this.preserve(first, last)
    return null
  }

  /** Whether a write to a grain of the source has to wait until the grain is kept. */
  mustPreserve(grain: number): boolean {
    const newest = this.#newestAccepting()
    return newest >= 0 && !this.#heldFrom(newest, grain)
  }

  /** Whether somebody changes a grain of the source, or is about to. */
  isChanging(grain: number): boolean {
    for (const { first, last } of this.#changing) if (first <= grain && grain <= last) return true
    return false
  }

  /** Whether no image would have a write of the source fail rather than itself. */
  get sparesWrites(): boolean {
    return this.images.every((image) => !image.accepting || image.sparesWrites)
  }

  /** Keeps what the source holds of a range for the newest image, where that one lacks it. */
  async preserve(first: number, last: number): Promise<void> {
    for (let from = first; from <= last; from += PRESERVE_PORTION) {
      const to = Math.min(last, from + PRESERVE_PORTION - 1)
      await this.locked(from, to, true, () =>
        this.#keepIn(
          () => this.#newestAccepting(),
          (index) => this.#grains(from, to, (grain) => !this.#heldFrom(index, grain), this.images.length),
        ),
      )
    }
  }

  /** Keeps the source's own content of grains for the newest image. The caller has their exclusive locks. */
  async preserveOwn(grains: readonly number[]): Promise<void> {
    await this.#keepIn(
      () => this.#newestAccepting(),
      (index) =>
        grains.filter((grain) => !this.#heldFrom(index, grain)).map((grain) => ({ grain, from: this.ownPlace(grain), slot: false })),
    )
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
      const image = this.images[index]
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

  /** Whether a range is in grains of the image's own and no older image looks through them: it may be written in place. */
  isOwn(image: ChainImage, offset: number, length: number): boolean {
    const last = this.lastGrain(offset, length)
    for (let grain = this.firstGrain(offset); grain <= last; grain += 1)
      if (image.placeOf(grain)?.file !== image.data || this.#isSeenBehind(image, grain)) return false
    return true
  }

  /** Whether the next older image, or the source in a rollback, sees a grain through an image. */
  #isSeenBehind(image: ChainImage, grain: number): boolean {
    if (this.rollback?.sees(image, grain)) return true
    const older = this.#nextOlderAccepting(image)
    return older >= 0 && !this.#heldBetween(older, this.images.indexOf(image), grain)
  }

  /**
   * Makes a range of an image its own, so that it can be written in place: older images get what they see there, then
   * the image gets its grains. A grain that `zeroed` names, and that has no slot yet, becomes zeroes without any
   * copying. Answers the runs to write or, where `zeroed`, to punch. Rejects with IoError.
   */
  async own(image: ChainImage, offset: number, length: number, zeroed: (grain: number) => boolean): Promise<Run[]> {
    const first = this.firstGrain(offset)
    const last = this.lastGrain(offset, length)
    return this.locked(first, last, true, async () => {
      await this.#giveBehind(image, first, last)
      await this.#keepIn(
        () => (image.accepting ? this.images.indexOf(image) : -1),
        (index) =>
          this.#grains(first, last, () => true, index)
            .filter(({ grain, from }) => from?.file !== image.data && !(zeroed(grain) && from === null))
            .map((keep) => (zeroed(keep.grain) ? { ...keep, from: null } : { ...keep, slot: true })),
      )
      if (!image.accepting) throw new IoError('EIO', 'the snapshot has failed')
      return [...this.runs(image, offset, offset + length)]
    })
  }

  /**
   * Changes a range of a target that has not got everything: older images get what they see there, the target gets the
   * grains that `change` leaves a part of, and those that it changes wholly it has when that is done, without any copying
   * (A7). Rejects with IoError.
   */
  async changeTarget(target: ChainTarget, offset: number, length: number, change: () => Promise<void> | null): Promise<void> {
    const first = this.firstGrain(offset)
    const last = this.lastGrain(offset, length)
    await this.locked(first, last, true, async () => {
      await this.#giveBehind(target, first, last)
      const index = this.images.indexOf(target)
      const missing = this.#grains(first, last, (grain) => !target.has(grain), index)
      const isWhole = ({ grain }: GrainToKeep) =>
        grain * this.grainBytes >= offset && grain * this.grainBytes + target.bytesOf(grain) <= offset + length
      const gone = () => new IoError('EIO', 'the mapping of the virtual disk has stopped')
      if ((await target.keep(missing.filter((keep) => !isWhole(keep)))) === 'failed') throw gone()
      const whole = missing.filter(isWhole)
      await target.whileFilling(whole.map(({ grain }) => grain), async () => {
        // It may have got a grain from its source since the caller looked.
        await target.beforeChange(offset, length)
        await change()
      })
      const ownGrains = whole.map(({ grain }) => ({ grain, from: target.ownPlace(grain), slot: false }))
      if ((await target.keep(ownGrains)) === 'failed') throw gone()
    })
  }

  /**
   * To be called before a target that has everything changes, as long as older images may look through it. Also what was
   * handed down because they see the same past it: after a crash that is not known any more.
   */
  beforeTargetWrite(target: ChainImage, offset: number, length: number): Promise<void> | null {
    const first = this.firstGrain(offset)
    const last = this.lastGrain(offset, length)
    for (let grain = first; grain <= last; grain += 1)
      if (this.#isSeenBehind(target, grain))
        return this.locked(first, last, true, () => this.#giveBehind(target, first, last))
    return null
  }

  /** Gives whoever looks through an image what it sees there. The caller has the lock. */
  async #giveBehind(image: ChainImage, first: number, last: number): Promise<void> {
    await this.rollback?.restoreBehind(image, first, last)
    await this.#giveToOlder(image, first, last, () => true)
  }

  /** Gives the next older active image the grains of a range that it sees through `image`. The caller has the lock. */
  async #giveToOlder(image: ChainImage, first: number, last: number, wanted: (grain: number) => boolean): Promise<void> {
    await this.#keepIn(
      () => this.#nextOlderAccepting(image),
      (older) => {
        const from = this.images.indexOf(image)
        return this.#grains(first, last, (grain) => !this.#heldBetween(older, from, grain) && wanted(grain), from)
      },
    )
  }

  #nextOlderAccepting(image: ChainImage): number {
    for (let index = this.images.indexOf(image) - 1; index >= 0; index -= 1) if (this.images[index]?.accepting) return index
    return -1
  }

  /** Whether an older image, or the source in a rollback, may look through an image. */
  isLookedThrough(image: ChainImage): boolean {
    return this.#nextOlderAccepting(image) >= 0 || (this.rollback?.reaches(image) ?? false)
  }

  /**
   * Hands down what older images see through a closed or failed image, so that it can go. Rejects with IoError ENOSPC
   * if an older image's repository has no room and must not fail; the image stays as a layer then, and it can be tried
   * again. `goOn` is asked again and again, and throws to stop it in the same way.
   */
  async handDown(image: ChainImage, goOn: () => void): Promise<void> {
    const end = image.grains
    for (let grain = image.nextHeld(0, end); grain < end; grain = image.nextHeld(grain, end)) {
      if (!this.isLookedThrough(image)) return
      goOn()
      // Where nothing has to be copied nothing is waited for; hosts are served in between all the same.
      await new Promise((resolve) => setImmediate(resolve))
      const first = grain
      while (grain < end && grain - first < HAND_DOWN_PORTION && image.holds(grain)) grain += 1
      const last = grain - 1
      await this.locked(first, last, true, () => this.#giveBehind(image, first, last))
    }
  }

  /**
   * Hands down a portion of what older images see through a target that stops or has everything, from `grain` on. What
   * they would see past it all the same is not copied: a target that has everything holds much that never changed.
   * Answers the next grain to go on with, and how many bytes were compared or copied; null when there is nothing left.
   */
  async handDownTarget(target: ChainTarget, grain: number, most: number): Promise<{ next: number; bytes: number } | null> {
    const first = target.nextHeld(grain, target.grains)
    if (first >= target.grains || !this.isLookedThrough(target)) return null
    const last = Math.min(first + target.heldRun(first, target.grains), first + most) - 1
    await this.locked(first, last, true, async () => {
      // It was split off while this was waited for.
      if (!this.images.includes(target)) return
      await this.rollback?.restoreBehind(target, first, last)
      const differing = await this.#differingPast(target, first, last)
      // Whoever changes the source there from now on finds that nobody holds what is the same.
      for (let at = first; at <= last; at += 1) if (!differing.has(at)) target.handedDown(at)
      await this.#giveToOlder(target, first, last, (at) => differing.has(at))
      for (const at of differing) target.handedDown(at)
    })
    return { next: last + 1, bytes: (last - first + 1) * this.grainBytes }
  }

  /**
   * Before images older than a target become images of it: they would look through its images then, so they get what
   * hosts may have changed in those. Nothing is left to do if nobody writes meanwhile.
   */
  async giveWhatHides(target: ChainTarget, images: ImageLookup): Promise<void> {
    for (const [first, last] of heldPortions(images, target.grains))
      await this.locked(first, last, true, () => this.#giveToOlder(target, first, last, () => true))
  }

  /**
   * Gives the images that are older than a target to the chain of that target, which has everything that they see through
   * it and past it, and lets go of the target. `commit` makes that durable, and answers what tells the images of their new source. The caller holds
   * the host I/O of the source, the target and the images.
   */
  async handOver(target: ChainTarget, images: ImageLookup, commit: () => Promise<() => void>): Promise<void> {
    const last = target.grains - 1
    await images.locked(0, last, true, () =>
      this.locked(0, last, true, async () => {
        for (const [from, to] of heldPortions(images, target.grains)) await this.#giveToOlder(target, from, to, () => true)
        const move = await commit()
        const older = this.images.slice(0, this.images.indexOf(target))
        move()
        for (const image of [...older, target]) this.remove(image)
        for (const image of older) images.add(image)
      }),
    )
  }

  /**
   * The grains of a range in which a target and what lies past it differ, or may: a write that found the grain held, and
   * passed, may not have come to the disk yet.
   */
  async #differingPast(target: ChainTarget, first: number, last: number): Promise<Set<number>> {
    const touched: Touched = { first, last, grains: new Set() }
    for (const range of this.#changing) touch(touched, range)
    this.#touched.add(touched)
    try {
      const past = this.images.indexOf(target) + 1
      for (let at = first; at <= last; at += 1)
        if (!(await sameContent(target.ownPlace(at), this.resolve(past, at), target.bytesOf(at)))) touched.grains.add(at)
    } finally {
      this.#touched.delete(touched)
    }
    return touched.grains
  }
}

/** First and last of the grains that images of a chain hold, in portions. */
function* heldPortions(images: ImageLookup, end: number): Generator<[number, number]> {
  for (let grain = images.nextHeld(0, 0, end); grain < end; grain = images.nextHeld(0, grain, end)) {
    const first = grain
    while (grain < end && grain - first < HAND_DOWN_PORTION && images.nextHeld(0, grain, grain + 1) === grain) grain += 1
    yield [first, grain - 1]
  }
}

interface GrainRange {
  first: number
  last: number
}

/** Grains of a range that have changed since somebody looks at it. */
interface Touched extends GrainRange {
  grains: Set<number>
}

function touch(touched: Touched, { first, last }: GrainRange): void {
  for (let grain = Math.max(first, touched.first); grain <= Math.min(last, touched.last); grain += 1) touched.grains.add(grain)
}
