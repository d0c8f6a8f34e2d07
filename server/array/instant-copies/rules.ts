/**
 * Which disks can be source and target of an instant copy, and what a status allows. Pure: facts in, verdict out. The
 * candidate lists and the commands both ask here. Source of the rules, where nothing else is said: reference "instant
 * copy and remote copy", A3 for creating and A5 for preparing.
 *
 * MSCS shared disks: an instant copy of one is allowed, as a snapshot of one is; hosts go on using the source. What its
 * target may be mapped to is settled where all images are: server/array/lineage (reference "shadow copies, cluster,
 * iSCSI", section 8, G1 and G2). The refusal of seed 000 is about virtual disk copies, which read the shared disk itself.
 */
import { firstRefusal, refuse, type Verdict } from '../door/refusals'
import { type Warning, warn } from '../door/warnings'
import { showingSnapshots } from '../copies/candidates'
import type { DiskRelations, InstantCopyPair, PairFacts } from '../virtual-disks/relations'
import { fitsImages, isRunning, mayUse, notRollingBack, openContent } from '../virtual-disks/rules'
import { type Consents, type GrainBytes, type InstantCopyStatus, instantCopyStatus } from './schema'
import { INSTANT_COPY_STATES, type InstantCopyEvent, isActive } from './states'

export const MAX_INSTANT_COPIES_OF_SOURCE = 256
export const MAX_INSTANT_COPIES_OF_TREE = 256

/** What the array's grain size is where nobody chose one (DESIGN: 64 KiB). */
export const DEFAULT_GRAIN_BYTES = 65_536

export function maySource(disk: DiskRelations): Verdict {
  const { name } = disk
  return firstRefusal(
    disk.kind === 'standard' ? null : refuse('instant_copy_source_not_standard', { disk: name }),
    mayUse(disk),
    disk.instantCopiesFrom.length >= MAX_INSTANT_COPIES_OF_SOURCE
      ? refuse('instant_copy_source_limit', { disk: name, limit: MAX_INSTANT_COPIES_OF_SOURCE })
      : null,
  )
}

/** @param treeSize instant copies that would hang together with the new one, itself included */
export function mayTarget(disk: DiskRelations, source: DiskRelations, treeSize: number): Verdict {
  const { name, instantCopyOnto, copyOnto } = disk
  if (disk.id === source.id) return refuse('instant_copy_target_same', { disk: name })
  return firstRefusal(
    disk.kind === 'standard' ? null : refuse('instant_copy_target_not_standard', { disk: name }),
    mayUse(disk),
    // The engine keeps source and images of one pool together, so that they open and are lost together.
    disk.pool.id === source.pool.id
      ? null
      : refuse('instant_copy_other_pool', { disk: name, pool: disk.pool.name, source: source.name, sourcePool: source.pool.name }),
    disk.capacityBytes === source.capacityBytes
      ? null
      : refuse('instant_copy_size_differs', {
          disk: name,
          capacity: disk.capacityBytes,
          source: source.name,
          sourceCapacity: source.capacityBytes,
        }),
    instantCopyOnto && refuse('instant_copy_target_taken', { disk: name, source: instantCopyOnto.other.name }),
    copyOnto && refuse('disk_is_copy_target', { disk: name, source: copyOnto.other.name }),
    treeSize > MAX_INSTANT_COPIES_OF_TREE
      ? refuse('instant_copy_tree_limit', { disk: name, source: source.name, limit: MAX_INSTANT_COPIES_OF_TREE })
      : null,
  )
}

/**
 * The grain size of a new instant copy: that of those which either disk has already, for their maps meet (A2).
 * @param asked undefined: whatever fits
 */
export function grainFor(asked: GrainBytes | undefined, source: DiskRelations, target: DiskRelations): GrainBytes {
  return asked ?? grainOfOthers(source, target)?.pair.grainBytes ?? DEFAULT_GRAIN_BYTES
}

export function mayHaveGrain(grain: GrainBytes, source: DiskRelations, target: DiskRelations): Verdict {
  const other = grainOfOthers(source, target)
  if (other && other.pair.grainBytes !== grain) {
    return refuse('instant_copy_grain_differs', { disk: other.disk.name, grain: other.pair.grainBytes }, 'grainBytes')
  }
  const verdict = fitsImages(source, grain)
  return verdict && { ...verdict, path: 'grainBytes' }
}

function grainOfOthers(...disks: DiskRelations[]): { disk: DiskRelations; pair: InstantCopyPair } | null {
  for (const disk of disks) {
    const pair = disk.instantCopyOnto ?? disk.instantCopiesFrom[0]
    if (pair) return { disk, pair }
  }
  return null
}

/** What a status says to a command. */
export function mayMove(status: InstantCopyStatus, event: InstantCopyEvent, name: string): Verdict {
  const transition = INSTANT_COPY_STATES[event][status]
  return transition !== 'ignored' && 'refused' in transition ? refuse(transition.refused, { name }) : null
}

/** It has been started, and everything is on its target. Whole and never started is what a new one is. */
export function isFinished({ status, whole, startedAt }: { status: string; whole: boolean; startedAt: Date | null }): boolean {
  return status === 'idle' && whole && startedAt !== null
}

