import path from 'node:path'
import type { DiskFacts, GrainBytes, PoolContents, PoolFacts } from '../contract'
import { Disk, type DiskSurroundings } from '../disks/disk'
import { EngineError, messageOf } from '../faults'
import { type ImageRecord, imageRecordSchema } from '../points-in-time/image-record'
import { begunPart, isInChain, type MappingRecord, mappingRecordSchema } from '../points-in-time/instant-copy-record'
import type { Files } from '../storage/files'
import { decodeLabel, encodeLabel, SlotRecord } from '../storage/record'
import { type DiskLabel, diskLabelSchema, type PoolLabel, poolLabelSchema } from './labels'
import { POOL_LABEL } from './path-facts'
import { type LostImage, settleRecords, settleRestore, writeMappingRecord } from './settle'

/** A folder that is being made or removed has one of these before its name; the next open finishes the removal. */
const UNBORN = '.new-'
const GONE = '.gone-'

/** So many labels are read at a time when a pool opens. */
const READ_AHEAD = 64

export interface PoolSurroundings {
  readonly files: Files
  hostActive(): void
  diskFailed(disk: Disk, operation: 'read' | 'write' | 'flush', error: unknown): void
}

/** An open pool: its label, its lock, its disks. */
export class Pool {
  readonly disks = new Map<string, Disk>()
  damaged: PoolContents['damaged'] = []
  #lost: LostImage[] = []
  #label: PoolLabel

  private constructor(
    private readonly surroundings: PoolSurroundings,
    readonly path: string,
    label: PoolLabel,
    private readonly unlock: () => Promise<void>,
    /** What tells its directory from another one at the same path. */
    private readonly directory: string,
  ) {
    this.#label = label
  }

  get poolId(): string {
    return this.#label.poolId
  }

  get arrayId(): string {
    return this.#label.arrayId
  }

