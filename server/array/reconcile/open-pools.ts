import type { PoolContents } from '../../engine/contract'
import type { Pool } from '../../database/generated/client'
import { isEngineError } from '../engine-step'
import { appendOwnEvents } from '../events/log'
import { eventRecord } from '../events/record'
import type { StorageArray } from '../storage-array'

export interface OpenedPool {
  pool: Pool
  contents: PoolContents
}

/** Opens every pool that the records name. One that can't be opened is missing from now on; the others serve. */
export async function openPools(array: StorageArray): Promise<OpenedPool[]> {
  const opened: OpenedPool[] = []
  for (const pool of await array.database.pool.findMany({ orderBy: { createdAt: 'asc' } })) {
    const contents = await openPool(array, pool)
    if (contents) opened.push({ pool, contents })
  }
  return opened
}

/** @returns null when it can't be opened: it is missing from now on */
export async function openPool(array: StorageArray, pool: Pool): Promise<PoolContents | null> {
  try {
    const contents = await array.engine.call('pool.open', {
      path: pool.path,
      arrayId: array.id,
      expectedPoolId: pool.id,
    })
    // The record wins about names: a crash may have come before the label was written.
    if (contents.name !== pool.name) await array.engine.call('pool.rename', { poolId: pool.id, name: pool.name })
    await recordPresent(array, pool)
    return contents
  } catch (error) {
    if (!isEngineError(error)) throw error
    await recordMissing(array, pool, error.detail)
    return null
  }
}

async function recordPresent(array: StorageArray, pool: Pool): Promise<void> {
  if (pool.status !== 'missing') return
  await array.database.pool.update({
    where: { id: pool.id },
    data: { status: 'optimal', statusAt: array.now(), statusDetail: null },
  })
  await appendOwnEvents(array, eventRecord('pool_returned', pool, { pool: pool.name, path: pool.path }))
}

/** The detail of one that is missing already may change, without being news. */
export async function recordMissing(array: StorageArray, pool: Pool, detail: string): Promise<void> {
  if (pool.status === 'missing' && pool.statusDetail === detail) return
  const wasMissing = pool.status === 'missing'
  const statusAt = wasMissing ? pool.statusAt : array.now()
  await array.database.pool.update({ where: { id: pool.id }, data: { status: 'missing', statusAt, statusDetail: detail } })
  if (wasMissing) return
  await appendOwnEvents(array, eventRecord('pool_missing', pool, { pool: pool.name, path: pool.path, detail }))
}
