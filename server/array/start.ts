/** Brings the array up and takes it down. */
import type { ListenAddress } from '../engine/contract'
import type { PrismaClient } from '../database/generated/client'
import { heedEngine } from './engine-events'
import { appendOwnEvents } from './events/log'
import { eventRecord } from './events/record'
import { newId, newWwidPrefix } from './identity'
import { setExports } from './mappings/exports'
import { resumeInstantCopies } from './reconcile/instant-copies'
import { mendIntents } from './reconcile/intents'
import { openPools } from './reconcile/open-pools'
import { resumeCopies, settleMovingCopies } from './reconcile/resume-copies'
import { resumeRollbacks } from './reconcile/rollbacks'
import { settlePool } from './reconcile/settle-pool'
import { type ArrayEngine, type ArrayOptions, StorageArray } from './storage-array'
import { watchArray } from './watch'
import { setAllGates } from './virtual-disks/gates'

const DEFAULT_ARRAY_NAME = 'Lunette'

export interface RunningArray {
  array: StorageArray
  /** Lets what runs end, takes no further command, and stops heeding the engine, which is still running then. */
  stop(): Promise<void>
}

/**
 * Opens the pools, brings records and labels into agreement, sets gates and exports, and only then listens to hosts:
 * no host ever sees a disk that it may not. Copies go on.
 *
 * @param listen where hosts connect
 * @throws {EngineError} addressInUse
 */
export async function startArray(
  database: PrismaClient,
  engine: ArrayEngine,
  listen: { nbd: ListenAddress[]; iscsi: ListenAddress[] },
  options: ArrayOptions,
): Promise<RunningArray> {
  const array = new StorageArray(database, engine, options)
  array.identity = await identityOf(array)
  await array.exclusive(async () => {
    await reconcile(array)
    const { nbd, iscsi } = await engine.call('targets.listen', listen)
    array.listening = nbd
    array.iscsiListening = iscsi
    await appendOwnEvents(array, eventRecord('array_started', array.identity, { version: array.version }))
    array.state = 'ready'
  })
  const stopHeeding = heedEngine(array)
  await array.exclusive(async () => {
    await resumeCopies(array)
    await resumeRollbacks(array)
    await resumeInstantCopies(array)
  })
  const stopWatching = watchArray(array)
  return {
    array,
    async stop() {
      array.state = 'stopping'
      await stopWatching()
      stopHeeding()
      await array.idle()
    },
  }
}

async function identityOf(array: StorageArray) {
  const { arrayIdentity } = array.database
  const known = await arrayIdentity.findFirst()
  if (known) return known
  return arrayIdentity.create({
    data: { id: newId(), name: DEFAULT_ARRAY_NAME, wwidPrefix: newWwidPrefix(), createdAt: array.now() },
  })
}

async function reconcile(array: StorageArray): Promise<void> {
  const opened = await openPools(array)
  const mended = await mendIntents(array)
  await appendOwnEvents(array, ...mended)
  for (const { pool, contents } of opened) {
    // What was mended is no longer what the pool said when it was opened.
    const now = mended.length === 0 ? contents : await reread(array, pool)
    if (now) await appendOwnEvents(array, ...(await settlePool(array, pool, now)))
  }
  await settleMovingCopies(array)
  await setAllGates(array)
  await setExports(array)
}

/** null when mending removed the pool. */
async function reread(array: StorageArray, pool: { id: string; path: string }) {
  if ((await array.database.pool.count({ where: { id: pool.id } })) === 0) return null
  return array.engine.call('pool.open', { path: pool.path, arrayId: array.id, expectedPoolId: pool.id })
}
