/** What a random history of images may do; `source`, `snapshot` and `target` are numbers of disks, sectors are counted from 0. */
import type { CopyPriority, FullPolicy } from '../../../contract'

export const SOURCES = 2
/** Of each source. */
export const SNAPSHOTS = 4

export type HostStep =
  | { kind: 'write'; zero: boolean; source: number; first: number; count: number }
  | { kind: 'writeImage'; zero: boolean; source: number; snapshot: number; first: number; count: number }
  | { kind: 'writeTarget'; zero: boolean; target: number; first: number; count: number }
  | { kind: 'read'; source: number }
  | { kind: 'readImage'; source: number; snapshot: number }
  | { kind: 'flush'; source: number }
  | { kind: 'dependentWrites'; first: number }

export type AdministratorStep =
  | { kind: 'start'; snapshots: { source: number; snapshot: number }[] }
  | { kind: 'end'; source: number; snapshot: number }
  | { kind: 'rollback'; source: number; snapshot: number }
  /** Copies a source, or one of its images, onto a target. */
  | { kind: 'copy'; target: number; source: number; snapshot: number | null; priority: CopyPriority }
  | { kind: 'stopCopy'; target: number }

export type Step = HostStep | AdministratorStep | { kind: 'fault'; fault: Fault; source: number; snapshot: number }

/**
 * The pool has no room for new blocks; syncs of a repository's files fail; the next sync of an image's record, or of
 * what is restored, fails; or all is well again.
 */
export type Fault = 'noSpace' | 'repositorySync' | 'recordSync' | 'restoredSync' | 'mended'

export interface Repository {
  grains: number
  policy: FullPolicy
}
