/** What may be done with a virtual disk itself. Pure: facts in, verdict out. */
import { firstRefusal, refuse, type Verdict } from '../door/refusals'
import { isActive, isOpen } from '../instant-copies/states'
import { isActive as holds } from '../snapshots/states'
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

/** Vendors: no modification while a copy of the disk is in progress or pending; both disks of an instant copy have one size. */
export function mayGrow(disk: DiskRelations): Verdict {
  if (disk.kind === 'snapshot') return refuse('snapshot_disk_fixed', { disk: disk.name })
  return firstRefusal(mayUse(disk), noRunningCopy(disk), notRollingBack(disk), noInstantCopy(disk))
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
    noInstantCopy(disk),
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

export function noRunningCopy(disk: DiskRelations): Verdict {
  const running = [...disk.copiesFrom, ...(disk.copyOnto ? [disk.copyOnto] : [])].find(isRunning)
  return running ? refuse('disk_copy_running', { disk: disk.name, other: running.other.name }) : null
}

/** While a disk is on its way back to a snapshot, or to an image of its own, nothing else changes or reads it as a whole. */
export function notRollingBack({ name, rollbackTo, instantCopyOnto: onto }: DiskRelations): Verdict {
  return firstRefusal(
    rollbackTo && refuse('disk_rolling_back', { disk: name, snapshot: rollbackTo.name }),
    onto?.restore && isActive(onto.status) ? refuse('disk_given_back', { disk: name, source: onto.other.name }) : null,
  )
}

/** It is neither source nor target of an instant copy, whatever its status. */
function noInstantCopy(disk: DiskRelations): Verdict {
  const [from] = disk.instantCopiesFrom
  return firstRefusal(notInstantCopyTarget(disk), from ? refuse('disk_is_instant_copy_source', { disk: disk.name, target: from.other.name }) : null)
}

export function notInstantCopyTarget({ name, instantCopyOnto: onto }: DiskRelations): Verdict {
  return onto && refuse('disk_is_instant_copy_target', { disk: name, source: onto.other.name })
}

/** Nobody looks at the disk's blocks as they were, and nobody keeps account of what changes on them. */
export function notRecordedByInstantCopies({ name, instantCopiesFrom, instantCopyOnto: onto }: DiskRelations): Verdict {
  const from = instantCopiesFrom.find(({ status, incremental }) => isActive(status) || incremental)
  if (from) return refuse('disk_is_instant_copy_source', { disk: name, target: from.other.name })
  return onto && (onto.status !== 'idle' || onto.incremental) ? refuse('disk_is_instant_copy_target', { disk: name, source: onto.other.name }) : null
}

/** What the grains of snapshots have; all images of one disk have the same. */
export const SNAPSHOT_GRAIN_BYTES = 65_536

/** @param grain of a new image of the disk; null: of a snapshot */
export function fitsImages(disk: DiskRelations, grain: number | null = null): Verdict {
  const { instantCopiesFrom, instantCopyOnto: onto } = disk
  const wanted = grain ?? SNAPSHOT_GRAIN_BYTES
  const pairs = [...instantCopiesFrom, ...(onto ? [onto] : [])].filter(({ status }) => isActive(status))
  const sizes = [...pairs.map((pair) => pair.grainBytes), ...disk.snapshots.filter(({ status }) => holds(status)).map(() => SNAPSHOT_GRAIN_BYTES)]
  const other = sizes.find((size) => size !== wanted)
  return other === undefined ? null : refuse('disk_grain_differs', { disk: disk.name, grain: other, other: wanted })
}

/** What it holds is of use: it is not the target of an instant copy that is about to start, or stopped half way. */
export function openContent({ name, instantCopyOnto: onto }: DiskRelations): Verdict {
  return onto && !isOpen(onto.status, onto.whole) ? refuse('disk_is_instant_copy_part', { disk: name, source: onto.other.name }) : null
}

export function isRunning(pair: Pick<PairFacts, 'status'>): boolean {
  return pair.status === 'inProgress' || pair.status === 'pending'
}
