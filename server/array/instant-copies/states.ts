/**
 * The life of an instant copy (reference "instant copy and remote copy", A4 and A5). Commands and what the engine tells
 * move it. Where a transition names several ends, what the target holds and who looks through it choose: the engine says
 * it for one that was started, {@link restsAs} for one that was only prepared.
 */
import type { RefusalCode } from '../door/refusals'

/**
 * idle:      source and target are disks of their own. Never started, or the target is whole.
 * preparing: what hosts wrote to the source is being flushed; the target is closed.
 * prepared:  it can be started at any instant; the target is closed.
 * copying:   the target shows the source as it was at the start, readable and writable.
 * stopping:  what others need of the target is being handed down to them; then it stops.
 * stopped:   the target holds a part of an image and is closed.
 * suspended: the pool of source and target is not open; it goes on by itself when it is.
 */
export const INSTANT_COPY_STATUSES = ['idle', 'preparing', 'prepared', 'copying', 'stopping', 'stopped', 'suspended'] as const
export type InstantCopyStatus = (typeof INSTANT_COPY_STATUSES)[number]

/**
 * flushed, flushFailed: the end of a preparation. split: what reads through its target goes on as images of that (A8). completed, stopped: the engine tells it. lost, found: the pool goes and
 * comes; then the engine tells what has become of it. regroup: it joins or leaves a consistency group.
 */
export const INSTANT_COPY_EVENTS = [
  'prepare',
  'flushed',
  'flushFailed',
  'start',
  'stop',
  'stopForced',
  'split',
  'completed',
  'stopped',
  'lost',
  'found',
  'regroup',
  'delete',
  'deleteForced',
] as const
export type InstantCopyEvent = (typeof INSTANT_COPY_EVENTS)[number]

type Refused = Extract<RefusalCode, `instant_copy_is_${string}`>

export type InstantCopyTransition =
  | { to: readonly (InstantCopyStatus | 'deleted')[] }
  | { refused: Refused }
  /** Has no effect: there is nothing to stop, or it came too late to matter. */
  | 'ignored'

const to = (...ends: (InstantCopyStatus | 'deleted')[]) => ({ to: ends })
const refused = <const S extends InstantCopyStatus>(status: S) => ({ refused: `instant_copy_is_${status}` }) as const
const atRest = to('idle', 'stopped')
const asFound = to('idle', 'copying', 'stopping', 'stopped')
const ignored = 'ignored'

export const INSTANT_COPY_STATES: Record<InstantCopyEvent, Record<InstantCopyStatus, InstantCopyTransition>> = {
  prepare: {
    idle: to('preparing'),
    preparing: refused('preparing'),
    prepared: refused('prepared'),
    copying: refused('copying'),
    stopping: refused('stopping'),
    stopped: to('preparing'),
    suspended: refused('suspended'),
  },
  flushed: {
    idle: ignored,
    preparing: to('prepared'),
    prepared: ignored,
    copying: ignored,
    stopping: ignored,
    stopped: ignored,
    suspended: ignored,
  },
  flushFailed: {
    idle: ignored,
    preparing: to('stopped'),
    prepared: ignored,
    copying: ignored,
    stopping: ignored,
    stopped: ignored,
    suspended: ignored,
  },
  start: {
    idle: refused('idle'),
    preparing: refused('preparing'),
    prepared: to('copying'),
    copying: refused('copying'),
    stopping: refused('stopping'),
    stopped: refused('stopped'),
    suspended: refused('suspended'),
  },
  // One that is idle stays idle: the older releases that took its target away are the hazard of A5.
  stop: {
    idle: ignored,
    preparing: atRest,
    prepared: atRest,
    copying: to('stopping', 'stopped', 'idle'),
    stopping: ignored,
    stopped: ignored,
    suspended: refused('suspended'),
  },
  stopForced: {
    idle: ignored,
    preparing: atRest,
    prepared: atRest,
    copying: atRest,
    stopping: atRest,
    stopped: ignored,
    suspended: refused('suspended'),
  },
  split: {
    idle: ignored,
    preparing: refused('preparing'),
    prepared: refused('prepared'),
    copying: to('idle'),
    stopping: to('idle'),
    stopped: refused('stopped'),
    suspended: refused('suspended'),
  },
  completed: {
    idle: ignored,
    preparing: ignored,
    prepared: ignored,
    copying: to('idle'),
    stopping: to('idle'),
    stopped: ignored,
    suspended: ignored,
  },
  stopped: {
    idle: ignored,
    preparing: ignored,
    prepared: ignored,
    copying: to('stopped'),
    stopping: to('stopped'),
    stopped: ignored,
    suspended: ignored,
  },
  lost: {
    idle: ignored,
    preparing: ignored,
    prepared: ignored,
    copying: to('suspended'),
    stopping: to('suspended'),
    stopped: ignored,
    suspended: ignored,
  },
  // One that is prepared is prepared for its next start; what the engine knows is its last one.
  found: {
    idle: asFound,
    preparing: ignored,
    prepared: ignored,
    copying: asFound,
    stopping: asFound,
    stopped: asFound,
    suspended: asFound,
  },
  regroup: {
    idle: to('idle'),
    preparing: refused('preparing'),
    prepared: refused('prepared'),
    copying: refused('copying'),
    stopping: refused('stopping'),
    stopped: to('stopped'),
    suspended: refused('suspended'),
  },
  delete: {
    idle: to('deleted'),
    preparing: refused('preparing'),
    prepared: refused('prepared'),
    copying: refused('copying'),
    stopping: refused('stopping'),
    stopped: refused('stopped'),
    suspended: refused('suspended'),
  },
  deleteForced: {
    idle: to('deleted'),
    preparing: refused('preparing'),
    prepared: refused('prepared'),
    copying: refused('copying'),
    stopping: refused('stopping'),
    stopped: to('deleted'),
    suspended: refused('suspended'),
  },
}

/** A5: only one of these is an active instant copy. */
export function isActive(status: InstantCopyStatus): boolean {
  return status === 'copying' || status === 'stopping' || status === 'suspended'
}

/**
 * Whether a disk can be used that is the target of an instant copy (A4).
 * @param whole whether what the target holds is of use by itself
 */
export function isOpen(status: InstantCopyStatus, whole: boolean): boolean {
  return status === 'idle' || status === 'copying' || (status === 'stopping' && whole)
}

/** Where one comes to rest that is given up after it was prepared, or that nobody needs any more. */
export function restsAs(whole: boolean): 'idle' | 'stopped' {
  return whole ? 'idle' : 'stopped'
}

/** The event that a stop is. */
export function stopEvent({ force, split }: { force: boolean; split: boolean }): 'stop' | 'stopForced' | 'split' {
  return split ? 'split' : force ? 'stopForced' : 'stop'
}