/** A2: one that is to go when its target is whole goes by itself, once the pool's labels can let go of it. */
export function goesByItself(copy: Parameters<typeof isFinished>[0] & Deleted & { autoDelete: boolean }): boolean {
  return copy.autoDelete && isFinished(copy) && mayDelete(copy, false) === null
}

/** What the pool's labels say of it has to go too. */
export function mayDelete({ status, name, target: { pool } }: Deleted, force: boolean): Verdict {
  return firstRefusal(
    mayMove(instantCopyStatus.parse(status), force ? 'deleteForced' : 'delete', name),
    pool.status === 'missing' ? refuse('pool_missing', { pool: pool.name }) : null,
  )
}

interface Deleted {
  status: string
  name: string
  target: { pool: { name: string; status: string } }
}

/** What a restore has to do with others, beside its two disks. */
export interface Beside {
  /** Another of the same tree that gives a content back, or is prepared to. */
  restoring: string | null
  /** The disk through which alone the source is an image of the target. */
  through: string | null
  /** It is to start at one instant with others. */
  together: boolean
}

export const NOTHING_BESIDE: Beside = { restoring: null, through: null, together: false }

/**
 * Whether the disks of an instant copy are fit for a new start. It says nothing of who uses the target: use.ts does.
 * @param grain of the instant copy
 */
export function mayOverwrite(
  source: DiskRelations,
  target: DiskRelations,
  { restore, failTargetSnapshots }: Omit<Consents, 'overrideInUse'>,
  beside: Beside,
  grain: GrainBytes,
): Verdict {
  return firstRefusal(
    mayUse(source),
    mayUse(target),
    openContent(source),
    fitsImages(source, grain),
    restore ? fitsImages(target, grain) : null,
    notRollingBack(source),
    notRollingBack(target),
    noDirectCopy(source),
    unfinishedCopyOnto(source),
    noDirectCopy(target),
    target.readOnly ? refuse('copy_target_read_only', { disk: target.name }) : null,
    restore ? noOtherRestore(beside.restoring) : noActiveFrom(target),
    restore ? givesBackByItself(source, target, beside) : null,
    restore || failTargetSnapshots ? null : noShowingSnapshots(target),
  )
}

/** A5: the target of a new start is the source of no active one, but for a restore. */
function noActiveFrom(target: DiskRelations): Verdict {
  const active = target.instantCopiesFrom.find(({ status }) => isActive(status))
  return active ? refuse('instant_copy_target_is_source', { disk: target.name, target: active.other.name }, 'restore') : null
}

/**
 * A9: an image gives its source its content back without having got everything. The engine looks through the image of a
 * disk for that, not through an image of an image; and what says that it has begun is on each disk's own label, so that a
 * crash could part those that begin together.
 */
function givesBackByItself(source: DiskRelations, target: DiskRelations, { through, together }: Beside): Verdict {
  const disks = { disk: source.name, target: target.name }
  if (through !== null) return refuse('instant_copy_restore_indirect', { ...disks, through }, 'restore')
  const onto = source.instantCopyOnto
  const isImage = onto !== null && onto.other.id === target.id && isActive(onto.status)
  return isImage && together ? refuse('instant_copy_restore_together', disks, 'restore') : null
}

/** A5: of all that hang together one at a time gives a content back. */
function noOtherRestore(restoring: string | null): Verdict {
  return restoring === null ? null : refuse('instant_copy_restore_running', { name: restoring }, 'restore')
}

function noShowingSnapshots(target: DiskRelations): Verdict {
  const names = namesOfShowing(target)
  return names === '' ? null : refuse('instant_copy_target_has_snapshots', { disk: target.name, snapshots: names }, 'failTargetSnapshots')
}

/** A virtual disk copy that reads or writes the disk itself. An online copy reads a snapshot. */
export function noDirectCopy(disk: DiskRelations): Verdict {
  const offline = disk.copiesFrom.filter(({ type }) => type === 'offline')
  const running = [...offline, ...(disk.copyOnto ? [disk.copyOnto] : [])].find(isRunning)
  return running ? refuse('disk_copy_running', { disk: disk.name, other: running.other.name }) : null
}

function unfinishedCopyOnto({ name, copyOnto }: DiskRelations): Verdict {
  return copyOnto && isUnfinished(copyOnto) ? refuse('copy_source_incomplete_target', { disk: name, source: copyOnto.other.name }) : null
}

function isUnfinished({ status }: PairFacts): boolean {
  return status !== 'completed'
}

/** What has to be said before a target is prepared: also one that is never started counts as lost (A6). */
export function warningsOfTarget(target: DiskRelations, restore: boolean): Warning[] {
  const names = restore ? '' : namesOfShowing(target)
  return [
    warn('instant_copy_target_lost', { disk: target.name }),
    ...(names === '' ? [] : [warn('instant_copy_target_snapshots_fail', { disk: target.name, snapshots: names })]),
  ]
}

function namesOfShowing(disk: DiskRelations): string {
  return showingSnapshots(disk)
    .map(({ name }) => `“${name}”`)
    .join(', ')
}

/** A6: members of a group are driven by the group. */
export function standsAlone(name: string, group: { name: string } | null): Verdict {
  return group && refuse('instant_copy_in_group', { name, group: group.name })
}
