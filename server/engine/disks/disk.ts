import path from 'node:path'
import { type DiskFacts, type DiskStatistics, type GateAccess, GRAIN_BYTES, type GrainBytes } from '../contract'
import { EngineError } from '../faults'
import type { BegunRecord, ImageRecord } from '../points-in-time/image-record'
import type { ImageChain } from '../points-in-time/image-chain'
import { isInChain, type MappingRecord } from '../points-in-time/instant-copy-record'
import type { TargetImage } from '../points-in-time/target-image'
import type { DiskLabel, RollbackLabel } from '../pools/labels'
import type { BlockFile, Files } from '../storage/files'
import { Shared } from '../shared'
import { encodeLabel } from '../storage/record'
import { SharedSync } from '../storage/shared-sync'
import { BeforeUse } from './before-use'
import type { DiskBytes } from './disk-bytes'
import { Gate, notQuiet } from './gate'
import { Statistics } from './statistics'
import type { VolumeDisk } from './volume'

/** What a disk needs of the engine around it. */
export interface DiskSurroundings {
  readonly files: Files
  readonly poolId: string
  hostActive(): void
  diskFailed(disk: Disk, operation: 'read' | 'write' | 'flush', error: unknown): void
}

export interface OwnBlocks {
  file: BlockFile
  /** One for all, so that a sync covers what anybody wrote. */
  sync: SharedSync
}

/** What an open disk holds; made by open-disk.ts, closed when the last user lets go. */
export interface OpenDisk {
  bytes: DiskBytes
  close(): Promise<void>
}

/**
 * A virtual disk of an open pool. It costs its label in memory until somebody opens it: a host's connection, a copy,
 * a change of its images.
 */
export class Disk implements VolumeDisk {
  readonly gate = new Gate()
  /** The disk's own blocks, for itself and for the image of a mapping that keeps its grains there; a snapshot has none. */
  readonly blocks: Shared<OwnBlocks>
  /** The mapping of which it is the target, as it was last written; null if there is none. */
  mappingRecord: MappingRecord | null
  /** That mapping, open as long as the disk or the mapping's source is. */
  mapping: Shared<TargetImage> | null = null
  /** That mapping, while the disk itself is open. */
  target: TargetImage | null = null
  /** While it is open: the disk that it was opened behind, because a part of its content may be there. */
  behind: Disk | null = null
  /** Identities were being written when the engine last ended, or the disk failed under them. */
  identitiesPending = false
  readonly beforeUse = new BeforeUse<OpenDisk>()
  /** While it is open: the mappings of which it is the source, those that count among its images and those that note differences. */
  readonly targets = new Map<Disk, TargetImage>()
  #incremental: readonly TargetImage[] = []
  #label: DiskLabel
  #imageRecord: ImageRecord | null
  /** For how long its latest barrier held writes, in microseconds. */
  lastBarrierMicros: number | null = null
  /** What was to be flushed while it is open may be lost: nobody may take its file for whole. */
  flushFailed = false
  #statistics: Statistics[] = []
  #users = 0
  #open: Promise<OpenDisk> | null = null
  #closing: Promise<void> = Promise.resolve()
  #copyOnWrites = 0
  #waiting: (() => void)[] = []
  #chain: ImageChain | null = null
  /** What was in flight when the access was set is not known to be done. */
  #mayHaveOld = false

  constructor(
    private readonly surroundings: DiskSurroundings,
    readonly folder: string,
    label: DiskLabel,
    imageRecord: ImageRecord | null,
    mappingRecord: MappingRecord | null,
  ) {
    this.#label = label
    this.#imageRecord = imageRecord
    this.mappingRecord = mappingRecord
    this.blocks = new Shared(
      async () => {
        const file = await surroundings.files.openBlocks(this.file('data'))
        return { file, sync: new SharedSync(file) }
      },
      ({ file }) => file.close(),
    )
  }

  get diskId(): string {
    return this.#label.diskId
  }