  get #files(): Files {
    return this.surroundings.files
  }

  get #diskSurroundings(): DiskSurroundings {
    const { files, hostActive, diskFailed } = this.surroundings
    return { files, poolId: this.poolId, hostActive, diskFailed }
  }

  #folder(name: string): string {
    return path.join(this.path, 'disks', name)
  }

  /** Writes the label of a new pool into an existing directory and opens it. Throws EngineError poolLocked. */
  static async create(surroundings: PoolSurroundings, folder: string, label: PoolLabel): Promise<Pool> {
    const unlock = await takeLock(surroundings.files, folder)
    try {
      await surroundings.files.makeDirectory(path.join(folder, 'disks'))
      await surroundings.files.replaceWhole(path.join(folder, POOL_LABEL), encodeLabel(label))
      return new Pool(surroundings, folder, label, unlock, await surroundings.files.probe(folder))
    } catch (error) {
      await unlock()
      throw error
    }
  }

  /** Reads the label of a pool, or null if there is none. Throws EngineError poolDamaged. */
  static async readLabel(files: Files, folder: string): Promise<PoolLabel | null> {
    const bytes = await files.readWhole(path.join(folder, POOL_LABEL))
    if (!bytes) return null
    try {
      return poolLabelSchema.parse(decodeLabel(bytes))
    } catch (error) {
      throw new EngineError('poolDamaged', `the label of the pool at ${folder} can't be read: ${messageOf(error)}`)
    }
  }

  /** Opens a pool: takes its lock, writes into its label which array has it, reads its disks' labels. */
  static async open(surroundings: PoolSurroundings, folder: string, arrayId: string): Promise<Pool> {
    const label = await Pool.readLabel(surroundings.files, folder)
    if (!label) throw new EngineError('poolNotFound', `there is no pool at ${folder}`)
    const unlock = await takeLock(surroundings.files, folder)
    try {
      const pool = new Pool(surroundings, folder, label, unlock, await surroundings.files.probe(folder))
      if (label.arrayId !== arrayId) await pool.#relabel({ ...label, arrayId })
      await pool.#readDisks()
      return pool
    } catch (error) {
      await unlock()
      throw error
    }
  }

  async #relabel(label: PoolLabel): Promise<void> {
    await this.#files.replaceWhole(path.join(this.path, POOL_LABEL), encodeLabel(label))
    this.#label = label
  }

  async rename(name: string): Promise<void> {
    await this.#relabel({ ...this.#label, name })
  }

  /** Why the pool can't be used any more where it was opened; null if it can. */
  async loss(): Promise<string | null> {
    try {
      if ((await this.#files.probe(this.path)) !== this.directory) return `another directory is at ${this.path} now`
      const label = await Pool.readLabel(this.#files, this.path)
      if (label?.poolId === this.poolId) return null
      return `the pool is not at ${this.path} any more`
    } catch (error) {
      return messageOf(error)
    }
  }

  /**
   * Takes in standard disks whose folders came back while others are in use. Snapshots and repositories wait until the
   * pool is opened anew: what their images show depends on one another.
   */
  async readReturned(): Promise<void> {
    this.damaged = []
    for (const name of await this.#files.list(path.join(this.path, 'disks'))) {
      if (this.disks.has(name) || name.startsWith(UNBORN) || name.startsWith(GONE)) continue
      const folder = this.#folder(name)
      try {
        const label = await this.#readLabelOf(name)
        if (label.kind !== 'standard') throw new Error('it can’t be taken in while a virtual disk of the pool is in use')
        const disk = new Disk(this.#diskSurroundings, folder, label, null, await this.#readReturnedMapping(folder))
        await settleRestore(this.#files, disk, this.disks)
        this.disks.set(name, disk)
      } catch (error) {
        this.damaged.push({ folder, detail: messageOf(error) })
      }
    }
  }

  async #readLabelOf(name: string): Promise<DiskLabel> {
    const bytes = await this.#files.readWhole(path.join(this.#folder(name), 'label.json'))
    if (!bytes) throw new Error('it has no label')
    const label = diskLabelSchema.parse(decodeLabel(bytes))
    if (label.diskId !== name) throw new Error(`its label is that of ${label.diskId}`)
    return label
  }

  async #readDisks(): Promise<void> {
    const names = await this.#files.list(path.join(this.path, 'disks'))
    for (let first = 0; first < names.length; first += READ_AHEAD)
      await Promise.all(names.slice(first, first + READ_AHEAD).map((name) => this.#readDisk(name)))
    await settleRecords(this.#files, this.disks, this.#lost)
  }

  async #readDisk(name: string): Promise<void> {
    const folder = this.#folder(name)
    try {
      if (name.startsWith(UNBORN) || name.startsWith(GONE)) return await this.#files.removeTree(folder)
      const label = await this.#readLabelOf(name)
      const files = await this.#files.list(folder)
      const imageRecord = label.kind === 'snapshot' ? await this.#readImageRecord(folder) : null
      const mappingRecord = files.includes('mapping') ? await this.#readMappingRecord(folder) : null
      const disk = new Disk(this.#diskSurroundings, folder, label, imageRecord, mappingRecord)
      disk.identitiesPending = files.includes('identities')
      this.disks.set(name, disk)
    } catch (error) {
      this.damaged.push({ folder, detail: messageOf(error) })
      await this.#noteLostImage(folder)
    }
  }

  /** What the record of a folder that can't be read whole says, if it is that of a snapshot or of a mapping's target. */
  async #noteLostImage(folder: string): Promise<void> {
    const files = await this.#files.list(folder)
    if (!files.includes('image') && !files.includes('mapping')) return
    try {
      const mapping = files.includes('mapping') ? await this.#readMappingRecord(folder) : null
      // Images that a split was moving to it have nothing to look at without it.
      const counts = mapping && (isInChain(mapping) || (mapping.state === 'idle' && mapping.adopts.length > 0))
      if (counts) this.#lost.push({ diskId: path.basename(folder), ...mapping })
      const record = files.includes('image') ? await this.#readImageRecord(folder) : null
      if (record && record.state !== 'prepared' && record.state !== 'ended') this.#lost.push({ diskId: path.basename(folder), ...record })
    } catch {
      // Neither label nor record can be read, so it may have been the image of any source.
      this.#lost.push({ diskId: path.basename(folder), sourceId: null, sequence: Number.POSITIVE_INFINITY })
    }
  }

  async #readImageRecord(folder: string): Promise<ImageRecord> {
    const file = await SlotRecord.open(this.#files, path.join(folder, 'image'))
    await file.close()
    return file.initial === undefined ? { state: 'prepared' } : imageRecordSchema.parse(file.initial)
  }

  async #readMappingRecord(folder: string): Promise<MappingRecord | null> {
    const file = await SlotRecord.open(this.#files, path.join(folder, 'mapping'))
    await file.close()
    return file.initial === undefined ? null : mappingRecordSchema.parse(file.initial)
  }

  /** What the source's hosts wrote while the target's folder was away was neither preserved nor noted. */
  async #readReturnedMapping(folder: string): Promise<MappingRecord | null> {
    if (!(await this.#files.list(folder)).includes('mapping')) return null
    const record = await this.#readMappingRecord(folder)
    if (!record || record.state === 'stopped' || (record.state === 'idle' && !record.incremental)) return record
    const begun = { ...begunPart(record), differenceKnown: false }
    const detail = 'the target was away while its source went on'
    const returned: MappingRecord =
      record.state === 'idle'
        ? { state: 'idle', ...begun, adopts: record.adopts }
        : { state: 'stopped', ...begun, fault: { code: 'imageDamaged', detail } }
    await writeMappingRecord(this.#files, folder, returned)
    return returned
  }

  /** Makes a disk; durable when it resolves. Nothing of it is there after a crash before that. */
  async createDisk(facts: Omit<DiskFacts, 'createdAt'>, createdAt: number, grainBytes: GrainBytes): Promise<Disk> {
    const label = labelOf(facts, createdAt, grainBytes)
    const unborn = this.#folder(`${UNBORN}${facts.diskId}`)
    // Left by a crash; where there is nothing, there is nothing to make durable either.
    if ((await this.#files.list(unborn)).length > 0) await this.#files.removeTree(unborn)
    await this.#files.makeDirectory(unborn)
    try {
      await this.#files.replaceWhole(path.join(unborn, 'label.json'), encodeLabel(label))
      const folder = this.#folder(facts.diskId)
      await this.#files.renameDirectory(unborn, folder)
      const imageRecord: ImageRecord | null = label.kind === 'snapshot' ? { state: 'prepared' } : null
      const disk = new Disk(this.#diskSurroundings, folder, label, imageRecord, null)
      this.disks.set(facts.diskId, disk)
      return disk
    } catch (error) {
      await this.#files.removeTree(unborn)
      throw error
    }
  }

  /** Removes a disk. Once it has begun it happens, whatever crashes: the next open finishes it. */
  async deleteDisk(disk: Disk): Promise<void> {
    const gone = this.#folder(`${GONE}${disk.diskId}`)
    await this.#files.renameDirectory(disk.folder, gone)
    this.disks.delete(disk.diskId)
    await this.#files.removeTree(gone)
  }

  snapshotsOf(sourceId: string): Disk[] {
    const snapshots: Disk[] = []
    for (const disk of this.disks.values())
      if (disk.label.kind === 'snapshot' && disk.label.sourceId === sourceId) snapshots.push(disk)
    return snapshots
  }

  /** The targets of a source's mappings, of any state. */
  targetsOf(sourceId: string): Disk[] {
    const targets: Disk[] = []
    for (const disk of this.disks.values()) if (disk.mappingRecord?.sourceId === sourceId) targets.push(disk)
    return targets
  }

  /** The largest number of an image that has begun in this pool. */
  get lastSequence(): number {
    let last = 0
    for (const { begun, mappingRecord } of this.disks.values()) last = Math.max(last, begun?.sequence ?? 0, mappingRecord?.sequence ?? 0)
    return last
  }

  async facts(): Promise<PoolFacts> {
    const space = await this.#files.space(this.path)
    const { poolId, name, arrayId } = this.#label
    const usedBytes = space.capacityBytes - space.freeBytes
    return { poolId, name, arrayId, path: this.path, capacityBytes: space.capacityBytes, usedBytes }
  }

  /** Lets go of the pool; with `erase` it stops being one. */
  async close(erase: boolean): Promise<void> {
    if (erase) {
      await this.#files.removeFile(path.join(this.path, POOL_LABEL))
      await this.#files.removeTree(path.join(this.path, 'disks'))
      await this.#files.removeFile(path.join(this.path, 'lock'))
    }
    // Also on a disk that somebody has not let go of: whoever opens the pool next must be alone with it.
    await Promise.all([...this.disks.values()].map((disk) => disk.gate.finishForGood()))
    await this.unlock()
  }
}

async function takeLock(files: Files, folder: string): Promise<() => Promise<void>> {
  const unlock = await files.lock(path.join(folder, 'lock'))
  if (!unlock) throw new EngineError('poolLocked', `the pool at ${folder} is locked: another array has it open, or a host still holds files of it here`)
  return unlock
}

function labelOf(facts: Omit<DiskFacts, 'createdAt'>, createdAt: number, grainBytes: GrainBytes): DiskLabel {
  const { diskId, name, wwid, kind, capacityBytes, snapshotOf } = facts
  const identity = { diskId, name, wwid, capacityBytes, createdAt }
  const label =
    kind === 'snapshot' ? { kind, ...identity, ...snapshotOf, grainBytes } : { kind, ...identity }
  const parsed = diskLabelSchema.safeParse(label)
  if (!parsed.success)
    throw new EngineError('internal', `a label for disk ${diskId} would not be valid: ${parsed.error.message}`)
  return parsed.data
}
