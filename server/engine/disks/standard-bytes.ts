import type { FirstWrites } from '../points-in-time/first-writes/first-writes'
import type { ImageChain } from '../points-in-time/image-chain'
import type { Run, View } from '../points-in-time/image-lookup'
import { nextDataIn, prefetchRuns, readAtOnce, readThrough, withLockedRuns } from '../points-in-time/locked-read'
import type { Rollback } from '../points-in-time/rollback'
import type { TargetImage } from '../points-in-time/target-image'
import { layOver } from '../points-in-time/first-writes/waiting-writes'
import type { BlockFile, CachedRange } from '../storage/files'
import type { SharedSync } from '../storage/shared-sync'
import { type DiskBytes, splitHoles } from './disk-bytes'

/** What goes through in one portion where every grain of a range may have to be copied. */
const ZERO_PORTION_BYTES = 64 * 1024 * 1024

/** The points in time that a disk's bytes have to do with. */
export interface DiskTimes {
  /** The images of it. */
  readonly chain: ImageChain | null
  /** The mapping of which it is the target. */
  readonly target: TargetImage | null
  /** The incremental mappings of which it is the source or the target. */
  readonly incremental: readonly TargetImage[]
}

/**
 * A disk with a file of its own. Before a byte changes, the chain of its images is asked, and the mappings that note
 * differences. While it is being rolled back, or is the target of a mapping that has not got everything, also before one
 * is read: a part of its content is elsewhere then.
 */
export class StandardBytes implements DiskBytes {
  constructor(
    readonly file: BlockFile,
    private readonly sync: SharedSync,
    private readonly times: DiskTimes,
    /** What a flush has to cover besides: where a part of the content may be. */
    private readonly flushBehind: () => Promise<void>,
    private readonly firstWrites: FirstWrites,
  ) {}

