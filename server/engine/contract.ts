/**
 * The only words that the control plane and the data plane exchange.
 *
 * The control plane (server/array) decides what an administrator may do; the engine moves bytes. Every call is
 * idempotent by the identifiers that it carries, so that a command cut off by a crash can be sent again. All sizes
 * are bytes, all times are milliseconds since the epoch unless the name says otherwise.
 */

import type {
  CopyId,
  CopyPriority,
  DiskFacts,
  DiskId,
  DiskStatistics,
  Finding,
  FullPolicy,
  GateAccess,
  GrainBytes,
  PoolId,
} from './contract-disks'
import type { EngineFault } from './contract-faults'
import type { IscsiTable, ListenAddress, NbdExport, NbdKey, ReservationFacts, SessionFacts, Stranger } from './contract-hosts'
import type { IdentityFacts } from './contract-identities'
import type { InstantCopyFacts, InstantCopyId, InstantCopyProgress, InstantCopyRates } from './contract-instant-copies'

export * from './contract-disks'
export * from './contract-faults'
export * from './contract-hosts'
export * from './contract-identities'
export * from './contract-instant-copies'

/**
 * prepared: the snapshot's disks exist, the image has not started.
 * active:   the image holds.
 * ended:    disabled; keeps its disks, holds nothing.
 * failed:   its repository overflowed (policy failSnapshot) or its map is damaged; reads answer an error.
 */
export type ImageState = 'prepared' | 'active' | 'ended' | 'failed'

export interface ImageFacts {
  imageId: DiskId
  sourceId: DiskId
  repositoryId: DiskId
  state: ImageState
  /** Order among the images of one source: a larger number started later. 0 while it has not started. */
  sequence: number
  startedAt: number | null
  grainBytes: GrainBytes
  repositoryCapacityBytes: number
  repositoryUsedBytes: number
  warningThresholdPercent: number
  fullPolicy: FullPolicy
  /** True from the moment that the repository had no room for a grain until there is room again. */
  full: boolean
  /** Shared by the images that one image.start cut together; null for one cut by itself, or that holds nothing. */
  instantId: string | null
  failure: EngineFault | null
}

/** What an image of a source keeps, and what the pool would get back if its snapshot were deleted. */
export interface ImageSpace {
  imageId: DiskId
  /** The slots of its repository that are taken, in bytes. */
  keptBytes: number
  /**
   * Of those, what no older image sees through it. The rest goes to the next older image when this one ends, so that
   * deleting it frees this much, and more only where a host has trimmed a kept grain.
   */
  freedBytes: number
}

export interface PoolFacts {
  poolId: PoolId
  name: string
  path: string
  arrayId: string
  capacityBytes: number
  usedBytes: number
}

/** A pool with everything that its labels say, for reconciliation and import. */
export interface PoolContents extends PoolFacts {
  disks: DiskFacts[]
  images: ImageFacts[]
  /** Rollbacks that have begun and not ended; none of them goes on until it is asked to. */
  rollbacks: RollbackFacts[]
  instantCopies: InstantCopyFacts[]
  /** Folders that could not be understood, each with what is wrong; they are left as they are. */
  damaged: { folder: string; detail: string }[]
}

export interface PathFacts {
  /** The path as resolved on this machine. */
  path: string
  state: 'absent' | 'absentInParent' | 'emptyDirectory' | 'directory' | 'pool' | 'notDirectory'
  writable: boolean
  /** Of the file system that holds the path, or would hold it; null if nothing along the path exists. */
  freeBytes: number | null
  capacityBytes: number | null
  /** The pool folder that the path lies in, if any. */
  insidePool: string | null
}

export interface CopyProgress {
  copyId: CopyId
  copiedBytes: number
  totalBytes: number
  /** Over the last seconds; 0 when nothing moved. */
  bytesPerSecond: number
}

/** A source on its way back to an image. */
export interface RollbackFacts {
  imageId: DiskId
  sourceId: DiskId
}

/** How far the source was gone through; grains that are the image's already count at once. */
export interface RollbackProgress extends RollbackFacts {
  copiedBytes: number
  totalBytes: number
  /** Over the last seconds; 0 when nothing moved. */
  bytesPerSecond: number
}

