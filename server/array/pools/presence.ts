/**
 * A pool can go while the array runs: its directory is renamed, its file system unmounted, its disk fails. Then it is
 * missing, with all that follows for copies, exports and gates; and when it comes back it is opened again.
 */
import type { Pool } from '../../database/generated/client'
import { copyInclude } from '../copies/rows'
import { failCopy, startPending } from '../copies/transitions'
import { isEngineError } from '../engine-step'
import { appendOwnEvents } from '../events/log'
import { setExports } from '../mappings/exports'
import { resumeInstantCopies, suspendInstantCopies } from '../reconcile/instant-copies'
import { openPool, recordMissing } from '../reconcile/open-pools'
import { endIdleImages } from '../reconcile/resume-copies'
import { resumeRollbacks } from '../reconcile/rollbacks'
import { settleImages, settlePool } from '../reconcile/settle-pool'
import { forgetRatesIn } from '../rollbacks/transitions'
import type { StorageArray } from '../storage-array'
import { setGates } from '../virtual-disks/gates'
import { lookAtFullPools } from './fullness'

/** Whether {@link lookAtPools} would find anything. Changes nothing, so it needs no turn among the commands. */
export async function havePoolsChanged(array: StorageArray): Promise<boolean> {
  const pools = await array.database.pool.findMany()
  const changed = await Promise.all(
    pools.map((pool) => (pool.status === 'missing' ? isThere(array, pool) : lossOf(array, pool).then(Boolean))),
  )
  return changed.includes(true)
}

/** Records pools that are lost, and opens those that came back. To be run exclusively. */
export async function lookAtPools(array: StorageArray): Promise<void> {
  for (const pool of await array.database.pool.findMany({ orderBy: { createdAt: 'asc' } })) {
    if (pool.status === 'missing') {
      if (await isThere(array, pool)) await takeBack(array, pool)
      continue
    }
    const loss = await lossOf(array, pool)
    if (loss !== null) await losePool(array, pool, loss)
  }
  array.lookedAt = array.now()
}

/**
 * Looks at everything that a condition may be about: pools, room in them, folders of disks that are missing or
 * damaged, images. To be run exclusively.
 */
export async function lookAtEverything(array: StorageArray): Promise<void> {
  await lookAtPools(array)
  await lookAtFullPools(array)
  const { pool, snapshot } = array.database
  const incomplete = { status: { not: 'missing' }, virtualDisks: { some: { status: { not: 'optimal' } } } }
  for (const row of await pool.findMany({ where: incomplete })) await readAgain(array, row)
  const present = { status: 'optimal', pool: { status: { not: 'missing' } } }
  const troubled = await snapshot.findMany({
    where: { status: { in: ['overThreshold', 'full', 'failed'] }, virtualDisk: present },
    select: { id: true },
  })
  const imageIds = troubled.map(({ id }) => id)
  if (imageIds.length > 0) {
    const images = await array.engine.call('image.facts', { imageIds })
    await appendOwnEvents(array, ...(await settleImages(array, images)))
    array.changes.publish('snapshot', ...imageIds)
  }
  array.changes.publish('condition', array.id)
}

async function isThere(array: StorageArray, { path }: Pool): Promise<boolean> {
  try {
    return (await array.engine.call('pool.inspect', { path })).state === 'pool'
  } catch (error) {
    if (isEngineError(error)) return false
    throw error
  }
}

/** Why a pool that is thought to be there isn't; null when it is. */
async function lossOf(array: StorageArray, { id: poolId }: Pool): Promise<string | null> {
  try {
    return (await array.engine.call('pool.check', { poolId })).loss
  } catch (error) {
    if (isEngineError(error)) return error.detail
    throw error
  }
}

/** First nobody may begin anything with its disks, then what runs ends, and then the engine lets go of it. */
async function losePool(array: StorageArray, pool: Pool, loss: string): Promise<void> {
  await recordMissing(array, pool, loss)
  await failCopies(array, pool)
  await suspendInstantCopies(array, pool.id)
  await setExports(array)
  await array.engine.call('pool.detach', { poolId: pool.id })
  await forgetRatesIn(array, pool.id)
  await publish(array, pool)
}

async function failCopies(array: StorageArray, pool: Pool): Promise<void> {
  const within = { poolId: pool.id }
  const rows = await array.database.copy.findMany({
    where: {
      status: { in: ['pending', 'inProgress'] },
      OR: [{ source: within }, { target: within }, { snapshot: { virtualDisk: within } }],
    },
    // Those that wait first: they must not start in the place of one that ends.
    orderBy: { status: 'desc' },
    include: copyInclude,
  })
  for (const row of rows) await failCopy(array, row, 'disk_missing', `the pool “${pool.name}” is missing`)
}

async function takeBack(array: StorageArray, pool: Pool): Promise<void> {
  const contents = await openPool(array, pool)
  if (contents === null) return
  await appendOwnEvents(array, ...(await settlePool(array, pool, contents)))
  await endIdleImages(array)
  await present(array, pool)
  await resumeRollbacks(array, pool.id)
  await resumeInstantCopies(array, pool.id)
  await startPending(array)
}

/** Folders that were put back are found without a restart. */
async function readAgain(array: StorageArray, pool: Pool): Promise<void> {
  try {
    const contents = await array.engine.call('pool.rescan', { poolId: pool.id })
    await appendOwnEvents(array, ...(await settlePool(array, pool, contents)))
    await present(array, pool)
    await resumeRollbacks(array, pool.id)
    await resumeInstantCopies(array, pool.id)
  } catch (error) {
    if (!isEngineError(error)) throw error
    await losePool(array, pool, error.detail)
  }
}

/** Lets hosts find the pool's disks as they may. */
async function present(array: StorageArray, pool: Pool): Promise<void> {
  const disks = await array.database.virtualDisk.findMany({ where: { poolId: pool.id }, select: { id: true } })
  await setGates(
    array,
    disks.map(({ id }) => id),
  )
  await setExports(array)
  await publish(array, pool)
}

async function publish(array: StorageArray, pool: Pool): Promise<void> {
  const disks = await array.database.virtualDisk.findMany({
    where: { poolId: pool.id },
    select: { id: true, snapshot: { select: { id: true } } },
  })
  array.changes.publish('pool', pool.id)
  array.changes.publish('virtualDisk', ...disks.map(({ id }) => id))
  array.changes.publish('snapshot', ...disks.flatMap(({ snapshot }) => snapshot?.id ?? []))
  array.changes.publish('condition', pool.id)
}
