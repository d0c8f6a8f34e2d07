/** Moves rollbacks by the state table, for commands and for what the engine tells. */
import type { RollbackFacts, RollbackProgress } from '../../engine/contract'
import { copyPriority } from '../copies/schema'
import type { FailureCode } from '../door/params'
import { isEngineError } from '../engine-step'
import { appendOwnEvents } from '../events/log'
import { eventRecord } from '../events/record'
import { failureOf } from '../snapshots/image-status'
import type { StorageArray } from '../storage-array'
import { rollbackStatus } from './schema'
import { ROLLBACK_STATES } from './states'

const include = {
  source: { select: { name: true, pool: { select: { status: true } } } },
  snapshot: { select: { virtualDisk: { select: { name: true } } } },
} as const

export function rollbackRow(array: StorageArray, snapshotId: string) {
  return array.database.rollback.findUnique({ where: { snapshotId }, include })
}
export type RollbackRow = NonNullable<Awaited<ReturnType<typeof rollbackRow>>>

/** What events say of a rollback: their subject and the names in their sentences. */
export function said({ snapshotId: id, snapshot, source }: RollbackRow) {
  const { name } = snapshot.virtualDisk
  return { subject: { id, name }, names: { snapshot: name, source: source.name } }
}

/**
 * Makes the engine go on from what is restored. One that the engine knows nothing of must not begin again; the record of
 * one in progress agrees with the labels since its pool was opened, so it was paused, and was given up.
 */
export async function startRollbackRun(array: StorageArray, row: RollbackRow): Promise<void> {
  try {
    const priority = copyPriority.parse(row.priority)
    const progress = await array.engine.call('image.resumeRollback', { imageId: row.snapshotId, priority })
    if (progress) setRollbackRate(array, progress)
    else await end(array, row, 'snapshot_rollback_cancelled')
  } catch (error) {
    if (!isEngineError(error)) throw error
    await pauseRollback(array, row, failureOf(error.code), error.detail)
  }
}

export function setRollbackRate(array: StorageArray, { imageId, copiedBytes, totalBytes, bytesPerSecond }: RollbackProgress): void {
  array.rates.set({ copyId: imageId, copiedBytes, totalBytes, bytesPerSecond })
}

/** @param detail what the engine said, kept with the event */
export async function pauseRollback(array: StorageArray, row: RollbackRow, code: FailureCode, detail: string): Promise<void> {
  if (!moves(row, 'failed')) return
  await array.database.rollback.update({
    where: { snapshotId: row.snapshotId },
    data: { status: 'paused', statusAt: array.now(), failureCode: code, failureDetail: detail },
  })
  const { subject, names } = said(row)
  await appendOwnEvents(array, eventRecord('snapshot_rollback_paused', subject, { ...names, failure: code, detail }))
  publishRollback(array, row)
}

/** The engine tells that it can't go on. One whose pool is lost isn't paused: it goes on when the pool is back. */
export async function heedPause(array: StorageArray, { imageId }: RollbackFacts, code: FailureCode, detail: string): Promise<void> {
  const row = await rollbackRow(array, imageId)
  if (row && row.source.pool.status !== 'missing') await pauseRollback(array, row, code, detail)
}

export async function completeRollback(array: StorageArray, { imageId }: Pick<RollbackFacts, 'imageId'>): Promise<void> {
  const row = await rollbackRow(array, imageId)
  if (row && moves(row, 'completed')) await end(array, row, 'snapshot_rollback_completed')
}

/**
 * The source is in no rollback, and the record says that it is: a process died, or failed, between the two. Nobody was
 * told that it had begun; or it was given up, which only one that is paused can be; or it was complete.
 */
export async function endUnheard(array: StorageArray, row: RollbackRow): Promise<void> {
  if (!row.begun) return forgetRollback(array, row)
  await end(array, row, row.status === 'paused' ? 'snapshot_rollback_cancelled' : 'snapshot_rollback_completed')
}

async function end(
  array: StorageArray,
  row: RollbackRow,
  type: 'snapshot_rollback_completed' | 'snapshot_rollback_cancelled',
): Promise<void> {
  await forgetRollback(array, row)
  const { subject, names } = said(row)
  await appendOwnEvents(array, eventRecord(type, subject, names))
}

/** Nothing of those in a pool that is lost moves. */
export async function forgetRatesIn(array: StorageArray, poolId: string): Promise<void> {
  for (const row of await array.database.rollback.findMany({ where: { source: { poolId } } })) {
    array.rates.delete(row.snapshotId)
    publishRollback(array, row)
  }
}

function moves(row: RollbackRow, event: 'completed' | 'failed'): boolean {
  return ROLLBACK_STATES[event][rollbackStatus.parse(row.status)] !== 'ignored'
}

/** The record goes; the source and its snapshots are what they are then. */
export async function forgetRollback(array: StorageArray, row: Pick<RollbackRow, 'snapshotId' | 'sourceId'>): Promise<void> {
  await array.database.rollback.delete({ where: { snapshotId: row.snapshotId } })
  array.rates.delete(row.snapshotId)
  publishRollback(array, row)
}

export function publishRollback(array: StorageArray, { snapshotId, sourceId }: Pick<RollbackRow, 'snapshotId' | 'sourceId'>): void {
  array.changes.publish('snapshot', snapshotId)
  array.changes.publish('virtualDisk', sourceId, snapshotId)
  array.changes.publish('operation', snapshotId)
  array.changes.publish('condition', snapshotId)
}
