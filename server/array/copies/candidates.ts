/**
 * Which disks can be source and target of a virtual disk copy, and why others can't. The candidate lists and the
 * create command both ask here. Cases and order follow the vendors' tables of copy sources and targets.
 */
import { firstRefusal, refuse, type Verdict } from '../door/refusals'
import { type Warning, warn } from '../door/warnings'
import { isActive } from '../snapshots/states'
import type { DiskRelations, PairFacts } from '../virtual-disks/relations'
import { isRunning, notInstantCopyTarget, notRecordedByInstantCopies, notRollingBack, openContent } from '../virtual-disks/rules'
import type { CopyType } from './schema'

export function maySource(disk: DiskRelations, type: CopyType): Verdict {
  return firstRefusal(maySourceAnyCopy(disk), type === 'online' ? maySourceOnlineCopy(disk) : null)
}

/** Can be the source of at least one type of copy. What online refuses beyond offline is told when a type is chosen. */
export function maySourceAnyCopy(disk: DiskRelations): Verdict {
  const { name, snapshot, copyOnto } = disk
  if (disk.kind === 'repository') return refuse('copy_source_repository', { disk: name })
  if (snapshot?.copyId) return refuse('copy_source_copy_snapshot', { disk: name })
  // Of a snapshot there is no snapshot to copy from in its stead.
  if (disk.mapping?.cluster === 'mscs') return refuse(snapshot ? 'copy_source_mscs_snapshot' : 'copy_source_mscs_shared', {})
  if (disk.status === 'missing' || disk.pool.status === 'missing') return refuse('copy_source_missing', { disk: name })
  if (disk.status === 'failed') return refuse('copy_source_failed', { disk: name })
  const rollingBack = notRollingBack(disk)
  if (rollingBack) return rollingBack
  if (snapshot?.status === 'disabled' || snapshot?.status === 'failed') {
    return refuse('copy_source_snapshot_inactive', { disk: name })
  }
  if (copyOnto && copyOnto.status !== 'completed') {
    return refuse('copy_source_incomplete_target', { disk: name, source: copyOnto.other.name })
  }
  return openContent(disk)
}

function maySourceOnlineCopy(disk: DiskRelations): Verdict {
  if (disk.kind === 'snapshot') return refuse('copy_source_snapshot_online', { disk: disk.name })
  if (disk.copyOnto) {
    return refuse('copy_source_target_online', { disk: disk.name, source: disk.copyOnto.other.name })
  }
  return null
}

/** @param failTargetSnapshots it was said that the snapshots of the target may fail */
export function mayTarget(disk: DiskRelations, source: DiskRelations, failTargetSnapshots = false): Verdict {
  if (disk.id === source.id) return refuse('copy_target_same', { disk: disk.name })
  if (disk.copyOnto) return refuse('copy_target_taken', { disk: disk.name, source: disk.copyOnto.other.name })
  return mayBeOverwritten(disk, source, failTargetSnapshots)
}

/**
 * What also holds when an existing pair copies again: the target may have changed since. Vendors: a copy fails all
 * snapshots of its target; here that has to be said (reference 1.6 and 1.10).
 */
export function mayBeOverwritten(disk: DiskRelations, source: DiskRelations, failTargetSnapshots = false): Verdict {
  const { name } = disk
  if (disk.kind === 'repository') return refuse('copy_target_repository', { disk: name })
  if (disk.kind === 'snapshot') return refuse('copy_target_snapshot', { disk: name })
  if (disk.status === 'missing' || disk.pool.status === 'missing') return refuse('copy_target_missing', { disk: name })
  if (disk.status === 'failed') return refuse('copy_target_failed', { disk: name })
  const instant = notRollingBack(disk) ?? notInstantCopyTarget(disk) ?? notRecordedByInstantCopies(disk)
  if (instant) return instant
  const reader = disk.copiesFrom.find(readsDirectly)
  if (reader) return refuse('copy_target_is_source', { disk: name, target: reader.other.name })
  if (source.snapshot?.sourceId === disk.id) return refuse('copy_target_of_own_snapshot', { disk: name, snapshot: source.name })
  if (disk.capacityBytes < source.capacityBytes) {
    return refuse('copy_target_too_small', {
      disk: name,
      capacity: disk.capacityBytes,
      source: source.name,
      sourceCapacity: source.capacityBytes,
    })
  }
  if (disk.readOnly) return refuse('copy_target_read_only', { disk: name })
  const showing = showingSnapshots(disk)
  return showing.length > 0 && !failTargetSnapshots
    ? refuse('copy_target_has_snapshots', { disk: name, snapshots: namesOf(showing) }, 'failTargetSnapshots')
    : null
}

/** The snapshots that show what a disk was, and fail when it is overwritten. */
export function showingSnapshots(disk: DiskRelations): DiskRelations['snapshots'] {
  return disk.snapshots.filter((snapshot) => isActive(snapshot.status))
}

/** What has to be said before a disk is overwritten. */
export function warningsOfTarget(disk: DiskRelations): Warning[] {
  const showing = showingSnapshots(disk)
  return showing.length > 0 ? [warn('copy_target_snapshots_fail', { disk: disk.name, snapshots: namesOf(showing) })] : []
}

function namesOf(snapshots: DiskRelations['snapshots']): string {
  return snapshots.map(({ name }) => `“${name}”`).join(', ')
}

/** A failed offline copy still shields its source from writes, until it is stopped or removed. */
export function readsDirectly(pair: Pick<PairFacts, 'type' | 'status'>): boolean {
  return isRunning(pair) || (pair.type === 'offline' && pair.status === 'failed')
}
