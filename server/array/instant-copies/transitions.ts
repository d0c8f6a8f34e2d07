/**
 * Moves instant copies by the state table, for commands and for what the engine tells. Gates follow every move. What a
 * crash leaves between the records and the engine is settled when the pool is opened: the engine wins about bytes
 * (reconcile/instant-copies.ts).
 */
import type { InstantCopyFacts } from '../../engine/contract'
import type { Prisma } from '../../database/generated/client'
import type { FailureCode } from '../door/params'
import { refuse, RefusalError } from '../door/refusals'
import { engineStep, isEngineError } from '../engine-step'
import { appendOwnEvents } from '../events/log'
import { eventRecord } from '../events/record'
import { originalFor } from '../lineage/read-world'
import { takeContentOf } from '../lineage/record-origin'
import { failureOf } from '../snapshots/image-status'
import type { StorageArray } from '../storage-array'
import { setGates } from '../virtual-disks/gates'
import { isWhole } from './outcome'
import { engineRates } from './rates'
import { factsOf, findInstantCopy, instantCopyNames, type InstantCopyRow, instantCopySubject, isReachable } from './rows'
import { mayMove } from './rules'
import { type InstantCopyStatus, instantCopyStatus } from './schema'
import { INSTANT_COPY_STATES, type InstantCopyEvent } from './states'

/**
 * @param to one of the ends that the table names for the event
 * @param data what else is stored with the new status
 * @returns false when the event has no effect in the status that the instant copy has
 * @throws {RefusalError} the status forbids it
 */
export async function moveInstantCopy(
  array: StorageArray,
  row: InstantCopyRow,
  event: InstantCopyEvent,
  to: InstantCopyStatus,
  data: Prisma.InstantCopyUpdateManyMutationInput = {},
): Promise<boolean> {
  return (await moveInstantCopies(array, [row], event, to, data)) > 0
}

/**
 * All of them or, in a crash too, none.
 * @returns how many have moved: those in whose status the event has an effect
 * @throws {RefusalError} the status of one forbids it
 */
export async function moveInstantCopies(
  array: StorageArray,
  rows: readonly InstantCopyRow[],
  event: InstantCopyEvent,
  to: InstantCopyStatus,
  data: Prisma.InstantCopyUpdateManyMutationInput = {},
): Promise<number> {
  const moving = rows.filter((row) => moves(row, event, to))
  if (moving.length === 0) return 0
  const atRest = to === 'idle' || to === 'stopped'
  await array.database.instantCopy.updateMany({
    where: { id: { in: moving.map(({ id }) => id) } },
    data: { status: to, statusAt: array.now(), ...(atRest && { restore: false }), ...data },
  })
  if (atRest) for (const { id } of moving) array.instantCopies.delete(id)
  await setGates(array, [...new Set(moving.flatMap(({ sourceId, targetId }) => [sourceId, targetId]))])
  for (const row of moving) publishInstantCopy(array, row)
  return moving.length
}

function moves(row: InstantCopyRow, event: InstantCopyEvent, to: InstantCopyStatus): boolean {
  const status = instantCopyStatus.parse(row.status)
  const refusal = mayMove(status, event, row.name)
  if (refusal) throw new RefusalError(refusal)
  const transition = INSTANT_COPY_STATES[event][status]
  if (transition === 'ignored' || 'refused' in transition) return false
  if (!transition.to.includes(to)) throw new Error(`An instant copy that is ${status} does not become ${to} by ${event}.`)
  return true
}

/** The engine has started it: the target bears the source's content from now on. */
export async function recordStarted(array: StorageArray, row: InstantCopyRow, facts: InstantCopyFacts): Promise<void> {
  const original = await originalFor(array, row.sourceId)
  await array.database.$transaction(await takeContentOf(array, row.targetId, original))
  await moveInstantCopy(array, row, 'start', 'copying', {
    movingTo: null,
    whole: false,
    restore: facts.restore,
    startedAt: new Date(facts.startedAt),
    completedAt: null,
    failureCode: null,
    failureDetail: null,
  })
}

