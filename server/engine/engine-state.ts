import type { CopyRun } from './copier/copy-run'
import type { CallInput, CallName, CallOutput, EngineEvent } from './contract'
import type { Disk, OpenDisk } from './disks/disk'
import { HostActivity } from './disks/host-activity'
import type { UpdatableVolume } from './disks/host-volume'
import { opener } from './disks/open-disk'
import type { Relations } from './disks/relations'
import { Volume } from './disks/volume'
import { EngineError, faultOf, isNoSpace } from './faults'
import { KeyedMutex } from './keyed-mutex'
import { Image, type ImageNotice } from './points-in-time/image'
import { imageFacts } from './points-in-time/image-facts'
import type { MappingRun } from './points-in-time/instant-copy-run'
import type { RollbackRun } from './points-in-time/rollback-run'
import type { MappingNotice } from './points-in-time/target-image'
import type { Pool, PoolSurroundings } from './pools/pool'
import type { Files } from './storage/files'

export type Handler<N extends CallName> = (input: CallInput<N>) => Promise<CallOutput<N>>
export type Handlers<N extends CallName> = { [K in N]: Handler<K> }

const NOTICES = {
  overThreshold: 'imageOverThreshold',
  full: 'imageFull',
  roomAgain: 'imageRoomAgain',
  failed: 'imageFailed',
} as const satisfies Record<ImageNotice, EngineEvent['type']>

/** The open pools and all their disks, and what the parts of the engine tell one another. */
export class EngineState implements Relations, PoolSurroundings {
  readonly pools = new Map<string, Pool>()
  /** Structural changes of a disk or of a source's images: one at a time for each. */
  readonly mutex = new KeyedMutex()
  readonly activity = new HostActivity()
  /** Set when the engine shuts down: what takes long stops where the next start can go on with it. */
  closing = false
  /** Work that no call waits for. */
  readonly background = new Set<Promise<void>>()
  readonly copies = new Map<string, CopyRun>()
  /** The running rollbacks, by their images. */
  readonly rollbacks = new Map<string, RollbackRun>()
  /** What active mappings do behind the hosts, by their targets. */
  readonly instantCopies = new Map<string, MappingRun>()
  readonly openDisk: (disk: Disk) => Promise<OpenDisk>

  constructor(
    readonly files: Files,
    readonly emit: (event: EngineEvent) => void,
  ) {
    this.openDisk = opener(this)
  }

  readonly hostActive = (): void => this.activity.note()

  readonly diskFailed = (disk: Disk, operation: 'read' | 'write' | 'flush', error: unknown): void => {
    if (isNoSpace(error)) this.emit({ type: 'poolFull', poolId: disk.poolId, diskId: disk.diskId })
    else this.emit({ type: 'diskError', diskId: disk.diskId, operation, fault: faultOf(error) })
  }

  pool(poolId: string): Pool {
    const pool = this.pools.get(poolId)
    if (!pool) throw new EngineError('poolNotFound', `pool ${poolId} is not open`)
    return pool
  }

  findDisk(diskId: string): Disk | null {
    for (const pool of this.pools.values()) {
      const disk = pool.disks.get(diskId)
      if (disk) return disk
    }
    return null
  }

  hasDisk(diskId: string): boolean {
    return this.findDisk(diskId) !== null
  }

  disk(diskId: string): Disk {
    const disk = this.findDisk(diskId)
    if (!disk) throw new EngineError('diskNotFound', `virtual disk ${diskId} is in no open pool`)
    return disk
  }

  /** The running copies that read or fill a disk. */
  copiesOf(diskId: string): CopyRun[] {
    return [...this.copies.values()].filter((copy) => copy.sourceId === diskId || copy.targetId === diskId)
  }

  snapshotsOf(sourceId: string): Disk[] {
    return this.pool(this.disk(sourceId).poolId).snapshotsOf(sourceId)
  }

  targetsOf(sourceId: string): Disk[] {
    return this.pool(this.disk(sourceId).poolId).targetsOf(sourceId)
  }

  /** Something has changed that a mapping may have waited for. */
  wakeInstantCopies(): void {
    for (const run of this.instantCopies.values()) run.wake()
  }

  mappingNoticed(target: Disk, what: MappingNotice): void {
    this.wakeInstantCopies()
    if (what !== 'differenceLost') return
    const detail = `what has changed since the last run of the mapping onto ${target.diskId} can't be told any more`
    this.emit({ type: 'internalError', fault: { code: 'io', detail } })
  }

  imageNoticed(snapshot: Disk, what: ImageNotice): void {
    // The image tells while it changes; what it has become is told when that is done.
    queueMicrotask(() => {
      imageFacts(this, snapshot).then(
        (image) => this.emit({ type: NOTICES[what], image }),
        (error: unknown) => this.emit({ type: 'diskError', diskId: snapshot.diskId, operation: 'read', fault: faultOf(error) }),
      )
    })
  }

  /** Uses a disk while the work runs. */
  async withOpen<T>(disk: Disk, work: (opened: OpenDisk) => Promise<T>): Promise<T> {
    const opened = await disk.acquire(this.openDisk)
    try {
      return await work(opened)
    } finally {
      await disk.release()
    }
  }

  /** Opens a disk as hosts see it, behind its gate. Whoever asked lets go once. */
  async openVolume(diskId: string): Promise<{ volume: UpdatableVolume; release: () => Promise<void> }> {
    const disk = this.disk(diskId)
    const opened = await disk.acquire(this.openDisk)
    return { volume: new Volume(disk, opened.bytes), release: () => disk.release() }
  }

  /** The image of a snapshot whose source is open; undefined if it holds nothing. */
  loadedImage(snapshot: Disk): Image | undefined {
    if (snapshot.label.kind !== 'snapshot') return undefined
    const image = this.findDisk(snapshot.label.sourceId)?.chain?.find(snapshot.diskId)
    return image instanceof Image ? image : undefined
  }
}
