import type { FullPolicy, GrainBytes } from '../contract'
import { SharedSync } from '../storage/shared-sync'
import { isNoSpace, messageOf } from '../faults'
import type { BlockFile } from '../storage/files'
import type { ChainImage, GrainToKeep, KeepOutcome, Place } from './chain-image'
import { ABSENT, type GrainMap, slotLocation, slotOf, ZEROES } from './grain-map'
import type { GrainLog, GrainRecord } from './grain-log'
import { type Asked, Grouped } from './grouped'
import type { BegunRecord, ImageFault } from './image-record'

export class RepositoryFullError extends Error {}

/** What an image tells by itself. `roomAgain`: its repository, which was full, has taken a grain again. */
export type ImageNotice = 'overThreshold' | 'full' | 'roomAgain' | 'failed'

type Keeping = Asked<readonly GrainToKeep[], KeepOutcome>

export interface ImageParts {
  imageId: string
  sourceId: string
  repositoryId: string
  grainBytes: GrainBytes
  record: BegunRecord
  recordFile: { write(record: BegunRecord): Promise<void>; close(): Promise<void> }
  data: BlockFile
  log: GrainLog
  map: GrainMap
  nextSlot: number
  repositoryCapacityBytes: () => number
  notify: (what: ImageNotice) => void
}

/**
 * One point-in-time image that holds grains: its map, its place in the repository, and the one way in which grains
 * get there. Grains are kept in groups: their content is copied and synced, then one frame of the map is appended and
 * synced, and only then does anybody who waits go on to overwrite what was kept (contract of durability, 2).
 *
 * The callers hold the grains' exclusive locks, so what `from` names doesn't change under the copy.
 */
