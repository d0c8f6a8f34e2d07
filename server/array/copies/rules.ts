/** What may be done with a copy pair in a status. Pure: from the state table. */
import { firstRefusal, refuse, type Verdict } from '../door/refusals'
import type { DiskRelations } from '../virtual-disks/relations'
import { mayBeOverwritten, maySource } from './candidates'
import { COPY_STATES, type CopyEvent } from './states'
import type { CopyStatus, CopyType } from './schema'

export function mayMove(status: CopyStatus, event: Extract<CopyEvent, 'stop' | 'recopy' | 'remove'>): Verdict {
  const transition = COPY_STATES[event][status]
  return transition !== 'ignored' && 'refused' in transition ? refuse(transition.refused, {}) : null
}

/** Copying again overwrites the target, so source and target must be fit for it now. */
export function mayRecopy(
  status: CopyStatus,
  type: CopyType,
  source: DiskRelations,
  target: DiskRelations,
  failTargetSnapshots = false,
): Verdict {
  return firstRefusal(mayMove(status, 'recopy'), maySource(source, type), mayBeOverwritten(target, source, failTargetSnapshots))
}

/** Vendors: the attribute is set by completion and can be changed from then on. */
export function maySetTargetReadOnly(status: CopyStatus): Verdict {
  return status === 'completed' ? null : refuse('copy_not_completed', {}, 'targetReadOnly')
}
