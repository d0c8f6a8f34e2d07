/**
 * A source on its way back to an image (reference "virtual disk copy and snapshots", section 3: the content switches
 * immediately, and is copied in the background; other images are preserved).
 *
 * From the moment that the source's label names the rollback, the source is one more that looks through the image: for
 * every grain that is not *restored* its content is the image's, wherever the image has it. A grain is restored by
 * copying that content into the source's own file. What is restored is kept in the source's folder, file `restored`: a
 * grain log (grain-log.ts) with the image's sequence number, whose records have the location ZEROES. It is emptied before
 * the label names the rollback.
 *
 * The order, for every grain: what the source's own file held is preserved for the newest image; the image's content
 * is copied, and synced; the mark is appended, and synced. Only then may anybody change the source's own grain, or
 * what the source saw the grain through. So at every instant either the mark is missing, and the image's content is
 * still where it was, or the source has it (contract of durability, 2 and 3).
 */
import type { EngineFault } from '../contract'
import type { DiskBytes } from '../disks/disk-bytes'
import { IoError } from '../disks/host-volume'
import { EngineError, isNoSpace, messageOf } from '../faults'
import { type BlockFile, SourceReadError } from '../storage/files'
import type { ChainImage, Place } from './chain-image'
import type { GrainLog } from './grain-log'
import { type GrainMap, ZEROES } from './grain-map'
import { Grouped } from './grouped'
import { type ImageLookup, joined, type Run } from './image-lookup'
import { nextDataIn, prefetchRuns, readThrough, withLockedRuns } from './locked-read'

/** Grains that one lock covers at most, so that a discard of a whole disk doesn't keep hosts from all of it. */
const PORTION = 1024

/** The images of the source, which keep what its own blocks hold before those are filled. */
interface Images extends ImageLookup {
  /** The caller has the exclusive locks of the grains. */
  preserveOwn(grains: readonly number[]): Promise<void>
}

export interface RollbackParts {
  chain: Images
  image: ChainImage
  log: GrainLog
  restored: GrainMap
}

