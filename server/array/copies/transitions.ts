/**
 * Moves copy pairs by the state table. Where it is going is stored first (the intent), then the effects run, each of
 * which can be run again, and then it has arrived: who reads a status finds gates and images already as it says. A
 * crash in between is mended at start.
 */
import { isEngineError } from '../engine-step'
import type { Prisma } from '../../database/generated/client'
import type { FailureCode } from '../door/params'
import { RefusalError, refuse } from '../door/refusals'
import { appendOwnEvents } from '../events/log'
import { eventRecord, type EventRecord } from '../events/record'
import { deleteDisks } from '../intents'
import { leaveImages } from '../lineage/record-origin'
import { failureOf } from '../snapshots/image-status'
import { snapshotDisks } from '../snapshots/disks'
import { recordDisabled } from '../snapshots/record'
import type { StorageArray } from '../storage-array'
import { setGates } from '../virtual-disks/gates'
import { copyInclude, type CopyRow, copySubject, pairNames, readDiskId } from './rows'
import { copyPriority, copyStatus, type CopyStatus } from './schema'
import { COPY_STATES, type CopyEffect, type CopyEvent, MAKES_ROOM } from './states'

/**
 * @param data what else is stored with the new status
 * @param noticed what the event log says of it, when nobody asked for it
 * @throws {RefusalError} the status forbids it
 */
export async function moveCopy(
  array: StorageArray,
  row: CopyRow,
  event: CopyEvent,
  data: Prisma.CopyUpdateInput = {},
  noticed: EventRecord[] = [],
): Promise<void> {
  const transition = COPY_STATES[event][copyStatus.parse(row.status)]
  if (transition === 'ignored') return
  if ('refused' in transition) throw new RefusalError(refuse(transition.refused, {}))
  const { to, effects } = transition
  if (to === 'removed') await removePair(array, row)
  else await array.database.copy.update({ where: { id: row.id }, data: { ...data, movingTo: to } })
  for (const effect of effects) await EFFECTS[effect](array, row)
  await appendOwnEvents(array, ...noticed)
  if (to !== 'removed') await arrive(array, row.id, to)
  array.changes.publish('copy', row.id)
  array.changes.publish('operation', row.id)
  array.changes.publish('condition', row.id)
  if (MAKES_ROOM.has(event)) await startPending(array)
}

/** A run that could not start has arrived at `failed` meanwhile, and stays there. */
export async function arrive(array: StorageArray, id: string, to: CopyStatus): Promise<void> {
  const data = { status: to, statusAt: array.now(), movingTo: null }
  await array.database.copy.updateMany({ where: { id, movingTo: to }, data })
}

const EFFECTS: Record<CopyEffect, (array: StorageArray, row: CopyRow) => Promise<void>> = {
  async stopRun(array, row) {
    await array.engine.call('copy.stop', { copyId: row.id })
    array.rates.delete(row.id)
  },

  async endImage(array, row) {
    if (row.snapshotId === null) return
    const present = { status: 'optimal', pool: { status: { not: 'missing' } } }
    // One that is out of reach is ended when its pool is back.
    if ((await array.database.snapshot.count({ where: { id: row.snapshotId, virtualDisk: present } })) === 0) return
    await array.engine.call('image.end', { imageId: row.snapshotId })
    await recordDisabled(array, row.snapshotId)
  },

  setGates: (array, row) => setGates(array, gatedDisks(row)),

  startRun: (array, row) => startRun(array, { ...row, status: 'inProgress' }),
}

/** Makes the engine copy: a run that it knows goes on from its durable progress. @param row in progress */
export async function startRun(array: StorageArray, row: CopyRow): Promise<void> {
  const { id: copyId, run, targetId } = row
  const priority = copyPriority.parse(row.priority)
  try {
    const start = { copyId, run, sourceId: readDiskId(row), targetId, priority }
    array.rates.set(await array.engine.call('copy.start', start))
  } catch (error) {
    if (!isEngineError(error)) throw error
    await failCopy(array, row, failureOf(error.code), error.detail)
  }
}

function gatedDisks(row: CopyRow): string[] {
  return [row.sourceId, row.targetId, ...(row.snapshotId === null ? [] : [row.snapshotId])]
}

/** Starts pending runs in the order in which they were asked for, as many as may be in progress at once. */
export async function startPending(array: StorageArray): Promise<void> {
  const { copy } = array.database
  for (;;) {
    if ((await copy.count({ where: { status: 'inProgress' } })) >= array.identity.maxRunningCopies) return
    const row = await copy.findFirst({
      where: { status: 'pending' },
      orderBy: [{ queuedAt: 'asc' }, { id: 'asc' }],
      include: copyInclude,
    })
    if (row === null) return
    await appendOwnEvents(array, eventRecord('copy_started', copySubject(row), pairNames(row)))
    await moveCopy(array, row, 'slotFree', { startedAt: array.now() })
  }
}

/** @param detail what the engine said, kept with the event */
export async function failCopy(array: StorageArray, row: CopyRow, code: FailureCode, detail: string): Promise<void> {
  const copiedBytes = BigInt(array.rates.get(row.id)?.copiedBytes ?? 0)
  array.rates.delete(row.id)
  const noticed = eventRecord('copy_failed', copySubject(row), { ...pairNames(row), failure: code, detail })
  await moveCopy(array, row, 'failed', { failureCode: code, failureDetail: detail, copiedBytes }, [noticed])
}

export async function completeCopy(array: StorageArray, row: CopyRow): Promise<void> {
  array.rates.delete(row.id)
  const { totalBytes } = row
  const noticed = eventRecord('copy_completed', copySubject(row), { ...pairNames(row), total: Number(totalBytes) })
  const data = { completedAt: array.now(), copiedBytes: totalBytes, targetReadOnly: true }
  await moveCopy(array, row, 'completed', data, [noticed])
}

/** Takes the pair away, and an online copy's snapshot and repository with it. The target keeps its data. */
async function removePair(array: StorageArray, row: CopyRow): Promise<void> {
  const { copy, snapshot, virtualDisk } = array.database
  array.rates.delete(row.id)
  const pair = copy.delete({ where: { id: row.id } })
  if (row.snapshotId === null) {
    await pair
    return
  }
  const made = await snapshotDisks(array, row.snapshotId)
  const ids = made.map(({ id }) => id)
  await deleteDisks(array, made, [
    ...(await leaveImages(array, row.snapshotId)),
    pair,
    snapshot.deleteMany({ where: { id: { in: ids } } }),
    virtualDisk.deleteMany({ where: { id: { in: ids } } }),
  ])
  array.changes.publish('virtualDisk', ...ids)
  array.changes.publish('snapshot', row.snapshotId)
}