/** Every call: name → what goes in and what comes out. */
export interface EngineCalls {
  'pool.inspect': { input: { path: string }; output: PathFacts }
  /** Makes a pool in an empty or absent directory. Again with the same poolId: opens it. */
  'pool.create': { input: { poolId: PoolId; name: string; path: string; arrayId: string }; output: PoolContents }
  /** Opens what another start, or another array, made. Takes the pool's lock; writes arrayId into its label. */
  'pool.open': { input: { path: string; arrayId: string; expectedPoolId: PoolId | null }; output: PoolContents }
  'pool.rename': { input: { poolId: PoolId; name: string }; output: PoolFacts }
  'pool.usage': { input: { poolId: PoolId }; output: PoolFacts }
  /**
   * Whether an open pool can still be used where it was opened: `loss` says why not (its directory is gone or another,
   * its file system failed or is read-only), else it is null.
   */
  'pool.check': { input: { poolId: PoolId }; output: { loss: string | null } }
  /**
   * Lets go of a pool that was lost, whatever its disks are used for: from now on nobody finds them. Copies of them
   * are stopped; the lock is kept until the last file is closed. Again, or for a pool that isn't open: no error.
   */
  'pool.detach': { input: { poolId: PoolId }; output: null }
  /**
   * Reads the labels of an open pool's disks again. While one of its disks is in use only standard disks that came
   * back are taken in; else the pool is opened anew. The gates of what was opened are closed, as when a pool is opened.
   */
  'pool.rescan': { input: { poolId: PoolId }; output: PoolContents }
  /** Closes an open pool; with `erase` it removes the pool's label too, and is refused unless the pool has no disk. */
  'pool.close': { input: { poolId: PoolId; erase: boolean }; output: null }

  /** A standard or repository disk, or the disk of a snapshot (whose image starts with image.start). */
  'disk.create': {
    input: { disk: Omit<DiskFacts, 'createdAt'>; grainBytes?: GrainBytes }
    output: DiskFacts
  }
  'disk.rename': { input: { diskId: DiskId; name: string }; output: DiskFacts }
  /** Grows a disk; hosts keep their connections. Refused when smaller than it is. */
  'disk.grow': { input: { diskId: DiskId; capacityBytes: number }; output: DiskFacts }
  /** Again for a disk that is gone: no error. Refused while an image or a copy uses it. */
  'disk.delete': { input: { diskId: DiskId }; output: null }
  /** Space that the disks' data and maps really take in the pool's file system. Unknown ids are left out. */
  'disk.usage': { input: { diskIds: DiskId[] }; output: { diskId: DiskId; allocatedBytes: number }[] }
  /** What is on a disk, looked for in its first blocks whatever its gate says; null when nothing is recognised. */
  'disk.contents': { input: { diskId: DiskId }; output: Finding | null }
  /**
   * What tells a disk, and what is on it, from others, and what it would have instead. The new identifiers follow from
   * `seed` (any text): with the same one disk.synthesize makes these.
   */
  'disk.identities': { input: { diskId: DiskId; seed: string }; output: IdentityFacts[] }
  /**
   * Gives a disk, a standard one or an active snapshot, identities of its own, as far as its structures can have them; of
   * each all or nothing, whatever crashes. Refused while hosts may use the disk, and while a copy or a rollback uses it.
   */
  'disk.synthesize': { input: { diskId: DiskId; seed: string }; output: IdentityFacts[] }
  'disk.statistics': { input: { diskId: DiskId }; output: DiskStatistics }
  /** Sets gates. Takes effect on open connections before the call answers: what is in flight has drained. */
  'disk.setAccess': { input: { gates: { diskId: DiskId; access: GateAccess }[] }; output: null }

  /** Starts images at one instant: one barrier over all their sources; all of them start or none does. */
  'image.start': {
    input: {
      images: { imageId: DiskId; warningThresholdPercent: number; fullPolicy: FullPolicy }[]
    }
    output: { images: ImageFacts[]; heldMicros: number }
  }
  /** Ends an image: older ones that look through it get its grains first. Its repository is empty afterwards. */
  'image.end': { input: { imageId: DiskId }; output: ImageFacts }
  /**
   * Fails images durably, because their source is about to be overwritten as a whole, past them. Those that are not
   * active stay what they are.
   */
  'image.overwrite': { input: { imageIds: DiskId[] }; output: null }
  'image.facts': { input: { imageIds: DiskId[] }; output: ImageFacts[] }
  /** Every image of a source that keeps grains, oldest first, those that have failed among them. */
  'image.space': { input: { sourceId: DiskId }; output: ImageSpace[] }
  'image.setPolicy': {
    input: { imageId: DiskId; warningThresholdPercent: number; fullPolicy: FullPolicy }
    output: ImageFacts
  }

