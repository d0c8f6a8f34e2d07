/**
 * The life of a rollback: it is in progress, or paused by an error until somebody resumes it (reference "virtual disk
 * copy and snapshots", section 3: errors pause it; cancelling leaves the base indeterminate). One that has ended is
 * gone.
 */
import type { RefusalCode } from '../door/refusals'
import type { RollbackStatus } from './schema'

export type RollbackEvent = 'completed' | 'failed' | 'resume' | 'cancel'

type RollbackTransition =
  | { to: RollbackStatus | 'ended' }
  | { refused: Extract<RefusalCode, 'rollback_running'> }
  /** Came too late to matter. */
  | 'ignored'

const running = { refused: 'rollback_running' } as const

export const ROLLBACK_STATES: Record<RollbackEvent, Record<RollbackStatus, RollbackTransition>> = {
  completed: { inProgress: { to: 'ended' }, paused: 'ignored' },
  failed: { inProgress: { to: 'paused' }, paused: 'ignored' },
  resume: { inProgress: running, paused: { to: 'inProgress' } },
  cancel: { inProgress: running, paused: { to: 'ended' } },
}
