/**
 * Which disk may get identities of its own, and what it is then beside its original. Pure: facts in, verdict out.
 * Source: seed 002 ("synthesis" of a FlashCopy target); only a finished, unmapped target, or an image.
 */
import type { IdentityFacts } from '../../engine/contract'
import { firstRefusal, refuse, type Verdict } from '../door/refusals'
import { isFinished } from '../instant-copies/rules'
import { isActive as isActiveCopy } from '../instant-copies/states'
import type { InstantCopyStatus } from '../instant-copies/schema'
import { isActive as holdsImage } from '../snapshots/states'
import type { DiskRelations } from '../virtual-disks/relations'
import { mayUse, noRunningCopy, notRollingBack, openContent } from '../virtual-disks/rules'

/**
 * Nobody uses the disk, nobody reads it as a whole, and what it holds is complete. That a pair keeps hosts from writing
 * to its target doesn't forbid it: it is what one makes of a target before hosts get it.
 */
export function maySynthesize(disk: DiskRelations): Verdict {
  const { name, mapping, snapshot, copyOnto } = disk
  return firstRefusal(
    disk.kind === 'repository' ? refuse('contents_repository', { disk: name }) : null,
    mayUse(disk),
    snapshot && mayChangeImage(disk, snapshot),
    mapping && refuse('identities_mapped', { disk: name, to: mapping.to.name }),
    noRunningCopy(disk),
    copyOnto && copyOnto.status !== 'completed' ? refuse('disk_is_copy_target', { disk: name, source: copyOnto.other.name }) : null,
    disk.readOnly ? refuse('identities_read_only', { disk: name }) : null,
    notRollingBack(disk),
    openContent(disk),
    noActiveInstantCopy(disk),
  )
}

function mayChangeImage({ name }: DiskRelations, { status, copyId, rollback }: NonNullable<DiskRelations['snapshot']>): Verdict {
  if (copyId !== null) return refuse('snapshot_of_copy', { snapshot: name })
  if (!holdsImage(status)) return refuse('contents_unreadable', { disk: name })
  return rollback && refuse('rollback_uses_snapshot', { snapshot: name })
}

function noActiveInstantCopy({ name, instantCopiesFrom, instantCopyOnto: onto }: DiskRelations): Verdict {
  const from = instantCopiesFrom.find(({ status }) => isActiveCopy(status))
  if (from) return refuse('disk_is_instant_copy_source', { disk: name, target: from.other.name })
  return onto && onto.status !== 'idle' ? refuse('disk_is_instant_copy_target', { disk: name, source: onto.other.name }) : null
}

/** An instant copy has been started, and everything is on its target. */
export function maySynthesizeTarget(copy: { name: string; status: InstantCopyStatus; whole: boolean; startedAt: Date | null }): Verdict {
  return isFinished(copy) ? null : refuse('instant_copy_unfinished', { name: copy.name })
}

/**
 * Whether a host can use the disk beside its original: it had identities, and none is left of them. What is encrypted
 * keeps those inside.
 */
export function allChange(structures: readonly Pick<IdentityFacts, 'identities' | 'notes' | 'refusal'>[]): boolean {
  return (
    structures.some(({ identities }) => identities.length > 0) &&
    structures.every(({ notes, refusal }) => refusal === null && !notes.includes('encryptedInside'))
  )
}
