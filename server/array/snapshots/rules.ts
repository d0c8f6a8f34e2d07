/** What may be done with snapshots. Pure: facts in, verdict out. */
import { firstRefusal, refuse, type Verdict } from '../door/refusals'
import type { DiskRelations } from '../virtual-disks/relations'
import { fitsImages, isRunning, mayUse, notRollingBack, openContent } from '../virtual-disks/rules'
import { SNAPSHOT_STATES, type SnapshotEvent } from './states'

/** Images of one source that the engine keeps. */
export const MAX_SNAPSHOTS_OF_SOURCE = 256

/** Vendors: the source is a standard virtual disk, and not the target of a virtual disk copy. */
export function maySnapshot(disk: DiskRelations): Verdict {
  const { name, copyOnto } = disk
  return firstRefusal(
    disk.kind === 'standard' ? null : refuse('snapshot_source_not_standard', { disk: name }, 'sourceId'),
    mayUse(disk),
    copyOnto && refuse('snapshot_source_is_target', { disk: name, source: copyOnto.other.name }, 'sourceId'),
    notRollingBack(disk),
    openContent(disk),
    fitsImages(disk),
    disk.snapshots.length >= MAX_SNAPSHOTS_OF_SOURCE
      ? refuse('snapshot_source_limit', { disk: name, limit: MAX_SNAPSHOTS_OF_SOURCE }, 'sourceId')
      : null,
  )
}

/** The limit of snapshots doesn't count again for one that is there. */
export function maySnapshotAgain(source: DiskRelations): Verdict {
  return maySnapshot({ ...source, snapshots: [] })
}

/** @param disk the snapshot's virtual disk */
export function mayChange(disk: DiskRelations): Verdict {
  return firstRefusal(ownedByCopy(disk), mayUse(disk))
}

/** A repository may grow at any time, also while its snapshot is full or disabled. */
export function mayExpand(disk: DiskRelations): Verdict {
  return mayChange(disk)
}

/** @param repository as it is now */
export function mayExpandTo(
  disk: DiskRelations,
  repository: { name: string; capacityBytes: number },
  capacityBytes: number,
): Verdict {
  const shrinks = capacityBytes < repository.capacityBytes
  return firstRefusal(
    mayExpand(disk),
    shrinks
      ? refuse('disk_shrinks', { disk: repository.name, capacity: repository.capacityBytes }, 'repositoryCapacityBytes')
      : null,
  )
}

export function mayMove(disk: DiskRelations, event: Extract<SnapshotEvent, 'disable' | 'recreate'>): Verdict {
  const transition = disk.snapshot && SNAPSHOT_STATES[event][disk.snapshot.status]
  return firstRefusal(
    ownedByCopy(disk),
    mayUse(disk),
    beingCopied(disk),
    servesRollback(disk),
    transition && transition !== 'ignored' && 'refused' in transition
      ? refuse(transition.refused, { snapshot: disk.name })
      : null,
  )
}

/** Its virtual disk goes with it, so nobody may be using that. */
export function mayDeleteSnapshot(disk: DiskRelations): Verdict {
  const [copy] = disk.copiesFrom
  return firstRefusal(
    ownedByCopy(disk),
    disk.mapping && refuse('disk_mapped', { disk: disk.name, to: disk.mapping.to.name }),
    copy ? refuse('disk_is_copy_source', { disk: disk.name, target: copy.other.name }) : null,
    servesRollback(disk),
    disk.pool.status === 'missing' ? refuse('pool_missing', { pool: disk.pool.name }) : null,
  )
}

/** Vendors: the snapshot of an online copy can't be mapped, disabled, re-created or deleted by itself. */
function ownedByCopy(disk: DiskRelations): Verdict {
  return disk.snapshot?.copyId ? refuse('snapshot_of_copy', { snapshot: disk.name }) : null
}

/** Its source is still seen through it. */
function servesRollback(disk: DiskRelations): Verdict {
  return disk.snapshot?.rollback ? refuse('rollback_uses_snapshot', { snapshot: disk.name }) : null
}

function beingCopied(disk: DiskRelations): Verdict {
  const copy = disk.copiesFrom.find(isRunning)
  return copy ? refuse('snapshot_is_copy_source', { snapshot: disk.name, target: copy.other.name }) : null
}
