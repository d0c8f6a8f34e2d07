import type { ImageNotice } from '../points-in-time/image'
import type { MappingNotice } from '../points-in-time/target-image'
import type { Files } from '../storage/files'
import type { Disk } from './disk'

/** Finds the disks that belong together, and tells what images notice. */
export interface Relations {
  readonly files: Files
  disk(diskId: string): Disk
  findDisk(diskId: string): Disk | null
  hasDisk(diskId: string): boolean
  /** The snapshots of a source, of any state. */
  snapshotsOf(sourceId: string): Disk[]
  imageNoticed(snapshot: Disk, what: ImageNotice): void
  /** The targets of a source's mappings, of any state. */
  targetsOf(sourceId: string): Disk[]
  /** What a mapping tells of by itself. */
  mappingNoticed(target: Disk, what: MappingNotice): void
}