  /**
   * Gives a source the content of one of its active images: at one instant, for hosts; on its own blocks, behind them.
   * Asked again for the rollback that the source is in, it goes on from what is restored; while it runs, nothing
   * changes. Refused for an image that is not active, a source whose size has changed since, and while a copy reads or
   * fills the source. Until it is complete, the image can't end, no image of the source starts and the source can't
   * grow or be copied; other images stay what they are.
   */
  'image.rollback': { input: { imageId: DiskId; priority: CopyPriority }; output: RollbackProgress }
  /**
   * Goes on with the rollback that the source is in, and never begins one: what hosts wrote since an ended one would be
   * given up. Null if the source is in no rollback to this image.
   */
  'image.resumeRollback': { input: { imageId: DiskId; priority: CopyPriority }; output: RollbackProgress | null }
  'image.setRollbackPriority': { input: { imageId: DiskId; priority: CopyPriority }; output: null }
  /**
   * Gives a rollback up that can't go on: the source keeps what is restored, and has its own old content elsewhere. No
   * error if there is none.
   */
  'image.cancelRollback': { input: { imageId: DiskId }; output: null }

  /**
   * Starts a copy of the whole of a disk (standard, or an active snapshot) onto a target at least as large.
   * `run` tells one run of a lasting pair from the next. With the same copyId and run it goes on from durable
   * progress; with another run it starts from the beginning. The caller has closed the gates that must be closed.
   */
  'copy.start': {
    input: { copyId: CopyId; run: number; sourceId: DiskId; targetId: DiskId; priority: CopyPriority }
    output: CopyProgress
  }
  /** Ends with nothing of it in flight. No error if it isn't running. */
  'copy.stop': { input: { copyId: CopyId }; output: null }
  'copy.setPriority': { input: { copyId: CopyId; priority: CopyPriority }; output: null }

  /** What hosts wrote to the disks survives power loss once this answers. */
  'disk.flush': { input: { diskIds: DiskId[] }; output: null }

  /**
   * Starts mappings at one instant: one barrier over all their sources and targets; all of them start or none does.
   * What the targets held is lost. The caller has closed the gates of targets that hosts must not use meanwhile, and
   * opens them afterwards. Again with the same `run`: no change. Refused unless source and target are standard disks
   * of one pool and one size, the target is the target of no other mapping that counts, and has no images of its own
   * that hold (but for `restore`), and while a copy or a rollback uses either. With `restore` the source may be an image
   * of the target itself, if it shows all of it: that one starts by no group.
   */
  'instantCopy.start': {
    input: {
      mappings: ({
        instantCopyId: InstantCopyId
        run: number
        sourceId: DiskId
        targetId: DiskId
        grainBytes: GrainBytes
        incremental: boolean
        restore: boolean
      } & InstantCopyRates)[]
    }
    output: { mappings: InstantCopyFacts[]; heldMicros: number }
  }
  /** Goes on, after a start of the engine, with what a mapping has to do in the background. */
  'instantCopy.resume': { input: { targetId: DiskId } & InstantCopyRates; output: InstantCopyFacts }
  'instantCopy.setRates': { input: { targetId: DiskId } & InstantCopyRates; output: null }
  /**
   * Stops mappings: at once if nobody looks through their targets, else when those who do have got what they see there.
   * With `force` at once, and whoever looks through them stops, or fails, with them. One that gives a disk the content of
   * an image of its own back stops at once, and nobody with it. A target that is not whole is of no
   * use from then on; the caller has closed its gate. What stops at once has stopped when this answers, but where a disk
   * takes long for it.
   */
  'instantCopy.stop': { input: { targetIds: DiskId[]; force: boolean }; output: InstantCopyFacts[] }
  /**
   * Splits a target off that has everything of its image: mappings of the same source that started before are mappings of
   * the target from then on, and it is idle. Refused while it has not got everything, while a snapshot looks through it,
   * where it was given an earlier content back, and while a copy or a rollback uses one of the disks. Answers facts of it
   * and of those that moved.
   */
  'instantCopy.split': { input: { targetId: DiskId }; output: InstantCopyFacts[] }
  /** Disks of which no mapping is known are left out. */
  'instantCopy.facts': { input: { targetIds: DiskId[] }; output: InstantCopyFacts[] }
  /** Forgets a mapping that is idle or stopped: its target is a disk like others, whatever it holds. */
  'instantCopy.forget': { input: { targetId: DiskId }; output: null }

