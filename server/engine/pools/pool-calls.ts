import path from 'node:path'
import type { PoolContents } from '../contract'
import type { EngineState, Handlers } from '../engine-state'
import { EngineError, faultOf, systemCode } from '../faults'
import { resumeIdentities } from '../identities/identity-calls'
import { resumeEndings } from '../points-in-time/image-calls'
import { imageFacts } from '../points-in-time/image-facts'
import { instantCopyFacts } from '../points-in-time/instant-copy-facts'
import { pathFacts, POOL_LABEL } from './path-facts'
import { Pool } from './pool'

/** Hosts whose connections are being closed may hold files of a lost pool a little longer; nobody waits for that. */
const DETACH_WAIT_MILLIS = 2_000

export function poolCalls(
  state: EngineState,
): Handlers<
  | 'pool.inspect'
  | 'pool.create'
  | 'pool.open'
  | 'pool.rename'
  | 'pool.usage'
  | 'pool.check'
  | 'pool.detach'
  | 'pool.rescan'
  | 'pool.close'
> {
  async function contents(pool: Pool): Promise<PoolContents> {
    const disks = [...pool.disks.values()]
    const snapshots = disks.filter((disk) => disk.label.kind === 'snapshot')
    return {
      ...(await pool.facts()),
      disks: disks.map((disk) => disk.facts()),
      rollbacks: disks.flatMap(({ diskId, rollback, rollsBackByMapping }) => (rollback && !rollsBackByMapping ? [{ imageId: rollback.snapshotId, sourceId: diskId }] : [])),
      images: await Promise.all(snapshots.map((disk) => imageFacts(state, disk))),
      instantCopies: await instantCopyFacts(state, disks),
      damaged: pool.damaged,
    }
  }

  function openAt(folder: string): Pool | undefined {
    return [...state.pools.values()].find((pool) => pool.path === folder)
  }

  /** Whether a folder holds nothing but what a crash leaves of a pool that was being made or erased. */
  async function isUnfinished(folder: string): Promise<boolean> {
    const names = await state.files.list(folder)
    if (!names.every((name) => ['lock', 'disks', `${POOL_LABEL}.new`].includes(name))) return false
    return (await state.files.list(path.join(folder, 'disks'))).length === 0
  }

  async function makeFolder(folder: string): Promise<void> {
    const facts = await pathFacts(folder)
    const allowed =
      facts.state === 'emptyDirectory' ||
      facts.state === 'absentInParent' ||
      (facts.state === 'directory' && (await isUnfinished(folder)))
    if (!allowed || !facts.writable || facts.insidePool !== null)
      throw new EngineError('pathNotUsable', `no pool can be made at ${folder} (${facts.state})`)
    if (facts.state === 'absentInParent') await state.files.makeDirectory(folder)
  }

  return {
    'pool.inspect': ({ path: given }) => pathFacts(given),

    async 'pool.create'({ poolId, name, path: given, arrayId }) {
      const folder = path.resolve(given)
      return state.mutex.run([folder], async () => {
        const open = state.pools.get(poolId)
        if (open) return contents(open)
        const label = await Pool.readLabel(state.files, folder)
        if (label && label.poolId !== poolId) throw new EngineError('poolExists', `there is a pool at ${folder} already`)
        let pool: Pool
        if (label) pool = await Pool.open(state, folder, arrayId)
        else {
          await makeFolder(folder)
          pool = await Pool.create(state, folder, { poolId, name, arrayId, createdAt: Date.now() })
        }
        state.pools.set(poolId, pool)
        return contents(pool)
      })
    },

    async 'pool.open'({ path: given, arrayId, expectedPoolId }) {
      const folder = path.resolve(given)
      return state.mutex.run([folder], async () => {
        const open = openAt(folder)
        if (open) return contents(open)
        const label = await Pool.readLabel(state.files, folder)
        if (!label) throw new EngineError('poolNotFound', `there is no pool at ${folder}`)
        if (expectedPoolId !== null && label.poolId !== expectedPoolId)
          throw new EngineError('poolMismatch', `the pool at ${folder} is ${label.poolId}, not ${expectedPoolId}`)
        if (state.pools.has(label.poolId))
          throw new EngineError('poolExists', `pool ${label.poolId} is open already, from another folder`)
        let pool: Pool
        try {
          pool = await Pool.open(state, folder, arrayId)
        } catch (error) {
          if (systemCode(error) === 'EACCES' || systemCode(error) === 'EROFS')
            throw new EngineError('pathNotUsable', `the pool at ${folder} can't be written`, { cause: error })
          throw error
        }
        state.pools.set(pool.poolId, pool)
        resumeIdentities(state, [...pool.disks.values()])
        resumeEndings(state, [...pool.disks.values()])
        return contents(pool)
      })
    },

    async 'pool.rename'({ poolId, name }) {
      const pool = state.pool(poolId)
      await pool.rename(name)
      return pool.facts()
    },

    async 'pool.usage'({ poolId }) {
      return state.pool(poolId).facts()
    },

    async 'pool.check'({ poolId }) {
      return { loss: await state.pool(poolId).loss() }
    },

    async 'pool.detach'({ poolId }) {
      const pool = state.pools.get(poolId)
      if (!pool) return null
      const disks = [...pool.disks.values()]
      const copies = [...state.copies.values()].filter(
        ({ sourceId, targetId }) => pool.disks.has(sourceId) || pool.disks.has(targetId),
      )
      const rollbacks = disks.flatMap(({ rollback }) => (rollback && state.rollbacks.get(rollback.snapshotId)) ?? [])
      const mappings = disks.flatMap(({ diskId }) => state.instantCopies.get(diskId) ?? [])
      await Promise.all([...copies, ...rollbacks, ...mappings].map((run) => run.stop()))
      state.pools.delete(poolId)
      const closed = Promise.all(disks.map((disk) => disk.whenClosed()))
        .then(() => pool.close(false))
        .catch((error: unknown) => state.emit({ type: 'internalError', fault: faultOf(error) }))
      state.background.add(closed)
      void closed.finally(() => state.background.delete(closed))
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, DETACH_WAIT_MILLIS).unref())])
      return null
    },

    async 'pool.rescan'({ poolId }) {
      const pool = state.pool(poolId)
      return state.mutex.run([pool.path], async () => {
        const disks = [...pool.disks.values()]
        if (disks.some((disk) => disk.inUse)) {
          await pool.readReturned()
          return contents(pool)
        }
        state.pools.delete(poolId)
        await Promise.all(disks.map((disk) => disk.whenClosed()))
        await pool.close(false)
        const again = await Pool.open(state, pool.path, pool.arrayId)
        state.pools.set(poolId, again)
        resumeIdentities(state, [...again.disks.values()])
        resumeEndings(state, [...again.disks.values()])
        return contents(again)
      })
    },

    async 'pool.close'({ poolId, erase }) {
      const pool = state.pools.get(poolId)
      if (!pool) return null
      if (erase && (pool.disks.size > 0 || pool.damaged.length > 0))
        throw new EngineError('poolNotEmpty', `the pool at ${pool.path} holds ${pool.disks.size} virtual disks`)
      const busy = [...pool.disks.values()].find((disk) => disk.inUse)
      if (busy) throw new EngineError('diskInUse', `virtual disk ${busy.diskId} of the pool is in use`)
      state.pools.delete(poolId)
      await pool.close(erase)
      return null
    },
  }
}
