/**
 * The life of a snapshot. `optimal`, `overThreshold` and `full` hold a point in time; `disabled` and `failed` hold
 * none. A full repository with policy failSnapshot fails the snapshot; with failSourceWrites it stays whole and full
 * until there is room. How full the repository is, is measured again when it grows, when the threshold changes, and
 * when it takes grains again after it was full; the status follows both ways.
 */
import type { RefusalCode } from '../door/refusals'
import type { SnapshotStatus } from './schema'

/** How far the repository is filled: below the warning threshold, from it on, or without room for another grain. */
export type FillEvent = 'belowThreshold' | 'overThreshold' | 'full'

export type SnapshotEvent = 'disable' | 'recreate' | FillEvent | 'failed'

type SnapshotTransition =
  | { to: SnapshotStatus }
  | { refused: Extract<RefusalCode, 'snapshot_disabled' | 'snapshot_not_disabled'> }
  | 'ignored'

const notDisabled = { refused: 'snapshot_not_disabled' } as const

export const SNAPSHOT_STATES: Record<SnapshotEvent, Record<SnapshotStatus, SnapshotTransition>> = {
  disable: {
    optimal: { to: 'disabled' },
    overThreshold: { to: 'disabled' },
    full: { to: 'disabled' },
    disabled: { refused: 'snapshot_disabled' },
    failed: { to: 'disabled' },
  },
  recreate: {
    optimal: notDisabled,
    overThreshold: notDisabled,
    full: notDisabled,
    disabled: { to: 'optimal' },
    failed: { to: 'optimal' },
  },
  belowThreshold: {
    optimal: 'ignored',
    overThreshold: { to: 'optimal' },
    full: { to: 'optimal' },
    disabled: 'ignored',
    failed: 'ignored',
  },
  overThreshold: {
    optimal: { to: 'overThreshold' },
    overThreshold: 'ignored',
    full: { to: 'overThreshold' },
    disabled: 'ignored',
    failed: 'ignored',
  },
  full: {
    optimal: { to: 'full' },
    overThreshold: { to: 'full' },
    full: 'ignored',
    disabled: 'ignored',
    failed: 'ignored',
  },
  failed: {
    optimal: { to: 'failed' },
    overThreshold: { to: 'failed' },
    full: { to: 'failed' },
    disabled: 'ignored',
    failed: 'ignored',
  },
}

/** Holds a point in time. */
export function isActive(status: SnapshotStatus): boolean {
  return status !== 'disabled' && status !== 'failed'
}
