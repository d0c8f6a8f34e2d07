import type { InstantCopyProgress, InstantCopyRates } from '../contract'
import { Rate } from '../copier/rate'
import type { Disk } from '../disks/disk'
import { IoError } from '../disks/host-volume'
import { messageOf } from '../faults'
import type { GrainToKeep } from './chain-image'
import type { ImageChain } from './image-chain'
import { begunPart } from './instant-copy-record'
import { nextDataIn } from './locked-read'
import { RateLimit } from './rate-limit'
import type { TargetImage } from './target-image'

/** The rate at which others get what they see through a target that stops, if its own is lower (A8): value 50. */
export const LEAST_STOPPING_BYTES_PER_SECOND = 2 * 1024 * 1024
/** One step moves what its rate allows in a tenth of a second, within these bounds. */
const STEPS_PER_SECOND = 10
const MOST_STEP_BYTES = 16 * 1024 * 1024
/** Grains of nothing that one step takes: only their bits are written. */
const HOLE_GRAINS = 32_768
/** How often it is looked whether there is anything to do, where nobody tells. */
const LOOK_AGAIN_MILLIS = 500

export type InstantCopyEnd = 'ended' | 'stopped'

export interface InstantCopyRunParts {
  image: TargetImage
  /** Open, as the target is, until the run has finished. */
  source: Disk
  chainOfTarget: () => ImageChain | null
  /** Makes durable what hosts wrote to the source. */
  flush: (source: Disk) => Promise<void>
  rates: InstantCopyRates
  /** Makes an end of the mapping, if there is still nothing that keeps it; answers whether it did. */
  leave: () => Promise<boolean>
}

/** What a mapping does behind the hosts, as long as it is at work. */
export interface MappingRun {
  /** Rejects only if not even a failure could be recorded. */
  readonly outcome: Promise<InstantCopyEnd>
  /** Resolves when everything that the run used is let go; set by whoever made it. */
  finished: Promise<void>
  /** Open until then. */
  source: Disk
  progress(): InstantCopyProgress
  setRates(rates: InstantCopyRates): void
  /** Something has changed that it may have waited for. */
  wake(): void
  /** Ends the run; what is durable stays so. Resolves when it has let go of everything. */
  stop(): Promise<void>
}

/**
 * What a mapping does behind the hosts: it gets the grains of its image; when it has them all, or stops, it hands on
 * what others see through it; then it ends (reference "instant copy", A5, A8).
 */
export class InstantCopyRun implements MappingRun {
  /** 'ended': nobody looks through the target any more. 'stopped': the run was asked to let go. */
  readonly outcome: Promise<InstantCopyEnd>
  /** Resolves when everything that the run used is let go; set by whoever made it. */
  finished: Promise<void> = Promise.resolve()
  /** Another one after a split. */
  source: Disk
  readonly #parts: InstantCopyRunParts
  readonly #limit = new RateLimit()
  readonly #rate: Rate
  #moved = 0
  #copyFrom = 0
  /** What is copied is durable on the source too. */
  #flushed = false
  #drainFrom = 0
  #handFrom = 0
  #stopped = false
  #wake: (() => void) | null = null

  constructor(parts: InstantCopyRunParts) {
    this.#parts = parts
    this.source = parts.source
    this.#rate = new Rate(() => this.#moved)
    this.outcome = this.#work()
  }

  get image(): TargetImage {
    return this.#parts.image
  }

