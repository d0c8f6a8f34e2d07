import { IoError } from '../disks/host-volume'
import { isNoSpace, messageOf } from '../faults'
import { type BlockFile, SourceReadError } from '../storage/files'
import type { SharedSync } from '../storage/shared-sync'
import type { ChainTarget, GrainToKeep, KeepOutcome, Place } from './chain-image'
import type { BitmapChange, GrainBitmap } from './grain-bitmap'
import { GrainBits } from './grain-bits'
import { type Asked, Grouped } from './grouped'
import type { ImageChain } from './image-chain'
import { begunPart, isInChain, type MappingFault, type MappingRecord } from './instant-copy-record'

interface Keeping {
  grains: readonly GrainToKeep[]
  /** They come from the source as it is now, so that source and target are the same there. */
  alike: boolean
}

export type MappingNotice = 'failed' | 'whole' | 'differenceLost'

export interface TargetImageParts {
  targetId: string
  record: MappingRecord
  recordFile: { write(record: MappingRecord): Promise<void>; close(): Promise<void> }
  /** The target's own blocks. */
  data: BlockFile
  sync: SharedSync
  bitmap: GrainBitmap
  /** The images of the mapping's source, while it has any. */
  chain: () => ImageChain | null
  /** The images of the target itself. */
  chainOfTarget: () => ImageChain | null
  /** Before it gives up: images of the target lose what they look at. Durable when it resolves. */
  failImagesOfTarget: () => Promise<void>
  /** Told when it has given up or has got everything, or what is the same can't be told any more. */
  notify: (what: MappingNotice) => void
  letGo: () => Promise<void>
}

/**
 * The image of an instant copy: it keeps its grains in the very disk that shows it, each at its own place, and a bit
 * says which of them it has (reference "instant copy", A7). As in every image the content is copied and synced, then
 * the bit is set and synced, and only then may what was kept be overwritten (contract of durability, 2 and 3).
 *
 * It never keeps a source's writes waiting for good: when its target fails or has no room, it stops (A5).
 */
export class TargetImage implements ChainTarget {
  readonly imageId: string
  readonly data: BlockFile
  readonly damaged = false
  #parts: TargetImageParts
  #record: MappingRecord
  #bitmap: GrainBitmap
  /** Of a target that is whole or stops: grains that nobody has to look for here any more. */
  #handed = new GrainBits()
  #changes: Promise<void> = Promise.resolve()
  readonly #keeping = new Grouped<Keeping, KeepOutcome>((group) => this.#keepGroup(group))

  constructor(parts: TargetImageParts) {
    this.#parts = parts
    this.imageId = parts.targetId
    this.data = parts.data
    this.#record = parts.record
    this.#bitmap = parts.bitmap
  }

  get record(): MappingRecord {
    return this.#record
  }

  get bitmap(): GrainBitmap {
    return this.#bitmap
  }

  /** The chain that it is an image of; null unless it counts there. */
  get chain(): ImageChain | null {
    const chain = this.#parts.chain()
    return chain?.images.includes(this) ? chain : null
  }

  get sequence(): number {
    return this.#record.sequence
  }

  get capacityBytes(): number {
    return this.#record.capacityBytes
  }

  get grainBytes(): number {
    return this.#record.grainBytes
  }

  get grains(): number {
    return Math.ceil(this.capacityBytes / this.grainBytes)
  }

  /** Whether it has all of its image: its target needs nobody else from then on. */
  get whole(): boolean {
    return this.#bitmap.split.count >= this.grains
  }

  get accepting(): boolean {
    return this.#record.state === 'copying' && !this.whole
  }

  get copiedBytes(): number {
    return this.#bytesOfCount(this.#bitmap.split)
  }

  get handedBytes(): number {
    return this.#bytesOfCount(this.#handed)
  }

  /** What the next start would have to copy. */
  get differenceBytes(): number {
    const { incremental, differenceKnown } = this.#record
    return incremental && differenceKnown ? this.capacityBytes - this.#bytesOfCount(this.#bitmap.same) : this.capacityBytes
  }

