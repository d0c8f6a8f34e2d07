/**
 * What hosts may do with a virtual disk. The one function from which the engine's gates are set, and from which REST
 * and console say what a host's I/O will find.
 *
 * Copies: access of source and target by the pair's type and status, as the vendors document it.
 *
 * | status               | source (offline) | source (online) | target                             |
 * |----------------------|------------------|-----------------|------------------------------------|
 * | pending, in progress | read             | read, write     | nothing                            |
 * | failed               | read             | read, write     | nothing                            |
 * | stopped              | read, write      | read, write     | nothing: its content is incomplete |
 * | completed            | read, write      | read, write     | read; write if read-only is off    |
 *
 * Instant copies (reference "instant copy and remote copy", A4): the source is always readable and writable.
 *
 * | status              | target                                                           |
 * |---------------------|------------------------------------------------------------------|
 * | idle, copying       | read, write                                                      |
 * | preparing, prepared | nothing: what it held counts as lost                             |
 * | stopping            | read, write if it is whole; else nothing                         |
 * | stopped             | nothing: it holds a part of an image                             |
 * | suspended           | source and target: nothing. Their pool is not open: disk_missing |
 *
 * An offline copy of a snapshot virtual disk shields that disk, not the snapshot's source.
 */
import type { CopyStatus } from '../copies/schema'
import type { AccessCode, Text } from '../door/text'
import type { InstantCopyStatus } from '../instant-copies/schema'
import { isOpen } from '../instant-copies/states'
import type { DiskRelations } from './relations'
import type { HostAccess } from './schema'

export type AccessVerdict =
  | { read: true; write: true }
  | { read: boolean; write: false; code: AccessCode; other: string }

type Check = (disk: DiskRelations) => AccessVerdict | null

const nothing = (code: AccessCode, other = ''): AccessVerdict => ({ read: false, write: false, code, other })
const readOnly = (code: AccessCode, other = ''): AccessVerdict => ({ read: true, write: false, code, other })

const TARGET_ACCESS: Record<Exclude<CopyStatus, 'completed'>, AccessCode> = {
  pending: 'copy_target_busy',
  inProgress: 'copy_target_busy',
  failed: 'copy_target_failed',
  stopped: 'copy_target_stopped',
}

/** An offline copy's source; null where the status leaves it alone. */
const SOURCE_ACCESS: Record<CopyStatus, AccessCode | null> = {
  pending: 'copy_source_busy',
  inProgress: 'copy_source_busy',
  failed: 'copy_source_failed',
  stopped: null,
  completed: null,
}

/** Of a target that is not open; null where the missing pool says it. */
const INSTANT_TARGET_ACCESS: Record<InstantCopyStatus, AccessCode | null> = {
  idle: null,
  preparing: 'instant_copy_target_preparing',
  prepared: 'instant_copy_target_prepared',
  copying: null,
  stopping: 'instant_copy_target_stopping',
  stopped: 'instant_copy_target_stopped',
  suspended: null,
}

/** In this order: what refuses reads comes before what refuses only writes. The first that applies is the answer. */
const CHECKS: Check[] = [
  (disk) => (disk.status === 'missing' || disk.pool.status === 'missing' ? nothing('disk_missing') : null),
  (disk) => (disk.status === 'failed' ? nothing('disk_failed') : null),
  (disk) => (disk.kind === 'repository' ? nothing('repository_internal') : null),
  (disk) => (disk.snapshot?.copyId ? nothing('copy_snapshot_internal') : null),
  (disk) => (disk.snapshot?.status === 'disabled' ? nothing('snapshot_disabled') : null),
  (disk) => (disk.snapshot?.status === 'failed' ? nothing('snapshot_failed') : null),
  ({ instantCopyOnto: onto }) => {
    const code = onto && !isOpen(onto.status, onto.whole) ? INSTANT_TARGET_ACCESS[onto.status] : null
    return code && nothing(code, onto?.other.name)
  },
  ({ copyOnto }) =>
    copyOnto && copyOnto.status !== 'completed' ? nothing(TARGET_ACCESS[copyOnto.status], copyOnto.other.name) : null,
  ({ copyOnto }) => (copyOnto?.targetReadOnly ? readOnly('copy_target_read_only', copyOnto.other.name) : null),
  ({ copiesFrom }) => {
    for (const pair of copiesFrom) {
      const code = pair.type === 'offline' ? SOURCE_ACCESS[pair.status] : null
      if (code) return readOnly(code, pair.other.name)
    }
    return null
  },
  (disk) => (disk.readOnly ? readOnly('disk_read_only') : null),
]

export function accessOf(disk: DiskRelations): AccessVerdict {
  for (const check of CHECKS) {
    const verdict = check(disk)
    if (verdict) return verdict
  }
  return { read: true, write: true }
}

const PASSING: ReadonlySet<AccessCode> = new Set(['copy_target_busy', 'copy_source_busy', 'instant_copy_target_preparing'])

/** Whether what is refused comes back by itself, when what runs is done. */
export function isPassing(verdict: AccessVerdict): boolean {
  return !verdict.write && PASSING.has(verdict.code)
}

export function shownAccess(disk: DiskRelations, text: Text): HostAccess {
  const verdict = accessOf(disk)
  const { read, write } = verdict
  if (verdict.write) return { read, write, reason: null, until: null }
  return { read, write, ...text.access(verdict.code, verdict.other) }
}