  get capacityBytes(): number {
    return this.#label.capacityBytes
  }

  get poolId(): string {
    return this.surroundings.poolId
  }

  get label(): DiskLabel {
    return this.#label
  }

  /** The state of a snapshot's image as it was last written; null for other kinds. */
  get imageRecord(): ImageRecord | null {
    return this.#imageRecord
  }

  set imageRecord(record: ImageRecord | null) {
    this.#imageRecord = record
  }

  /** The record of an image that has begun, whatever became of it. */
  get begun(): BegunRecord | null {
    return this.#imageRecord && this.#imageRecord.state !== 'prepared' ? this.#imageRecord : null
  }

  /** Whether it is a snapshot whose image still matters to its source: hosts or older images look through it. */
  get holdsGrains(): boolean {
    const state = this.#imageRecord?.state
    return state === 'active' || state === 'closed' || state === 'failed'
  }

  get grainBytes(): GrainBytes {
    return this.#label.kind === 'snapshot' ? this.#label.grainBytes : GRAIN_BYTES[0]
  }

  get statistics(): Statistics {
    return this.statisticsOf(0)
  }

  /** What a thread has counted: 0 is the engine's own. */
  statisticsOf(thread: number): Statistics {
    return (this.#statistics[thread] ??= new Statistics())
  }

  /** The rollback that the label names; null at rest. */
  get rollback(): RollbackLabel | null {
    return (this.#label.kind === 'standard' && this.#label.rollback) || null
  }

  /** Whether the label's rollback is that of the mapping of which it is the target, whose source is an image of it. */
  get rollsBackByMapping(): boolean {
    return this.rollback !== null && this.rollback.snapshotId === this.mappingRecord?.sourceId
  }

  /** The mapping of which it is the target, while that gives it the content of an image of its own back. */
  get restoring(): MappingRecord | null {
    return this.rollsBackByMapping && this.mappingRecord?.state === 'restoring' ? this.mappingRecord : null
  }

  refuseInRollback(): void {
    if (this.rollback) throw new EngineError('diskInUse', `virtual disk ${this.diskId} is being rolled back`)
  }

  /** Its own blocks while it is open. */
  get data(): BlockFile | null {
    return this.blocks.current?.file ?? null
  }

  /** The incremental mappings of which it is the source or the target, while it is open. */
  get incremental(): readonly TargetImage[] {
    return this.#incremental
  }

  /** To be called when the mappings of which it is source or target have changed. */
  mappingsChanged(): void {
    this.#incremental = [...this.targets.values(), ...(this.target ? [this.target] : [])].filter(({ record }) => record.incremental)
  }

  /** The mapping of which it is the target, if others may look through it, or it through others. */
  get activeMapping(): MappingRecord | null {
    return this.mappingRecord && isInChain(this.mappingRecord) ? this.mappingRecord : null
  }

  refuseAsTarget(): void {
    if (this.activeMapping) throw new EngineError('diskInUse', `virtual disk ${this.diskId} is the target of an active mapping`)
  }

  get inUse(): boolean {
    return this.#users > 0
  }

  /** The images of this disk, while it is open and has any. */
  get chain(): ImageChain | null {
    return this.#chain
  }

  set chain(chain: ImageChain | null) {
    this.#copyOnWrites += this.#chain?.copyOnWriteOperations ?? 0
    this.#chain = chain
  }

  file(name: 'data' | 'grains' | 'image' | 'copy' | 'restored' | 'redo' | 'mapping' | 'split' | 'identities' | 'reservations' | 'label.json'): string {
    return path.join(this.folder, name)
  }

  facts(): DiskFacts {
    const { diskId, name, wwid, kind, capacityBytes, createdAt } = this.#label
    const snapshotOf =
      this.#label.kind === 'snapshot'
        ? { sourceId: this.#label.sourceId, repositoryId: this.#label.repositoryId }
        : null
    return { diskId, poolId: this.poolId, name, wwid, kind, capacityBytes, createdAt, snapshotOf }
  }

  statisticsFacts(): DiskStatistics {
    return {
      ...Statistics.together(Object.values(this.#statistics)),
      copyOnWriteOperations: this.#copyOnWrites + (this.chain?.copyOnWriteOperations ?? 0),
      lastBarrierMicros: this.lastBarrierMicros,
    }
  }

  /** Replaces the label, whole, on the disk and then in memory. */
  relabel(change: { name?: string; capacityBytes?: number }): Promise<void> {
    return this.#writeLabel({ ...this.#label, ...change })
  }

  /** Says on the label that the disk is being rolled back to an image, or no longer is. Durable when it resolves. */
  async setRollback(rollback: RollbackLabel | null): Promise<void> {
    if (this.#label.kind !== 'standard') throw new EngineError('internal', `${this.diskId} can't be rolled back`)
    await this.#writeLabel({ ...this.#label, rollback })
  }

  async #writeLabel(label: DiskLabel): Promise<void> {
    await this.surroundings.files.replaceWhole(this.file('label.json'), encodeLabel(label))
    this.#label = label
  }

  /** Opens the disk for one more user. Each acquire is matched by one release. */
  async acquire(open: (disk: Disk) => Promise<OpenDisk>): Promise<OpenDisk> {
    this.#users += 1
    const opening = (this.#open ??= this.#closing.then(() => open(this)))
    let opened: OpenDisk
    try {
      opened = await opening
    } catch (error) {
      this.#letGo()
      // Somebody who came after the failure may be opening it already.
      if (this.#open === opening) this.#open = null
      throw error
    }
    try {
      await this.beforeUse.done(opened)
      return opened
    } catch (error) {
      await this.release()
      throw error
    }
  }

  #letGo(): void {
    this.#users -= 1
    if (this.#users === 0) for (const wake of this.#waiting.splice(0)) wake()
  }

  /** Resolves once nobody uses the disk and its files are closed. */
  async whenClosed(): Promise<void> {
    while (this.#users > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    await this.#closing
  }

  async release(): Promise<void> {
    this.#letGo()
    if (this.#users > 0 || !this.#open) return
    const opened = this.#open
    this.#open = null
    this.#closing = opened.then(async (disk) => {
      try {
        await disk.close()
      } finally {
        this.chain = null
        this.flushFailed = false
      }
    })
    const closing = this.#closing
    // Whoever lets go is told of a failure; the next one opens the disk anew.
    this.#closing = closing.catch(() => undefined)
    await closing
  }

  /**
   * What hosts may do from now on. Resolves when nothing is in flight that they may not do any more.
   * @throws EngineError hostIoStuck if something still is; what comes has the new access in any case
   */
  async setAccess(access: GateAccess): Promise<void> {
    const { read, write } = this.gate.access
    const takes = (read && !access.read) || (write && !access.write)
    // What an earlier change took may still be in flight, so that this one has to wait for it, too.
    const waits = takes || (this.#mayHaveOld && !(access.read && access.write))
    if (!waits && !this.gate.suspended) {
      this.gate.access = access
      return
    }
    const isQuiet = await this.gate.suspend()
    this.gate.access = access
    this.#mayHaveOld = !isQuiet
    if (!isQuiet) throw notQuiet(this.diskId)
    this.gate.resume()
  }

  failed(operation: 'read' | 'write' | 'flush', error: unknown): void {
    if (operation === 'flush') {
      this.flushFailed = true
      this.gate.changed()
    }
    this.surroundings.diskFailed(this, operation, error)
  }

  hostActive(): void {
    this.surroundings.hostActive()
  }

  refuseUnlessKind(...kinds: DiskLabel['kind'][]): void {
    if (!kinds.includes(this.#label.kind))
      throw new EngineError('diskInUse', `virtual disk ${this.diskId} is a ${this.#label.kind}, not a ${kinds.join(' or ')}`)
  }
}