  /**
   * The whole tables of NBD exports and of iSCSI LUNs. An NBD connection whose export is gone or leads elsewhere is
   * closed at once; an iSCSI session sees its LUNs change, and is closed only if its initiator may not be here.
   */
  'targets.setExports': { input: { exports: NbdExport[]; keys: NbdKey[]; iscsi: IscsiTable }; output: null }
  'targets.listen': {
    input: { nbd: ListenAddress[]; iscsi: ListenAddress[] }
    output: { nbd: ListenAddress[]; iscsi: ListenAddress[] }
  }
  'targets.sessions': { input: null; output: SessionFacts[] }
  /** Closes a host's connection, an iSCSI session by having it log out; it may come back unless its mapping went. */
  'targets.disconnect': { input: { sessionId: string }; output: null }
  /** The last seen first; a bounded number. */
  'targets.strangers': { input: null; output: Stranger[] }
  'targets.reservations': { input: { diskId: DiskId }; output: ReservationFacts }
  /**
   * Ends the reservation and all registrations of a disk, as CLEAR by an initiator does (SPC-4 5.13.11): durable
   * when it answers, and every initiator that loses something is told by a unit attention. No error if there is none.
   */
  'targets.clearReservations': { input: { diskId: DiskId; version: string }; output: null }

  /** Stops listening, drains, flushes all disks and closes all pools. */
  'engine.shutdown': { input: null; output: null }
}

/** What the engine tells by itself. */
export type EngineEvent =
  | { type: 'copyProgress'; copies: CopyProgress[] }
  | { type: 'rollbackProgress'; rollbacks: RollbackProgress[] }
  | { type: 'rollbackCompleted'; rollback: RollbackFacts }
  /** It stands still until it is asked for again; hosts go on finding the image's content. */
  | { type: 'rollbackPaused'; rollback: RollbackFacts; fault: EngineFault }
  | { type: 'instantCopyProgress'; mappings: InstantCopyProgress[] }
  /** The target is whole, and nobody looks through it: it is idle. */
  | { type: 'instantCopyCompleted'; mapping: InstantCopyFacts }
  /** It stopped, as it was asked to or by a failure. */
  | { type: 'instantCopyStopped'; mapping: InstantCopyFacts }
  /** It can't go on giving a disk an earlier content back, and tries again and again; `failure` says why. */
  | { type: 'instantCopyHalted'; mapping: InstantCopyFacts }
  /** It does go on again. */
  | { type: 'instantCopyWentOn'; mapping: InstantCopyFacts }
  | { type: 'copyCompleted'; copyId: CopyId; run: number }
  | { type: 'copyFailed'; copyId: CopyId; run: number; fault: EngineFault }
  | { type: 'imageOverThreshold'; image: ImageFacts }
  | { type: 'imageFull'; image: ImageFacts }
  | { type: 'imageRoomAgain'; image: ImageFacts }
  | { type: 'imageFailed'; image: ImageFacts }
  | { type: 'poolFull'; poolId: PoolId; diskId: DiskId }
  | { type: 'diskError'; diskId: DiskId; operation: 'read' | 'write' | 'flush'; fault: EngineFault }
  | { type: 'sessionOpened'; session: SessionFacts }
  | { type: 'sessionClosed'; session: SessionFacts }
  /** Initiators have changed what targets.reservations answers. */
  | { type: 'reservationsChanged'; diskId: DiskId }
  /** A fault of the engine itself, that no call can answer. */
  | { type: 'internalError'; fault: EngineFault }
  | { type: 'hostRefused'; remoteAddress: string; detail: string }

export type CallName = keyof EngineCalls
export type CallInput<N extends CallName> = EngineCalls[N]['input']
export type CallOutput<N extends CallName> = EngineCalls[N]['output']

export type ToEngine = { [N in CallName]: { id: number; call: N; input: CallInput<N> } }[CallName]

export type FromEngine =
  | { kind: 'answer'; id: number; output: CallOutput<CallName> }
  | { kind: 'fault'; id: number; fault: EngineFault }
  | { kind: 'event'; event: EngineEvent }
