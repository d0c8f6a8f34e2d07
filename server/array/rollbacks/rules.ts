/** What may be rolled back, and what a rollback forbids meanwhile. Pure: facts in, verdict out. */
import { firstRefusal, refuse, type Verdict } from '../door/refusals'
import { isActive } from '../snapshots/states'
import type { DiskRelations } from '../virtual-disks/relations'
import { isRunning, mayUse, notRecordedByInstantCopies, notRollingBack } from '../virtual-disks/rules'
import { ROLLBACK_STATES, type RollbackEvent } from './states'

/**
 * Reference section 3: the image must be whole, one rollback of a source at a time, none while a copy uses it, and the
 * source must have the size that it had.
 * @param disk the snapshot's virtual disk
 */
export function mayRollBack(disk: DiskRelations, source: DiskRelations): Verdict {
  const copy = source.copiesFrom.find(isRunning)
  return firstRefusal(
    disk.snapshot?.copyId ? refuse('snapshot_of_copy', { snapshot: disk.name }) : null,
    mayUse(disk),
    mayUse(source),
    disk.snapshot && !isActive(disk.snapshot.status) ? refuse('rollback_snapshot_inactive', { snapshot: disk.name }) : null,
    notRollingBack(source),
    notRecordedByInstantCopies(source),
    source.copyOnto && refuse('rollback_source_is_target', { disk: source.name, source: source.copyOnto.other.name }),
    copy ? refuse('disk_copy_running', { disk: source.name, other: copy.other.name }) : null,
    disk.capacityBytes === source.capacityBytes
      ? null
      : refuse('rollback_source_grew', { disk: source.name, snapshot: disk.name, capacity: disk.capacityBytes }),
  )
}

/** @param disk the snapshot's virtual disk */
export function mayMoveRollback(disk: DiskRelations, event: Extract<RollbackEvent, 'resume' | 'cancel'>): Verdict {
  const status = disk.snapshot?.rollback
  if (!status) return refuse('rollback_none', { snapshot: disk.name })
  const transition = ROLLBACK_STATES[event][status]
  return firstRefusal(
    mayUse(disk),
    transition !== 'ignored' && 'refused' in transition ? refuse(transition.refused, { snapshot: disk.name }) : null,
  )
}
