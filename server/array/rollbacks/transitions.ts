/** Moves rollbacks by the state table, for commands and for what the engine tells. */
import type { RollbackFacts, RollbackProgress } from '../../engine/contract'
import { copyPriority } from '../copies/schema'
import type { FailureCode } from '../door/params'
import { isEngineError } from '../engine-step'
import { appendOwnEvents, eventRecord } from '../events/log'
import { failureOf } from '../snapshots/image-status'
import type { StorageArray } from '../storage-array'
import { rollbackStatus } from './schema'
import { ROLLBACK_STATES } from './states'

const include = {
  source: { select: { name: true } },
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

/** Makes the engine restore: a rollback that it is in goes on from what is restored. */
export async function startRollbackRun(array: StorageArray, row: RollbackRow): Promise<void> {
  try {
    const priority = copyPriority.parse(row.priority)
    setRollbackRate(array, await array.engine.call('image.rollback', { imageId: row.snapshotId, priority }))
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

export async function completeRollback(array: StorageArray, { imageId }: Pick<RollbackFacts, 'imageId'>): Promise<void> {
  const row = await rollbackRow(array, imageId)
  if (!row || !moves(row, 'completed')) return
  await forgetRollback(array, row)
  const { subject, names } = said(row)
  await appendOwnEvents(array, eventRecord('snapshot_rollback_completed', subject, names))
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
