/** Brings the records of rollbacks into agreement with the labels, which win about bytes, and lets them go on. */
import type { PoolContents } from '../../engine/contract'
import { eventRecord, type EventRecord } from '../events/record'
import { takeBackContentOf } from '../lineage/record-origin'
import { endUnheard, rollbackRow, said, startRollbackRun } from '../rollbacks/transitions'
import type { StorageArray } from '../storage-array'

/** @returns what was noticed, to be appended to the event log */
export async function settleRollbacks(
  array: StorageArray,
  pool: { id: string },
  { rollbacks, disks }: PoolContents,
): Promise<EventRecord[]> {
  const { rollback } = array.database
  const events: EventRecord[] = []
  const present = new Set(disks.map(({ diskId }) => diskId))
  for (const row of await rollback.findMany({ where: { source: { poolId: pool.id } } })) {
    if (!present.has(row.sourceId) || rollbacks.some(({ imageId }) => imageId === row.snapshotId)) continue
    const ended = await rollbackRow(array, row.snapshotId)
    if (ended) await endUnheard(array, ended)
  }
  for (const { imageId, sourceId } of rollbacks) {
    if ((await array.database.snapshot.count({ where: { id: imageId } })) === 0) continue
    const now = array.now()
    const found = { status: 'inProgress', statusAt: now, priority: 'medium', startedAt: now, begun: true }
    const known = await rollback.findUnique({ where: { snapshotId: imageId } })
    if (known?.begun) continue
    await array.database.$transaction([
      ...(await takeBackContentOf(array, sourceId, imageId)),
      rollback.upsert({ where: { snapshotId: imageId }, create: { snapshotId: imageId, sourceId, ...found }, update: { begun: true } }),
    ])
    const row = await rollbackRow(array, imageId)
    if (!row) continue
    const { subject, names } = said(row)
    events.push(eventRecord('snapshot_rollback_found', subject, names))
  }
  return events
}

/** Those in progress go on from what is restored. @param poolId only of this pool; null: of all */
export async function resumeRollbacks(array: StorageArray, poolId: string | null = null): Promise<void> {
  const { rollback } = array.database
  const where = {
    status: 'inProgress',
    source: { ...(poolId !== null && { poolId }), status: 'optimal', pool: { status: { not: 'missing' } } },
  }
  for (const { snapshotId } of await rollback.findMany({ where })) {
    const row = await rollbackRow(array, snapshotId)
    if (row) await startRollbackRun(array, row)
  }
}
