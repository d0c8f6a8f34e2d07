/** What may be done with a copy pair in a status. Pure: from the state table. */
import { refuse, type Verdict } from '../door/refusals'
import { COPY_STATES, type CopyEvent } from './states'
import type { CopyStatus } from './schema'

export function mayMove(status: CopyStatus, event: Extract<CopyEvent, 'stop' | 'recopy' | 'remove'>): Verdict {
  const transition = COPY_STATES[event][status]
  return transition !== 'ignored' && 'refused' in transition ? refuse(transition.refused, {}) : null
}

/** Vendors: the attribute is set by completion and can be changed from then on. */
export function maySetTargetReadOnly(status: CopyStatus): Verdict {
  return status === 'completed' ? null : refuse('copy_not_completed', {}, 'targetReadOnly')
}
