/**
 * The life of a copy pair. Commands and engine events move it; transitions.ts runs the effects in the order given
 * here.
 *
 * Vendors: a pair outlives its run. Re-copy always starts from the beginning. A pair in progress is stopped before it
 * is removed.
 */
import type { RefusalCode } from '../door/refusals'
import type { CopyStatus } from './schema'

export type CopyEvent = 'slotFree' | 'completed' | 'failed' | 'stop' | 'recopy' | 'remove'

/**
 * stopRun: the engine has nothing of the run in flight any more. endImage: an online copy's snapshot is disabled, its
 * disks stay. setGates: hosts find source and target as the new status says. startRun: the engine copies.
 */
export type CopyEffect = 'stopRun' | 'endImage' | 'setGates' | 'startRun'

type Refused = Extract<RefusalCode, 'copy_running' | 'copy_waiting' | 'copy_not_running'>

type CopyTransition =
  | { to: CopyStatus | 'removed'; effects: readonly CopyEffect[] }
  | { refused: Refused }
  /** Came too late to matter: the run that it speaks of has ended otherwise. */
  | 'ignored'

const end = ['endImage', 'setGates'] as const
const begin = ['setGates'] as const
const running = { refused: 'copy_running' } as const
const waiting = { refused: 'copy_waiting' } as const
const notRunning = { refused: 'copy_not_running' } as const

export const COPY_STATES: Record<CopyEvent, Record<CopyStatus, CopyTransition>> = {
  slotFree: {
    pending: { to: 'inProgress', effects: ['startRun'] },
    inProgress: 'ignored',
    completed: 'ignored',
    failed: 'ignored',
    stopped: 'ignored',
  },
  completed: {
    pending: 'ignored',
    inProgress: { to: 'completed', effects: end },
    completed: 'ignored',
    failed: 'ignored',
    stopped: 'ignored',
  },
  failed: {
    pending: { to: 'failed', effects: end },
    inProgress: { to: 'failed', effects: ['stopRun', ...end] },
    completed: 'ignored',
    failed: 'ignored',
    stopped: 'ignored',
  },
  stop: {
    pending: { to: 'stopped', effects: end },
    inProgress: { to: 'stopped', effects: ['stopRun', ...end] },
    completed: notRunning,
    failed: { to: 'stopped', effects: ['setGates'] },
    stopped: notRunning,
  },
  recopy: {
    pending: waiting,
    inProgress: running,
    completed: { to: 'pending', effects: begin },
    failed: { to: 'pending', effects: begin },
    stopped: { to: 'pending', effects: begin },
  },
  remove: {
    pending: { to: 'removed', effects: end },
    inProgress: running,
    completed: { to: 'removed', effects: ['setGates'] },
    failed: { to: 'removed', effects: ['setGates'] },
    stopped: { to: 'removed', effects: ['setGates'] },
  },
}

/** Events after which a pending run may find a place among those in progress, its own or another's. */
export const MAKES_ROOM: ReadonlySet<CopyEvent> = new Set(['completed', 'failed', 'stop', 'recopy', 'remove'])