/** The target is whole and nobody looks through it. With auto-delete that is the end of it. */
export async function completeInstantCopy(array: StorageArray, facts: InstantCopyFacts): Promise<void> {
  const row = await rowOfRun(array, facts)
  if (!row) return
  if (!(await moveInstantCopy(array, row, 'completed', 'idle', { whole: true, completedAt: array.now(), ...NO_FAILURE }))) return
  await appendOwnEvents(array, eventRecord('instant_copy_completed', instantCopySubject(row), instantCopyNames(row)))
  if (row.autoDelete) await goByItself(array, row)
}

/** A2: nobody asked for it now. */
export async function goByItself(array: StorageArray, row: InstantCopyRow): Promise<void> {
  await removeInstantCopy(array, row)
  await appendOwnEvents(array, eventRecord('instant_copy_deleted', instantCopySubject(row), instantCopyNames(row)))
}

/** It stopped: as it was asked to, with another that was forced to, or by a failure. */
export async function heedStop(array: StorageArray, facts: InstantCopyFacts): Promise<void> {
  const row = await rowOfRun(array, facts)
  if (!row) return
  const { failure } = facts
  if (failure) return failInstantCopy(array, row, failureOf(failure.code), failure.detail)
  if (await moveInstantCopy(array, row, 'stopped', 'stopped', { whole: false })) {
    await appendOwnEvents(array, eventRecord('instant_copy_stopped', instantCopySubject(row), instantCopyNames(row)))
  }
}

/** @param detail what the engine said, kept with the event */
export async function failInstantCopy(array: StorageArray, row: InstantCopyRow, code: FailureCode, detail: string): Promise<void> {
  const data = { whole: false, failureCode: code, failureDetail: detail }
  if (!(await moveInstantCopy(array, row, row.status === 'preparing' ? 'flushFailed' : 'stopped', 'stopped', data))) return
  const params = { ...instantCopyNames(row), failure: code, detail }
  await appendOwnEvents(array, eventRecord('instant_copy_failed', instantCopySubject(row), params))
}

/** It can't go on giving a content back, and tries again and again: hosts find all of it meanwhile. */
export async function heedHalt(array: StorageArray, facts: InstantCopyFacts): Promise<void> {
  const row = await rowOfRun(array, facts)
  if (row?.status !== 'copying' || !facts.failure) return
  const { detail } = facts.failure
  const failure = failureOf(facts.failure.code)
  await noteFailure(array, row, failure, detail)
  await appendOwnEvents(array, eventRecord('instant_copy_halted', instantCopySubject(row), { ...instantCopyNames(row), failure, detail }))
}

export async function heedGoingOn(array: StorageArray, facts: InstantCopyFacts): Promise<void> {
  const row = await rowOfRun(array, facts)
  if (row?.status !== 'copying' || row.failureCode === null) return
  await noteFailure(array, row, null, null)
  await appendOwnEvents(array, eventRecord('instant_copy_resumed', instantCopySubject(row), instantCopyNames(row)))
}

async function noteFailure(array: StorageArray, row: InstantCopyRow, failureCode: FailureCode | null, failureDetail: string | null): Promise<void> {
  await array.database.instantCopy.update({ where: { id: row.id }, data: { failureCode, failureDetail, statusAt: array.now() } })
  publishInstantCopy(array, row)
}

/** What kept one from going on is past when it has its end, or was asked to stop. */
export const NO_FAILURE = { failureCode: null, failureDetail: null } as const

/** A run that was followed by another has nothing to say any more. */
async function rowOfRun(array: StorageArray, { instantCopyId, run }: InstantCopyFacts): Promise<InstantCopyRow | null> {
  const row = await findInstantCopy(array, instantCopyId)
  return row?.run === run ? row : null
}

