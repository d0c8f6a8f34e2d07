/** What may be done with a virtual disk itself. Pure: facts in, verdict out. */
import { firstRefusal, refuse, type Verdict } from '../door/refusals'
import type { DiskRelations, PairFacts } from './relations'

/** Its bytes can be reached. */
export function mayUse(disk: DiskRelations): Verdict {
  if (disk.status === 'missing' || disk.pool.status === 'missing') return refuse('disk_missing', { disk: disk.name })
  if (disk.status === 'failed') return refuse('disk_failed', { disk: disk.name })
  return null
}

/** Its name is on its label, so its pool must be there. */
export function mayRename(disk: DiskRelations): Verdict {
  return mayUse(disk)
}

/** Vendors: no modification while a copy of the disk is in progress or pending. */
export function mayGrow(disk: DiskRelations): Verdict {
  if (disk.kind === 'snapshot') return refuse('snapshot_disk_fixed', { disk: disk.name })
  return firstRefusal(mayUse(disk), noRunningCopy(disk), notRollingBack(disk))
}

export function mayGrowTo(disk: DiskRelations, capacityBytes: number): Verdict {
  const shrinks = capacityBytes < disk.capacityBytes
  return firstRefusal(
    mayGrow(disk),
    shrinks ? refuse('disk_shrinks', { disk: disk.name, capacity: disk.capacityBytes }, 'capacityBytes') : null,
  )
}

export function maySetReadOnly(disk: DiskRelations): Verdict {
  return notOwned(disk)
}

/** Its administrator says that a host gave it identifiers of its own; while a copy fills it, it can't have any. */
export function mayForgetOrigin(disk: DiskRelations): Verdict {
  if (disk.origin === null) return refuse('disk_bears_own_content', { disk: disk.name })
  const { copyOnto } = disk
  return copyOnto && copyOnto.status !== 'completed'
    ? refuse('disk_is_copy_target', { disk: disk.name, source: copyOnto.other.name })
    : null
}

/**
 * A disk that hosts use, or that copies or snapshots need, is not deleted. One that is missing may be: what is deleted
 * is the record of it.
 */
export function mayDelete(disk: DiskRelations): Verdict {
  const { name, mapping, copyOnto, copiesFrom, snapshots } = disk
  const [copy] = copiesFrom
  return firstRefusal(
    notOwned(disk),
    mapping && refuse('disk_mapped', { disk: name, to: mapping.to.name }),
    copyOnto && refuse('disk_is_copy_target', { disk: name, source: copyOnto.other.name }),
    copy ? refuse('disk_is_copy_source', { disk: name, target: copy.other.name }) : null,
    snapshots.length > 0 ? refuse('disk_has_snapshots', { disk: name, count: snapshots.length }) : null,
    disk.pool.status === 'missing' ? refuse('pool_missing', { pool: disk.pool.name }) : null,
  )
}

/** The disks of a snapshot are managed by the snapshot. One whose snapshot isn't known stands for itself. */
function notOwned(disk: DiskRelations): Verdict {
  if (disk.repositoryOf) {
    return refuse('repository_disk_owned', { disk: disk.name, snapshot: disk.repositoryOf.name })
  }
  return disk.snapshot ? refuse('snapshot_disk_owned', { disk: disk.name }) : null
}

function noRunningCopy(disk: DiskRelations): Verdict {
  const running = [...disk.copiesFrom, ...(disk.copyOnto ? [disk.copyOnto] : [])].find(isRunning)
  return running ? refuse('disk_copy_running', { disk: disk.name, other: running.other.name }) : null
}

/** While a disk is on its way back to a snapshot, nothing else changes or reads it as a whole. */
export function notRollingBack(disk: DiskRelations): Verdict {
  return disk.rollbackTo && refuse('disk_rolling_back', { disk: disk.name, snapshot: disk.rollbackTo.name })
}

export function isRunning(pair: PairFacts): boolean {
  return pair.status === 'inProgress' || pair.status === 'pending'
}