  get #chain(): ImageChain {
    const { chain, diskId } = this.source
    if (!chain) throw new Error(`the source ${diskId} is not open`)
    return chain
  }

  /** Whether hosts find in the source what its images look at: not while an earlier content is given back to it. */
  get #sourceIsItself(): boolean {
    return !this.source.rollback && !this.source.activeMapping?.restore
  }

  progress(): InstantCopyProgress {
    const { image } = this.#parts
    const { instantCopyId } = image.record
    return {
      instantCopyId,
      targetId: image.imageId,
      copiedBytes: image.copiedBytes,
      totalBytes: image.capacityBytes,
      cleanedBytes: image.accepting ? null : image.handedBytes,
      bytesPerSecond: this.#rate.bytesPerSecond(),
    }
  }

  setRates(rates: InstantCopyRates): void {
    this.#parts.rates = rates
    this.wake()
  }

  /** Something has changed that it may have waited for. */
  wake(): void {
    this.#wake?.()
  }

  /** Ends the run; what is durable stays so. Resolves when it has let go of everything. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.wake()
    await this.finished
  }

  async #work(): Promise<InstantCopyEnd> {
    while (!this.#stopped) {
      try {
        const went = await this.#step()
        if (went === 'ended' && (await this.#parts.leave())) return 'ended'
        if (went === 'waiting') await this.#untilWoken()
        else await new Promise((resolve) => setImmediate(resolve))
      } catch (error) {
        // An older image has no room, and may not fail for it: this one is looked through until there is room.
        if (!(error instanceof IoError)) await this.#parts.image.fail({ code: 'io', detail: messageOf(error) })
        await this.#untilWoken()
      }
    }
    return 'stopped'
  }

  async #untilWoken(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LOOK_AGAIN_MILLIS)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (this.#stopped) this.#wake()
    })
    this.#wake = null
  }

  async #step(): Promise<'went' | 'waiting' | 'ended'> {
    const { image } = this.#parts
    if (image.accepting && image.record.state === 'copying')
      return image.record.ending ? this.#drain() : this.#copy()
    return this.#hand()
  }

  async #spend(bytes: number, rate: () => number): Promise<'went'> {
    this.#moved += bytes
    const { state } = this.#parts.image.record
    await this.#limit.spend(bytes, rate, () => this.#stopped || this.#parts.image.record.state !== state)
    return 'went'
  }

  #stepGrains(rate: number): number {
    const bytes = Math.min(Math.max(rate / STEPS_PER_SECOND, this.#parts.image.grainBytes), MOST_STEP_BYTES)
    return Math.floor(bytes / this.#parts.image.grainBytes)
  }

  /** Gets the next grains that the target lacks. */
  async #copy(): Promise<'went' | 'waiting'> {
    const { image } = this.#parts
    const chain = this.#chain
    const rate = () => this.#parts.rates.copyBytesPerSecond
    if (rate() === 0) return 'waiting'
    await this.#flush()
    const { grains, grainBytes } = image
    let first = image.bitmap.split.nextMissing(this.#copyFrom, grains)
    if (first >= grains) first = image.bitmap.split.nextMissing(0, grains)
    if (first >= grains) return 'went'
    const hole = this.#holeFrom(first)
    const last = Math.min(first + (hole > 0 ? hole : this.#stepGrains(rate())), grains) - 1
    let bytes = 0
    await chain.locked(first, last, true, async () => {
      // It has become an image of another source while this was waited for.
      if (!chain.images.includes(image)) return
      const lists: Record<'alike' | 'other', GrainToKeep[]> = { alike: [], other: [] }
      const newer = chain.images.indexOf(image) + 1
      for (let grain = first; grain <= last; grain += 1) {
        if (image.holds(grain)) continue
        // What no newer image has comes from the source as it is now.
        const alike = chain.nextHeld(newer, grain, grain + 1) > grain && this.#sourceIsItself
        const list = alike ? lists.alike : lists.other
        list.push({ grain, from: chain.resolve(newer, grain), slot: false })
        if (hole === 0) bytes += grainBytes
      }
      await Promise.all([image.keepAs(lists.alike, true), image.keepAs(lists.other, false)])
    })
    this.#copyFrom = last + 1
    return this.#spend(bytes, rate)
  }

  /**
   * The next run of an incremental mapping goes by it that a copied grain is the same on both sides: a power loss must not
   * take it back on the source alone. What hosts write from the start on is noted.
   */
  async #flush(): Promise<void> {
    if (this.#flushed || !this.#parts.image.record.incremental) return
    await this.#parts.flush(this.source)
    this.#flushed = true
  }

  /** How many grains from one on have nothing in them; 0 if it has something. */
  #holeFrom(grain: number): number {
    const { image } = this.#parts
    const chain = this.#chain
    const offset = grain * image.grainBytes
    const end = Math.min(offset + HOLE_GRAINS * image.grainBytes, image.capacityBytes)
    const data = nextDataIn(chain.runs(image, offset, end), end)
    return data === end ? Math.ceil((end - offset) / image.grainBytes) : Math.floor((data - offset) / image.grainBytes)
  }

  get #stoppingRate(): number {
    return Math.max(this.#parts.rates.cleanBytesPerSecond, LEAST_STOPPING_BYTES_PER_SECOND)
  }

  /** Before a target goes that has images: they get everything that they see there. Then its own image ends. */
  async #drain(): Promise<'went'> {
    const { image, chainOfTarget } = this.#parts
    const images = chainOfTarget()
    if (images?.accepting && this.#drainFrom < image.grains) {
      const first = this.#drainFrom
      const last = Math.min(first + this.#stepGrains(this.#stoppingRate), image.grains) - 1
      await images.preserve(first, last)
      this.#drainFrom = last + 1
      return this.#spend((last - first + 1) * image.grainBytes, () => this.#stoppingRate)
    }
    await image.change((record) => ({ state: 'stopping', ...begunPart(record), whole: false, fault: null }))
    return 'went'
  }

  /** Hands on what older images see through the target; ends when there is nothing left. */
  async #hand(): Promise<'went' | 'waiting' | 'ended'> {
    const { image, rates } = this.#parts
    // What was being kept when the mapping stopped is handed on too.
    await image.settled()
    const chain = this.#chain
    if (!chain.isLookedThrough(image)) return 'ended'
    // What goes back to this image looks for all that is not restored here; a failure of its disk is none of this one.
    if (chain.rollback?.reaches(image)) return 'waiting'
    const stopping = image.record.state === 'stopping'
    const rate = () => (stopping ? this.#stoppingRate : this.#parts.rates.cleanBytesPerSecond)
    if (!stopping && rates.cleanBytesPerSecond === 0) return 'waiting'
    // A disk that looks at it again since then has it begin again.
    if (image.handedBytes === 0) this.#handFrom = 0
    const handed = await chain.handDownTarget(image, this.#handFrom, this.#stepGrains(rate()))
    if (!handed) return 'ended'
    this.#handFrom = handed.next
    return this.#spend(handed.bytes, rate)
  }
}