  #bytesOfCount(grains: GrainBits): number {
    const last = this.grains - 1
    const short = grains.has(last) ? this.grainBytes - this.bytesOf(last) : 0
    return grains.count * this.grainBytes - short
  }

  has(grain: number): boolean {
    return this.#bitmap.split.has(grain)
  }

  holds(grain: number): boolean {
    return this.has(grain) && !this.#handed.has(grain)
  }

  placeOf(grain: number): Place | undefined {
    return this.holds(grain) ? this.ownPlace(grain) : undefined
  }

  ownPlace(grain: number): { file: BlockFile; offset: number } {
    return { file: this.data, offset: grain * this.grainBytes }
  }

  heldRun(grain: number, end: number): number {
    return this.#handed.next(grain, this.#bitmap.split.nextMissing(grain, end)) - grain
  }

  nextHeld(grain: number, end: number): number {
    let next = this.#bitmap.split.next(grain, end)
    while (next < end && this.#handed.has(next)) next = this.#bitmap.split.next(this.#handed.nextMissing(next, end), end)
    return next
  }

  /** Bytes of a grain that belong to the image: the last one may be short. */
  bytesOf(grain: number): number {
    return Math.min(this.grainBytes, this.capacityBytes - grain * this.grainBytes)
  }

  /** Older images of a disk that is restored may have writes fail. */
  get sparesWrites(): boolean {
    return !this.#record.restore
  }

  keep(grains: readonly GrainToKeep[]): Promise<KeepOutcome> {
    return this.keepAs(grains, false)
  }

  /** Keeps grains; `alike` says that they come from the source as it is now. The caller has their exclusive locks. */
  async keepAs(grains: readonly GrainToKeep[], alike: boolean): Promise<KeepOutcome> {
    if (grains.length === 0) return 'kept'
    return this.#keeping.ask({ grains, alike })
  }

  async #keepGroup(group: readonly Asked<Keeping, KeepOutcome>[]): Promise<void> {
    let outcome: KeepOutcome
    try {
      outcome = await this.#keepAsImage(group.map(({ request }) => request))
    } catch (error) {
      // Older images of a disk that is restored would rather have writes fail than lose what they show.
      if (error instanceof IoError) for (const { reject } of group) reject(error)
      else await this.#failAll(group, error)
      return
    }
    for (const { resolve } of group) resolve(outcome)
    if (outcome === 'kept' && this.whole) this.#parts.notify('whole')
  }

  /**
   * As long as it is an image, and it stays one meanwhile: when it is none, nobody's write waits for what is being copied,
   * which would be neither what the source held nor the same as the source.
   */
  async #keepAsImage(keeping: readonly Keeping[]): Promise<KeepOutcome> {
    const letGo = await this.holdRecord()
    try {
      if (!this.accepting) return 'failed'
      await this.#keepNow(keeping)
      return 'kept'
    } finally {
      letGo()
    }
  }

  async #keepNow(keeping: readonly Keeping[]): Promise<void> {
    const grains = keeping.flatMap((one) => one.grains)
    const foreign = grains.filter(({ grain, from }) => !this.#isOwn(grain, from))
    // Large holes need bits only; what a host has written itself has to be there before its bit.
    let changed = foreign.length < grains.length
    await this.whileFilling(foreign.map(({ grain }) => grain), async () => {
      const fills = this.#fill(foreign)
      changed ||= fills.length > 0
      for (const outcome of await Promise.allSettled(fills)) if (outcome.status === 'rejected') throw outcome.reason
    })
    if (changed) this.#parts.sync.changed()
    await this.#parts.sync.sync()
    await this.#bitmap.change(keeping.flatMap(changesFor))
  }

  #isOwn(grain: number, from: Place): boolean {
    return from?.file === this.data && from.offset === grain * this.grainBytes
  }

  #fill(grains: readonly GrainToKeep[]): Promise<void>[] {
    const runs: { offset: number; length: number; from: Place }[] = []
    for (const { grain, from } of grains) {
      const offset = grain * this.grainBytes
      const length = this.bytesOf(grain)
      const data = from && from.file.nextData(from.offset, from.offset + length) < from.offset + length ? from : null
      const last = runs.at(-1)
      if (last && last.offset + last.length === offset && follows(last, data)) last.length += length
      else runs.push({ offset, length, from: data })
    }
    return runs.flatMap(({ offset, length, from }) => {
      if (from) return [this.data.copyFrom(from.file, from.offset, offset, length)]
      return this.data.nextData(offset, offset + length) < offset + length ? [Promise.resolve(this.data.punch(offset, length)).then(() => undefined)] : []
    })
  }

  /**
   * Fills own blocks of the target. Where a disk with images of its own is given an earlier content back, they keep what
   * it held before, and nobody looks meanwhile whether what they see elsewhere is what it holds.
   */
  async whileFilling(grains: readonly number[], fill: () => Promise<void>): Promise<void> {
    const chain = this.#record.restore ? this.#parts.chainOfTarget() : null
    if (!chain?.accepting || grains.length === 0) return fill()
    await chain.locked(Math.min(...grains), Math.max(...grains), true, async () => {
      await chain.preserveOwn(grains)
      await fill()
    })
  }

  async #failAll(group: readonly Asked<Keeping, KeepOutcome>[], error: unknown): Promise<void> {
    try {
      await this.fail(faultOf(error))
      for (const { resolve } of group) resolve('failed')
    } catch (failure) {
      for (const { reject } of group) reject(failure)
    }
  }

  /** Notes that older images look past it for a grain, or have it. */
  handedDown(grain: number): void {
    this.#handed.add(grain)
  }

  /** It is looked at again for all that it has, as after a restart; nobody looks for a grain meanwhile. */
  holdAgain(): void {
    this.#handed = new GrainBits()
  }

  /**
   * To be called before the source's or the target's bytes change: null if they may now, or a promise to wait for. What
   * can't be noted makes the next start copy everything; nobody's write fails for it.
   */
  beforeChange(offset: number, length: number): Promise<void> | null {
    if (!this.#record.incremental) return null
    const first = Math.floor(offset / this.grainBytes)
    const last = Math.floor((offset + length - 1) / this.grainBytes)
    return this.#bitmap.differs(first, last) ? null : this.#noteDifference(first, last)
  }

  async #noteDifference(first: number, last: number): Promise<void> {
    if (!this.#record.differenceKnown) return
    try {
      await this.#bitmap.change([{ first, count: last - first + 1, split: null, same: false }])
    } catch {
      await this.change((record) => ({ ...record, differenceKnown: false }))
      this.#parts.notify('differenceLost')
    }
  }

  /** Begins a run; durable when it resolves. The bitmap has what it starts with. */
  async begin(record: Extract<MappingRecord, { state: 'copying' }>, bitmap: GrainBitmap): Promise<void> {
    await this.change(() => record)
    this.#bitmap = bitmap
    this.#handed = new GrainBits()
  }

  /** Gives up by itself. Durable when it resolves, so that no write can pass an image that only seems whole. */
  async fail(fault: MappingFault): Promise<void> {
    await this.#parts.failImagesOfTarget()
    await this.change((record) => (isInChain(record) ? { state: 'stopping', ...begunPart(record), whole: false, fault } : record))
    this.#parts.notify('failed')
  }

  /** One change of the record at a time; each is durable before the next looks at it. */
  change(next: (record: MappingRecord) => MappingRecord): Promise<void> {
    const change = this.#changes.then(async () => {
      const record = next(this.#record)
      if (record === this.#record) return
      await this.#parts.recordFile.write(record)
      this.#record = record
    })
    this.#changes = change.catch(() => undefined)
    return change
  }

  /** Keeps others from the record until what it answers is called. */
  holdRecord(): Promise<() => void> {
    return new Promise((granted) => {
      this.#changes = this.#changes.then(() => new Promise<void>((letGo) => granted(letGo)))
    })
  }

  /**
   * It is an image of another source from now on. That is durable already, in the record of whoever that source is; what
   * was known of how it differs from the old one says nothing of the new one. The caller holds the record.
   */
  moveTo(sourceId: string): MappingRecord {
    this.#record = { ...this.#record, sourceId, differenceKnown: false }
    return this.#record
  }

  /** Resolves when nothing is being kept. */
  settled(): Promise<void> {
    return this.#keeping.settled()
  }

  async release(): Promise<void> {
    await this.settled()
    await this.#changes
    await this.#bitmap.close()
    await this.#parts.recordFile.close()
    await this.#parts.letGo()
  }
}

function changesFor({ grains, alike }: Keeping): BitmapChange[] {
  const changes: BitmapChange[] = []
  for (const { grain } of grains) {
    const last = changes.at(-1)
    if (last && last.first + last.count === grain) last.count += 1
    else changes.push({ first: grain, count: 1, split: true, same: alike ? true : null })
  }
  return changes
}

function follows(run: { length: number; from: Place }, from: Place): boolean {
  if (run.from === null || from === null) return run.from === from
  return run.from.file === from.file && run.from.offset + run.length === from.offset
}

function faultOf(error: unknown): MappingFault {
  const detail = messageOf(error)
  if (error instanceof SourceReadError) return { code: 'sourceRead', detail }
  if (isNoSpace(error)) return { code: 'noSpace', detail: "the target's pool has no space left" }
  return { code: 'targetWrite', detail }
}
