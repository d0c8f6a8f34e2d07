/** What the two planes say of instant copies. Sizes are bytes, times milliseconds since the epoch. */
import type { DiskId, GrainBytes } from './contract-disks'
import type { EngineFault } from './contract-faults'

export type InstantCopyId = string

/**
 * copying:  the target shows its source as it was at the start; it reaches through to it for every grain that it
 *           hasn't got. Also when it has got all of them, as long as others look through it.
 * stopping: it stops once nobody looks through it any more. Hosts may use the target only if it is whole.
 * stopped:  the target holds a part of an image: nothing that anybody could use.
 * idle:     the target is whole and a disk of its own.
 */
export type InstantCopyState = 'copying' | 'stopping' | 'stopped' | 'idle'

/** A mapping of a source onto an existing disk, which has become or is becoming what the source was at one instant. */
export interface InstantCopyFacts {
  instantCopyId: InstantCopyId
  /** Tells one start of the mapping from the next. */
  run: number
  sourceId: DiskId
  targetId: DiskId
  state: InstantCopyState
  /** It gives its source's content back to a disk that has images of its own. */
  restore: boolean
  incremental: boolean
  grainBytes: GrainBytes
  /** Order among the images of one source: a larger number started later. */
  sequence: number
  startedAt: number
  /** What the target has got of the image. */
  copiedBytes: number
  totalBytes: number
  /** What the next start would have to copy: everything, or with `incremental` what has changed on either side. */
  differenceBytes: number
  /** Disks, targets and snapshots, whose content this target's content comes from now: the source, and newer images. */
  dependsOn: DiskId[]
  /** Disks, targets and snapshots, that look through this target now: older images, and images of the target. */
  dependents: DiskId[]
  /** Why it stopped by itself. */
  failure: EngineFault | null
}

export interface InstantCopyProgress {
  instantCopyId: InstantCopyId
  targetId: DiskId
  copiedBytes: number
  totalBytes: number
  /** How far others have got what they saw through the target; null while nothing is handed on. */
  cleanedBytes: number | null
  /** Over the last seconds; 0 when nothing moved. */
  bytesPerSecond: number
}

/** How fast the grains of a mapping are copied in the background; 0: not at all. */
export interface InstantCopyRates {
  copyBytesPerSecond: number
  /** For what others look at through the target. */
  cleanBytesPerSecond: number
}
