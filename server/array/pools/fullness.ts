/** A pool is full when the engine could not add a block; it has room again when its file system does. */
import { MiB } from '../door/fields'
import { appendOwnEvents } from '../events/log'
import { eventRecord } from '../events/record'
import type { StorageArray } from '../storage-array'

/** So much has to be free before hosts' writes are expected to succeed again; less in a small file system. */
const ROOM_BYTES = 64 * MiB
const ROOM_SHARE = 0.02

export async function recordFull(array: StorageArray, poolId: string): Promise<void> {
  const pool = await array.database.pool.findUnique({ where: { id: poolId } })
  if (pool?.status !== 'optimal') return
  await array.database.pool.update({ where: { id: poolId }, data: { status: 'full', statusAt: array.now() } })
  await appendOwnEvents(array, eventRecord('pool_full', pool, { pool: pool.name }))
  array.changes.publish('pool', poolId)
  array.changes.publish('condition', poolId)
}

/** Looks whether full pools have room again. */
export async function lookAtFullPools(array: StorageArray): Promise<void> {
  for (const pool of await array.database.pool.findMany({ where: { status: 'full' } })) {
    const { capacityBytes, usedBytes } = await array.engine.call('pool.usage', { poolId: pool.id })
    if (capacityBytes - usedBytes < Math.min(ROOM_BYTES, capacityBytes * ROOM_SHARE)) continue
    await array.database.pool.update({ where: { id: pool.id }, data: { status: 'optimal', statusAt: array.now() } })
    await appendOwnEvents(array, eventRecord('pool_space_returned', pool, { pool: pool.name }))
    array.changes.publish('pool', pool.id)
    array.changes.publish('condition', pool.id)
  }
}