  get #rollback(): Rollback | null {
    return this.times.chain?.rollback ?? null
  }

  get #view(): View | null {
    return viewOf(this.times.target)
  }

  /** Where a range is, also if the mapping has got everything, and is no image any more, since somebody asked. */
  #runs(offset: number, length: number): Iterable<Run> {
    const view = this.#view
    return view ? view.chain.runs(view.image, offset, offset + length) : [{ offset, length, place: { file: this.file, offset } }]
  }

  read(into: Uint8Array, offset: number): Promise<void> | null {
    const rollback = this.#rollback
    if (rollback) return rollback.read(into, offset)
    const view = this.#view
    if (view && readAtOnce(view.chain, view.image, into, offset)) return null
    if (view) return readThrough(view.chain, () => this.#runs(offset, into.length), into, offset)
    const over = this.firstWrites.overlay(offset, into.length)
    if (!over) return this.file.readNow(into, offset) ? null : this.file.read(into, offset)
    if (!this.file.readNow(into, offset)) return this.file.read(into, offset).then(() => layOver(over, into, offset))
    layOver(over, into, offset)
    return null
  }

  cached(offset: number, length: number): CachedRange | null {
    if (this.#rollback || this.#view || this.firstWrites.overlay(offset, length)) return null
    return this.file.cached(offset, length)
  }

  write(chunks: readonly Uint8Array[], offset: number, length: number): Promise<void> | null {
    const taken = this.firstWrites.take(chunks, offset, length)
    return taken ? this.#unlessTaken(taken, chunks, offset, length) : this.#writeBehind(chunks, offset, length)
  }

  async #unlessTaken(taken: Promise<boolean>, chunks: readonly Uint8Array[], offset: number, length: number): Promise<void> {
    if (!(await taken)) await this.#writeBehind(chunks, offset, length)
  }

  /** Writes what has not been taken, behind what has. */
  #writeBehind(chunks: readonly Uint8Array[], offset: number, length: number): Promise<void> | null {
    const earlier = this.firstWrites.whenWritten(offset, length)
    if (earlier) return earlier.then(() => this.#writeBehind(chunks, offset, length) ?? undefined)
    const preserved = this.times.chain?.beforeWrite(offset, length) ?? null
    return this.#change(offset, length, preserved, () => this.#changeNoted(offset, length, () => this.file.write(chunks, offset)))
  }

  /**
   * Changes a range that images need no longer. What mappings note of it is looked at in the same turn: a mapping may get
   * a grain at any time, and then source and target are the same there.
   */
  #changeNoted(offset: number, length: number, act: () => Promise<void> | null): Promise<void> | null {
    const noted = this.#noteDifference(offset, length)
    if (!noted) return this.#changeOwn(offset, length, act)
    return noted.then(() => this.#changeOwn(offset, length, act) ?? undefined)
  }

  #noteDifference(offset: number, length: number): Promise<void> | null {
    let waiting: Promise<void>[] | null = null
    for (const mapping of this.times.incremental) {
      const noted = mapping.beforeChange(offset, length)
      if (noted) (waiting ??= []).push(noted)
    }
    return waiting && Promise.all(waiting).then(() => undefined)
  }

  /** Changes the disk's own blocks as the mapping of which it is the target allows. */
  #changeOwn(offset: number, length: number, act: () => Promise<void> | null): Promise<void> | null {
    const { target } = this.times
    const chain = target?.chain
    if (!target || !chain) return act()
    if (target.whole) {
      const given = chain.beforeTargetWrite(target, offset, length)
      return given ? given.then(async () => act() ?? undefined) : act()
    }
    return chain.isOwn(target, offset, length) ? act() : chain.changeTarget(target, offset, length, act)
  }

  zero(offset: number, length: number, keepAllocated: boolean): Promise<void> | null {
    const earlier = this.firstWrites.whenWritten(offset, length)
    if (earlier) return earlier.then(() => this.zero(offset, length, keepAllocated) ?? undefined)
    if (this.#rollback || this.#view) return this.#zeroElsewhere(offset, offset + length, keepAllocated)
    return this.#change(offset, length, this.#preserveData(offset, length), () =>
      this.#changeNoted(offset, length, () => this.#zeroOwn(offset, length, keepAllocated)),
    )
  }

  #zeroOwn(offset: number, length: number, keepAllocated: boolean): Promise<void> | null {
    return keepAllocated ? this.file.allocate(offset, length) : this.file.punch(offset, length)
  }

  /** What reads as zeroes already stays as it is: else every grain of a thin disk would have to be copied first. */
  async #zeroElsewhere(start: number, end: number, keepAllocated: boolean): Promise<void> {
    for (let at = this.nextData(start, end); at < end; at = this.nextData(at, end)) {
      const length = Math.min(ZERO_PORTION_BYTES, end - at)
      await this.times.chain?.beforeWrite(at, length)
      await this.#change(at, length, null, () => this.#changeNoted(at, length, () => this.#zeroOwn(at, length, keepAllocated)))
      at += length
    }
  }

  /** Zeroing a hole changes nothing that an image could see, so only data is preserved: thin disks are discarded whole. */
  #preserveData(offset: number, length: number): Promise<void> | null {
    const { chain } = this.times
    const end = offset + length
    if (!chain?.accepting || this.file.nextData(offset, end) === end) return null
    return this.#preserveRuns(chain, offset, end)
  }

  async #preserveRuns(chain: ImageChain, offset: number, end: number): Promise<void> {
    for (let at = this.file.nextData(offset, end); at < end; ) {
      const hole = Math.max(this.file.nextHole(at, end), at + 1)
      await chain.beforeWrite(at, hole - at)
      at = this.file.nextData(hole, end)
    }
  }

  #change(offset: number, length: number, before: Promise<void> | null, act: () => Promise<void> | null): Promise<void> | null {
    const done = before ? before.then(act) : act()
    this.sync.changed()
    if (!done) return null
    const finished = this.#finish(done)
    return this.times.chain?.changing(offset, length, finished) ?? finished
  }

  /** A flush covers what was answered before it was asked for: a write still under way marks the file once more. */
  async #finish(work: Promise<void | null>): Promise<void> {
    try {
      await work
    } finally {
      this.sync.changed()
    }
  }

  async flush(): Promise<void> {
    await this.firstWrites.finish()
    // Zeroes that a host wrote may be a hole of whoever the disk looks through.
    await Promise.all([this.sync.sync(), this.firstWrites.forget(), this.#view && this.flushBehind()])
  }

  prefetch(offset: number, length: number): void {
    const rollback = this.#rollback
    if (rollback) rollback.prefetch(offset, length)
    else prefetchRuns(this.#runs(offset, length))
  }

  nextData(offset: number, end: number): number {
    return this.#rollback?.nextData(offset, end) ?? nextDataIn(this.#runs(offset, end - offset), end)
  }

  async withRuns<T>(offset: number, length: number, work: (runs: readonly Run[]) => Promise<T>): Promise<T> {
    // Whoever is told where bytes are looks past what is in memory only.
    await this.firstWrites.whenWritten(offset, length)
    const rollback = this.#rollback
    if (rollback) return rollback.withRuns(offset, length, work)
    const view = this.#view
    if (view) return withLockedRuns(view.chain, offset, length, () => this.#runs(offset, length), work)
    return work([...splitHoles(this.#runs(offset, length))])
  }
}

/** Where the target of a mapping is seen, as long as it has not got everything. */
export function viewOf(target: TargetImage | null): View | null {
  if (!target || target.whole) return null
  const { chain } = target
  return chain && { chain, image: target }
}
