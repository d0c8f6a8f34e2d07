/** Mends what a crash cut off: steps that were written down and whose outcome was not. */
import type { StorageArray } from '../storage-array'
import { eventRecord, type EventRecord } from '../events/record'
import { isFault } from '../engine-step'
import { eraseDisks, type IntentData, intentData } from '../intents'

/**
 * To be called when the pools are open, before their disks are compared with the records: a disk that is to go must
 * not be adopted first.
 * @returns what was done, for the event log
 */
export async function mendIntents(array: StorageArray): Promise<EventRecord[]> {
  const events: EventRecord[] = []
  for (const { id, kind, data } of await array.database.intent.findMany({ orderBy: { createdAt: 'asc' } })) {
    const noted: unknown = JSON.parse(data)
    events.push(await mend(array, intentData.parse({ kind, data: noted })))
    await array.database.intent.delete({ where: { id } })
  }
  return events
}

async function mend(array: StorageArray, intent: IntentData): Promise<EventRecord> {
  switch (intent.kind) {
    case 'createPool':
      await erasePool(array, intent.data)
      return said(array, 'array_unfinished_undone', intent)
    case 'createDisks':
      await eraseDisks(array, idsOf(intent.data))
      return said(array, 'array_unfinished_undone', intent)
    case 'deletePool':
      await erasePool(array, intent.data)
      await array.database.pool.deleteMany({ where: { id: intent.data.poolId } })
      return said(array, 'array_unfinished_done', intent)
    case 'deleteDisks': {
      const ids = idsOf(intent.data)
      await eraseDisks(array, ids)
      await forgetDisks(array, ids)
      return said(array, 'array_unfinished_done', intent)
    }
  }
}

function said(
  array: StorageArray,
  type: 'array_unfinished_undone' | 'array_unfinished_done',
  intent: IntentData,
): EventRecord {
  const what = 'disks' in intent.data ? intent.data.disks.map(({ name }) => name).join(', ') : intent.data.name
  return eventRecord(type, array.identity, { what })
}

function idsOf({ disks }: { disks: { id: string }[] }): string[] {
  return disks.map(({ id }) => id)
}

/** The rows that went with a deletion: the disks, the snapshot that they made up, and the pair that it served. */
async function forgetDisks(array: StorageArray, ids: string[]): Promise<void> {
  const { copy, snapshot, virtualDisk } = array.database
  const among = { in: ids }
  await array.database.$transaction([
    copy.deleteMany({ where: { snapshotId: among } }),
    snapshot.deleteMany({ where: { id: among } }),
    virtualDisk.deleteMany({ where: { id: among } }),
  ])
}

async function erasePool(array: StorageArray, { poolId, path }: { poolId: string; path: string }): Promise<void> {
  try {
    await array.engine.call('pool.open', { path, arrayId: array.id, expectedPoolId: poolId })
  } catch (error) {
    // Nothing was written there yet, or it is gone already, or another pool took its place.
    if (isFault(error, 'poolNotFound', 'poolMismatch')) return
    throw error
  }
  await array.engine.call('pool.close', { poolId, erase: true })
}
