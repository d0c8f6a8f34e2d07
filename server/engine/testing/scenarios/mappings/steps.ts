/** What a random history of instant copies may do; disks are numbers, sectors are counted from 0. */
import type { Range } from '../stamped-writes'

/** Any of them may be source or target; each has a snapshot of its own besides. */
export const DISKS = 5

export const RATES = {
  none: { copyBytesPerSecond: 0, cleanBytesPerSecond: 0 },
  slow: { copyBytesPerSecond: 6_553_600, cleanBytesPerSecond: 6_553_600 },
  fast: { copyBytesPerSecond: 1e10, cleanBytesPerSecond: 1e10 },
  /** Everything is copied, and nothing is handed on, so that others go on looking through it. */
  kept: { copyBytesPerSecond: 1e10, cleanBytesPerSecond: 0 },
} as const
export type Rate = keyof typeof RATES

export interface Asked {
  source: number
  target: number
  incremental: boolean
  restore: boolean
  rate: Rate
}

export type HostStep =
  | ({ kind: 'write'; disk: number; snapshot: boolean } & Range)
  | { kind: 'read'; disk: number; snapshot: boolean }
  | { kind: 'flush'; disk: number }
  | { kind: 'dependentWrites'; first: number }

export type SnapshotStep = { kind: 'snapshot'; disk: number } | { kind: 'endSnapshot'; disk: number }

export type AdministratorStep =
  | { kind: 'start'; mappings: Asked[] }
  | { kind: 'stop'; target: number; force: boolean }
  /** Of a target that others look through: which of those there are, counted from 0. */
  | { kind: 'split'; choice: number }
  | { kind: 'giveBack'; first: number; rate: Rate }
  | { kind: 'forget'; target: number }

export type MappingStep = HostStep | SnapshotStep | AdministratorStep