export class Rollback {
  readonly image: ChainImage
  readonly #chain: Images
  readonly #log: GrainLog
  readonly #restored: GrainMap
  /** Notes grains as restored, durably; those that are asked for meanwhile share a frame. */
  readonly #marks = new Grouped<readonly number[], void>(async (group) => {
    try {
      await this.#append(group.flatMap(({ request }) => request))
      for (const { resolve } of group) resolve()
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  })

  constructor({ chain, image, log, restored }: RollbackParts) {
    this.#chain = chain
    this.image = image
    this.#log = log
    this.#restored = restored
  }

  get #from(): number {
    return this.#chain.images.indexOf(this.image)
  }

  #isRestored(grain: number): boolean {
    return this.#restored.get(grain) === ZEROES
  }

  #heldBefore(image: ChainImage, grain: number): boolean {
    for (const other of this.#chain.images.slice(this.#from)) {
      if (other === image) return false
      if (other.holds(grain)) return true
    }
    return false
  }

  /** Where the source's content of a grain is. */
  #placeOf(grain: number): Place {
    return this.#chain.resolve(this.#isRestored(grain) ? this.#chain.images.length : this.#from, grain)
  }

  #isOwn(place: Place): boolean {
    return place?.file === this.#chain.source()
  }

  /** Whether the source may look through an image: it is the image of the rollback, or a newer one. */
  reaches(image: ChainImage): boolean {
    return this.#chain.images.indexOf(image) >= this.#from
  }

  /** Whether the source sees a grain in what an image keeps. */
  sees(image: ChainImage, grain: number): boolean {
    return this.reaches(image) && !this.#isRestored(grain) && !this.#heldBefore(image, grain)
  }

  /** To be called before the source's grains change: null if they may now, or a promise to wait for. */
  beforeWrite(first: number, last: number): Promise<void> | null {
    for (let grain = first; grain <= last; grain += 1) if (!this.#isRestored(grain)) return this.#restoreInPortions(first, last)
    return null
  }

  async #restoreInPortions(first: number, last: number): Promise<void> {
    for (let from = first; from <= last; from += PORTION) {
      const to = Math.min(last, from + PORTION - 1)
      await this.#chain.locked(from, to, true, () => this.#restore(from, to, () => true))
    }
  }

  /**
   * To be called before an image changes, or lets go of, grains of a range: the source gets what it sees there through
   * the image or past it. The caller has the grains' exclusive locks.
   */
  async restoreBehind(image: ChainImage, first: number, last: number): Promise<void> {
    if (this.reaches(image)) await this.#restore(first, last, (grain) => !this.#heldBefore(image, grain))
  }

  /** The first grain at or after `grain` that still has to be copied, or null. */
  nextToRestore(grain: number): number | null {
    const end = this.image.grains
    for (let at = this.#chain.nextHeld(this.#from, grain, end); at < end; at = this.#chain.nextHeld(this.#from, at + 1, end))
      if (!this.#isRestored(at)) return at
    return null
  }

  /** Restores what has to be copied of the next `count` grains. Rejects with IoError or a system error. */
  async restoreFrom(first: number, count: number): Promise<void> {
    const last = Math.min(first + count, this.image.grains) - 1
    await this.#chain.locked(first, last, true, () => this.#restore(first, last, (grain) => !this.#isOwn(this.#placeOf(grain))))
  }

  /** Restores the grains of a range that a test picks. The caller has their exclusive locks. */
  async #restore(first: number, last: number, wanted: (grain: number) => boolean): Promise<void> {
    const grains: number[] = []
    for (let grain = first; grain <= last; grain += 1) if (!this.#isRestored(grain) && wanted(grain)) grains.push(grain)
    if (grains.length === 0) return
    const elsewhere = grains.filter((grain) => !this.#isOwn(this.#placeOf(grain)))
    if (elsewhere.length > 0) {
      await this.#chain.preserveOwn(elsewhere)
      for (const run of this.#runsOfGrains(elsewhere)) await this.#copyIn(run)
      await this.#chain.source().sync()
    }
    await this.#marks.ask(grains)
  }

  *#runsOfGrains(grains: readonly number[]): Generator<Run> {
    const { grainBytes } = this.#chain
    for (let at = 0; at < grains.length; ) {
      const first = grains[at] ?? 0
      let count = 1
      while (grains[at + count] === first + count) count += 1
      const end = Math.min((first + count) * grainBytes, this.image.capacityBytes)
      yield* this.#runs(first * grainBytes, end)
      at += count
    }
  }

  async #copyIn({ offset, length, place }: Run): Promise<void> {
    const own: BlockFile = this.#chain.source()
    if (place === null) await own.punch(offset, length)
    else await own.copyFrom(place.file, place.offset, offset, length)
  }

  async #append(grains: readonly number[]): Promise<void> {
    try {
      await this.#log.append(grains.map((grain) => ({ grain, location: ZEROES })))
    } catch (error) {
      // A frame that came through after all names what is restored indeed; but the next one must not follow its rest.
      if (isNoSpace(error)) await this.#log.cutBack()
      throw error
    }
    for (const grain of grains) this.#restored.set(grain, ZEROES)
  }

  #runs(offset: number, end: number): Generator<Run> {
    return joined(this.#chain.runsOf((grain) => this.#placeOf(grain), this.#from, offset, end))
  }

  /** Reads the source as hosts must see it. */
  read(into: Uint8Array, offset: number): Promise<void> | null {
    return readThrough(this.#chain, () => this.#runs(offset, offset + into.length), into, offset)
  }

  nextData(offset: number, end: number): number {
    return nextDataIn(this.#runs(offset, end), end)
  }

  prefetch(offset: number, length: number): void {
    prefetchRuns(this.#runs(offset, offset + length))
  }

  withRuns: DiskBytes['withRuns'] = (offset, length, work) =>
    withLockedRuns(this.#chain, offset, length, () => this.#runs(offset, offset + length), work)

  async release(): Promise<void> {
    await this.#marks.settled()
    await this.#log.close()
  }
}

/** Why a rollback pauses: what has to be mended for it to go on. */
export function pauseFault(error: unknown): EngineFault {
  const detail = messageOf(error)
  if (error instanceof EngineError) return { code: error.code, detail }
  if (error instanceof SourceReadError) return { code: 'sourceRead', detail }
  // A newer image of the source must be kept whole, and its repository has no room for what is overwritten.
  if (error instanceof IoError && error.code === 'ENOSPC') return { code: 'repositoryFull', detail }
  if (isNoSpace(error)) return { code: 'noSpace', detail }
  return { code: 'targetWrite', detail }
}