/** What the engine's facts mean for a record. */
export function foundIn(facts: InstantCopyFacts): { to: InstantCopyStatus; whole: boolean } {
  return { to: facts.state, whole: facts.state === 'idle' || (facts.state === 'stopping' && isWhole(facts)) }
}

/** The engine goes on with what it has to do in the background. @param row copying or stopping */
export async function resumeInstantCopy(array: StorageArray, row: InstantCopyRow): Promise<void> {
  const rates = engineRates(row.copyRate, row.cleanRate, row.status === 'stopping')
  // What it halted for it tells again, if it is so still.
  if (row.failureCode !== null) await noteFailure(array, row, null, null)
  try {
    await array.engine.call('instantCopy.resume', { targetId: row.targetId, ...rates })
  } catch (error) {
    if (!isEngineError(error)) throw error
    await failInstantCopy(array, row, failureOf(error.code), error.detail)
  }
}

/**
 * A start that failed, on a disk on which not even that could be noted, may be at work for the engine all the same. It ends
 * first, and older images get what they see through it.
 * @param rows at rest or prepared
 */
export async function endUnrecorded(array: StorageArray, rows: readonly InstantCopyRow[]): Promise<void> {
  const working = (await factsOf(array, rows)).filter(({ state }) => state === 'copying' || state === 'stopping')
  const targetIds = working.map(({ targetId }) => targetId)
  if (targetIds.length > 0) await array.engine.call('instantCopy.stop', { targetIds, force: false })
}

/** Both disks stay what they are; the target is a disk like others. Its group goes with its last member, if it is to. */
export async function removeInstantCopy(array: StorageArray, row: InstantCopyRow): Promise<void> {
  await endUnrecorded(array, [row])
  const known = isReachable(row) ? await factsOf(array, [row]) : []
  const words = { diskInUse: () => refuse('disk_in_use', { disk: row.target.name }) }
  if (known.length > 0) await engineStep(array.engine.call('instantCopy.forget', { targetId: row.targetId }), words)
  const emptied = await emptiedGroup(array, row)
  await array.database.$transaction([array.database.instantCopy.delete({ where: { id: row.id } }), ...goneWith(array, emptied)])
  array.instantCopies.delete(row.id)
  await setGates(array, [row.sourceId, row.targetId])
  publishInstantCopy(array, row)
  await tellOfLeft(array, row.group, emptied)
}

/** The group that goes with a member, because that is the last one. */
export async function emptiedGroup(array: StorageArray, { id, group }: InstantCopyRow): Promise<InstantCopyRow['group']> {
  if (!group?.autoDelete) return null
  return (await array.database.instantCopy.count({ where: { groupId: group.id, NOT: { id } } })) > 0 ? null : group
}

/** To be stored with the member's leaving: a crash in between would leave a group that nothing empties any more. */
export function goneWith(array: StorageArray, emptied: InstantCopyRow['group']): Prisma.PrismaPromise<unknown>[] {
  return emptied ? [array.database.consistencyGroup.delete({ where: { id: emptied.id } })] : []
}

export async function tellOfLeft(array: StorageArray, left: InstantCopyRow['group'], emptied: InstantCopyRow['group']): Promise<void> {
  if (left) array.changes.publish('consistencyGroup', left.id)
  if (emptied) await appendOwnEvents(array, eventRecord('consistency_group_deleted', emptied, { group: emptied.name }))
}

export function publishInstantCopy(array: StorageArray, { id, sourceId, targetId, groupId }: Omit<InstantCopyRow, 'source' | 'target' | 'group'>): void {
  array.changes.publish('instantCopy', id)
  array.changes.publish('virtualDisk', sourceId, targetId)
  array.changes.publish('operation', id)
  array.changes.publish('condition', id)
  if (groupId !== null) array.changes.publish('consistencyGroup', groupId)
}