export class Image implements ChainImage {
  readonly imageId: string
  readonly sourceId: string
  readonly repositoryId: string
  readonly grainBytes: GrainBytes
  readonly map: GrainMap
  readonly data: BlockFile
  /** Syncs of what hosts wrote into grains that the image has; keeping grains syncs by itself. */
  readonly sync: SharedSync
  record: BegunRecord
  /** The repository's capacity at which there was no room; null while there is. */
  #fullAt: number | null = null
  #parts: ImageParts
  #nextSlot: number
  readonly #keeping = new Grouped<readonly GrainToKeep[], KeepOutcome>(async (group) => {
    if (this.record.state !== 'active') for (const { resolve } of group) resolve('failed')
    else await this.#keepBatch(group)
  })
  #changes: Promise<void> = Promise.resolve()

  constructor(parts: ImageParts) {
    this.#parts = parts
    this.imageId = parts.imageId
    this.sourceId = parts.sourceId
    this.repositoryId = parts.repositoryId
    this.grainBytes = parts.grainBytes
    this.map = parts.map
    this.data = parts.data
    this.sync = new SharedSync(parts.data)
    this.record = parts.record
    this.#nextSlot = parts.nextSlot
    if (parts.record.state === 'failed') this.#noteFailure(parts.record.fault)
  }

  /** From the moment that the repository had no room for a grain until there is room, or a larger repository. */
  get full(): boolean {
    return this.#fullAt !== null && this.#parts.repositoryCapacityBytes() <= this.#fullAt
  }

  get sequence(): number {
    return this.record.sequence
  }

  get capacityBytes(): number {
    return this.record.capacityBytes
  }

  /** Whether source writes still preserve grains here. */
  get accepting(): boolean {
    return this.record.state === 'active'
  }

  get sparesWrites(): boolean {
    return this.record.fullPolicy === 'failSnapshot'
  }

  get damaged(): boolean {
    return this.record.state === 'failed' && this.record.fault.code === 'imageDamaged'
  }

  get grains(): number {
    return Math.ceil(this.capacityBytes / this.grainBytes)
  }

  get usedBytes(): number {
    return this.#nextSlot * this.grainBytes
  }

  holds(grain: number): boolean {
    return this.map.get(grain) !== ABSENT
  }

  /** Where this image keeps a grain's first byte; undefined if it doesn't hold the grain. */
  placeOf(grain: number): Place | undefined {
    const location = this.map.get(grain)
    if (location === ABSENT) return undefined
    if (location === ZEROES) return null
    return { file: this.data, offset: slotOf(location) * this.grainBytes }
  }

  heldRun(): number {
    return 1
  }

  nextHeld(grain: number, end: number): number {
    return this.map.next(grain, end)
  }

  /** Bytes of a grain that belong to the image: the last one may be short. */
  bytesOf(grain: number): number {
    return Math.min(this.grainBytes, this.capacityBytes - grain * this.grainBytes)
  }

  /**
   * Keeps grains durably. Answers 'failed' when the repository has no room and the policy is to fail the snapshot;
   * rejects with RepositoryFullError when the policy is to fail the writes.
   */
  keep(grains: readonly GrainToKeep[]): Promise<KeepOutcome> {
    return this.#keeping.ask(grains)
  }

  /** Resolves when nothing is being kept. */
  settled(): Promise<void> {
    return this.#keeping.settled()
  }

  async #keepBatch(batch: readonly Keeping[]): Promise<void> {
    let room: { fitting: Keeping[]; refused: Keeping[] }
    try {
      room = this.#sortByRoom(batch)
    } catch (error) {
      // A file that can't say where its data is: whoever waits must hear of it.
      return this.#failAll(batch, { code: 'io', detail: messageOf(error) })
    }
    const { fitting, refused } = room
    if (refused.length > 0 && this.record.fullPolicy === 'failSnapshot') {
      // All of them go to an older image: this one fails, so what would have fitted needn't be copied here.
      return this.#failAll(batch, { code: 'repositoryFull', detail: 'its snapshot repository is full' })
    }
    if (refused.length > 0) {
      this.#becomeFull()
      for (const asked of refused) asked.reject(new RepositoryFullError('the snapshot repository is full'))
    }
    if (fitting.length === 0) return
    const firstSlot = this.#nextSlot
    const warned = this.#overThreshold()
    try {
      const records = await this.#copyGrains(fitting.flatMap(({ request }) => request))
      await this.#parts.log.append(records)
      for (const record of records) this.map.set(record.grain, record.location)
    } catch (error) {
      return this.#keepFailed(fitting, firstSlot, error)
    }
    // Grains that are all zeroes take no room, so that they were kept doesn't say that there is any.
    if (refused.length === 0 && this.#nextSlot > firstSlot && this.#fullAt !== null) {
      this.#fullAt = null
      this.#parts.notify('roomAgain')
    }
    for (const asked of fitting) asked.resolve('kept')
    if (this.#overThreshold() && !warned) this.#parts.notify('overThreshold')
  }

  #sortByRoom(batch: readonly Keeping[]): { fitting: Keeping[]; refused: Keeping[] } {
    let free = Math.floor(this.#parts.repositoryCapacityBytes() / this.grainBytes) - this.#nextSlot
    const fitting: Keeping[] = []
    const refused: Keeping[] = []
    for (const asked of batch) {
      const slots = asked.request.reduce((sum, grain) => sum + Number(this.#needsSlot(grain)), 0)
      if (slots <= free) {
        free -= slots
        fitting.push(asked)
      } else refused.push(asked)
    }
    return { fitting, refused }
  }

  #becomeFull(): void {
    if (!this.full) {
      this.#fullAt = this.#parts.repositoryCapacityBytes()
      this.#parts.notify('full')
    }
  }

  async #failAll(batch: readonly Keeping[], fault: ImageFault): Promise<void> {
    try {
      await this.fail(fault)
      for (const asked of batch) asked.resolve('failed')
    } catch (error) {
      for (const asked of batch) asked.reject(error)
    }
  }

  #needsSlot(grain: GrainToKeep): boolean {
    if (grain.slot) return true
    if (grain.from === null) return false
    const end = grain.from.offset + this.bytesOf(grain.grain)
    return grain.from.file.nextData(grain.from.offset, end) < end
  }

  async #copyGrains(grains: readonly GrainToKeep[]): Promise<GrainRecord[]> {
    const firstSlot = this.#nextSlot
    const records: GrainRecord[] = []
    const runs: { from: { file: BlockFile; offset: number }; to: number; length: number }[] = []
    for (const keep of grains) {
      if (!this.#needsSlot(keep)) {
        records.push({ grain: keep.grain, location: ZEROES })
        continue
      }
      const to = this.#nextSlot * this.grainBytes
      records.push({ grain: keep.grain, location: slotLocation(this.#nextSlot) })
      this.#nextSlot += 1
      if (keep.from === null) continue
      const length = this.bytesOf(keep.grain)
      const last = runs.at(-1)
      if (
        last &&
        last.from.file === keep.from.file &&
        last.from.offset + last.length === keep.from.offset &&
        last.to + last.length === to
      )
        last.length += length
      else runs.push({ from: keep.from, to, length })
    }
    const copies = runs.map((run) => this.data.copyFrom(run.from.file, run.from.offset, run.to, run.length))
    const outcomes = await Promise.allSettled(copies)
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
    // A slot without content copied into it reads as zeroes; the file has to be long enough to be written in place,
    // and what an earlier image left there must not come back after a power loss.
    if (this.data.length < this.usedBytes) await this.data.resize(this.usedBytes)
    if (this.#nextSlot > firstSlot) await this.data.sync()
    return records
  }

  async #keepFailed(batch: readonly Keeping[], firstSlot: number, error: unknown): Promise<void> {
    const noSpace = isNoSpace(error)
    if (noSpace && this.record.fullPolicy === 'failSourceWrites') {
      try {
        // The map first: a frame that came through after all must not name slots that are gone or used again.
        await this.#parts.log.cutBack()
        await this.data.resize(firstSlot * this.grainBytes)
      } catch (cleanUp) {
        return this.#failAll(batch, { code: 'io', detail: messageOf(cleanUp) })
      }
      this.#nextSlot = firstSlot
      this.#becomeFull()
      for (const asked of batch) asked.reject(new RepositoryFullError('the pool is full'))
      return
    }
    await this.#failAll(batch, {
      code: noSpace ? 'noSpace' : 'io',
      detail: noSpace ? 'the pool had no space left for its repository' : messageOf(error),
    })
  }

  #overThreshold(): boolean {
    const capacity = this.#parts.repositoryCapacityBytes()
    return this.usedBytes * 100 >= capacity * this.record.warningThresholdPercent
  }

  /** The image holds from now on; durable when it resolves. Called inside the barrier over its source. */
  async begin(startedAt: number): Promise<void> {
    await this.#change((record) => ({ ...begunPart(record), startedAt, state: 'active' }))
  }

  /** Takes a start back that must not count, whether its record was written or not. Nobody has looked through it yet. */
  async revoke(): Promise<void> {
    await this.#change((record) => ({ ...begunPart(record), group: null, state: 'ended' }))
  }

  /** Gives the image up. Durable when it resolves, so that no write can pass an image that only seems whole. */
  async fail(fault: ImageFault): Promise<void> {
    await this.#change((record) => ({ ...begunPart(record), state: 'failed', fault }))
    this.#noteFailure(fault)
    this.#parts.notify('failed')
  }

  #noteFailure(fault: ImageFault): void {
    const full = fault.code === 'repositoryFull' || fault.code === 'noSpace'
    this.#fullAt = full ? Number.POSITIVE_INFINITY : null
  }

  /** Ends the image for hosts; it goes on as a layer that older images look through. Durable when it resolves. */
  async close(): Promise<void> {
    await this.#change((record) => ({ ...begunPart(record), state: 'closed' }))
    await this.settled()
  }

  /** Notes that every member of the group started, so that this image holds whatever becomes of the others. */
  async confirmGroup(): Promise<void> {
    await this.#change((record) => ({ ...record, group: record.group && { ...record.group, confirmed: true } }))
  }

  async setPolicy(warningThresholdPercent: number, fullPolicy: FullPolicy): Promise<void> {
    await this.#change((record) => ({ ...record, warningThresholdPercent, fullPolicy }))
  }

  /** Lets go of everything that is kept; nobody may look through it any more. */
  async end(): Promise<void> {
    await this.settled()
    await this.#change((record) => ({ ...begunPart(record), state: 'ended' }))
    await this.data.resize(0)
    await this.#parts.log.clear()
  }

  /** One change of the record at a time; each is durable before the next looks at it. */
  #change(next: (record: BegunRecord) => BegunRecord): Promise<void> {
    const change = this.#changes.then(async () => {
      const record = next(this.record)
      await this.#parts.recordFile.write(record)
      this.record = record
    })
    this.#changes = change.catch(() => undefined)
    return change
  }

  async release(): Promise<void> {
    await this.settled()
    await this.#changes
    await this.data.close()
    await this.#parts.log.close()
    await this.#parts.recordFile.close()
  }
}

function begunPart(record: BegunRecord) {
  const { sourceId, sequence, startedAt, capacityBytes, warningThresholdPercent, fullPolicy, group } = record
  return { sourceId, sequence, startedAt, capacityBytes, warningThresholdPercent, fullPolicy, group }
}
