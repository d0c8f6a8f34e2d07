import { z } from 'zod'

import type { PoolContents } from '../../engine/contract'
import { defineCommand } from '../door/command'
import { byId, nameKey } from '../door/fields'
import { demand, RefusalError, refuse } from '../door/refusals'
import { appendOwnEvents } from '../events/log'
import { engineStep } from '../engine-step'
import { newId } from '../identity'
import { setExports } from '../mappings/exports'
import { withIntent } from '../intents'
import { freeNameAmong, nameIsFree } from '../names'
import { resumeInstantCopies } from '../reconcile/instant-copies'
import { endIdleImages } from '../reconcile/resume-copies'
import { resumeRollbacks } from '../reconcile/rollbacks'
import { settlePool } from '../reconcile/settle-pool'
import type { StorageArray } from '../storage-array'
import { setGates } from '../virtual-disks/gates'
import { getPool, inspect, poolRow } from './queries'
import { mayCreateAt, mayDeletePool, mayImportFrom, mayRenamePool } from './rules'
import { createPoolInput, importPoolInput, pool, updatePoolInput } from './schema'

function byName(array: StorageArray): (key: string) => Promise<{ id: string } | null> {
  return (key) => array.database.pool.findUnique({ where: { nameKey: key }, select: { id: true } })
}

export const createPool = defineCommand({
  name: 'createPool',
  role: 'administrator',
  summary: 'Makes a pool in an empty directory, or in one that doesn’t exist yet inside one that does.',
  input: createPoolInput,
  output: pool,
  events: ['pool_created'],
  async handler(context, { name, driver, path }) {
    const { array } = context
    demand(await nameIsFree(byName(array), name))
    const facts = await inspect(array, path)
    demand(mayCreateAt(facts))
    const id = newId()
    const { database, engine } = array
    await withIntent(
      array,
      { kind: 'createPool', data: { poolId: id, name, path: facts.path } },
      {
        step: () =>
          engineStep(engine.call('pool.create', { poolId: id, name, path: facts.path, arrayId: array.id }), {
            noSpace: () => refuse('no_space', { pool: name }),
            pathNotUsable: () => refuse('path_not_writable', { path: facts.path }, 'path'),
            poolExists: () => refuse('path_holds_pool', { path: facts.path }, 'path'),
            poolLocked: () => refuse('pool_locked', { path: facts.path }, 'path'),
            io: (detail) => refuse('path_unusable', { path: facts.path, detail }, 'path'),
          }),
        outcome: () => [
          database.pool.create({
            data: {
              id,
              name,
              nameKey: nameKey(name),
              driver,
              path: facts.path,
              status: 'optimal',
              statusAt: array.now(),
              createdAt: array.now(),
            },
          }),
        ],
        undo: async () => {
          await engine.call('pool.close', { poolId: id, erase: true })
        },
      },
    )
    await context.record('pool_created', { id, name }, { pool: name, path: facts.path })
    array.changes.publish('pool', id)
    return getPool.handler(context, { id })
  },
})

export const importPool = defineCommand({
  name: 'importPool',
  role: 'administrator',
  summary: 'Takes over a pool that another array made, or one of this array that was moved, with its virtual disks.',
  input: importPoolInput,
  output: pool,
  events: ['pool_imported'],
  async handler(context, { path: asked }) {
    const { array } = context
    const facts = await inspect(array, asked)
    demand(mayImportFrom(facts))
    const { path } = facts
    const there = await array.database.pool.findUnique({ where: { path } })
    if (there && there.status !== 'missing') refuseKnown(there.name)
    const contents = await engineStep(
      array.engine.call('pool.open', { path, arrayId: array.id, expectedPoolId: null }),
      {
        poolNotFound: () => refuse('path_not_pool', { path }, 'path'),
        poolLocked: () => refuse('pool_locked', { path }, 'path'),
        poolDamaged: (detail) => refuse('pool_damaged', { path, detail }, 'path'),
        poolExists: () => refuse('pool_already_here', { pool: path }, 'path'),
        pathNotUsable: () => refuse('path_not_writable', { path }, 'path'),
        io: (detail) => refuse('path_unusable', { path, detail }, 'path'),
      },
    )
    const record = await recordImported(array, contents)
    const noticed = await settlePool(array, record, contents)
    // That its disks are new here is what an import is; one event says it.
    await appendOwnEvents(array, ...noticed.filter(({ type }) => type !== 'virtual_disk_adopted'))
    // One that was missing may hold disks that are mapped, and images of copies that failed with it.
    await endIdleImages(array)
    await setGates(
      array,
      contents.disks.map((disk) => disk.diskId),
    )
    await setExports(array)
    await resumeRollbacks(array, record.id)
    await resumeInstantCopies(array, record.id)
    await context.record('pool_imported', record, { pool: record.name, path, count: contents.disks.length })
    array.changes.publish('pool', record.id)
    array.changes.publish('condition', record.id)
    return getPool.handler(context, { id: record.id })
  },
})

/** A pool that this array knows as missing gets its new path; any other gets a record. */
async function recordImported(array: StorageArray, contents: PoolContents): Promise<{ id: string; name: string }> {
  const { pool: table } = array.database
  const { poolId: id, path } = contents
  const statusAt = array.now()
  try {
    const known = await table.findUnique({ where: { id } })
    if (known && known.status !== 'missing') refuseKnown(known.name)
    await refuseDisksOfOthers(array, contents)
    if (known) return await table.update({ where: { id }, data: { path, status: 'optimal', statusAt } })
    const names = await table.findMany({ select: { nameKey: true } })
    const name = freeNameAmong(new Set(names.map((row) => row.nameKey)), contents.name)
    if (name !== contents.name) await array.engine.call('pool.rename', { poolId: id, name })
    return await table.create({
      data: {
        id,
        name,
        nameKey: nameKey(name),
        driver: 'directory',
        path,
        status: 'optimal',
        statusAt,
        createdAt: statusAt,
      },
    })
  } catch (error) {
    await array.engine.call('pool.close', { poolId: id, erase: false })
    throw error
  }
}

/** A folder that was copied holds disks that are here already: two disks with one WWID would be one to a host. */
async function refuseDisksOfOthers(array: StorageArray, contents: PoolContents): Promise<void> {
  // As many identifiers as a pool may hold are more than one statement takes.
  const others = await array.database.virtualDisk.findMany({
    where: { poolId: { not: contents.poolId } },
    select: { id: true, wwid: true, name: true },
  })
  const ids = new Set(contents.disks.map(({ diskId }) => diskId))
  const wwids = new Set(contents.disks.map(({ wwid }) => wwid))
  const twin = others.find(({ id, wwid }) => ids.has(id) || wwids.has(wwid))
  if (twin) throw new RefusalError(refuse('pool_disks_known', { path: contents.path, disk: twin.name }, 'path'))
}

function refuseKnown(name: string): never {
  throw new RefusalError(refuse('pool_already_here', { pool: name }, 'path'))
}

export const updatePool = defineCommand({
  name: 'updatePool',
  role: 'administrator',
  summary: 'Renames a pool.',
  input: updatePoolInput,
  output: pool,
  events: ['pool_renamed'],
  async handler(context, { id, name }) {
    const { array } = context
    const row = await poolRow(array, id)
    demand(mayRenamePool(row))
    demand(await nameIsFree(byName(array), name, id))
    if (name !== row.name) {
      // The label first, as with virtual disks: where the pool is full it is refused.
      await array.engine.call('pool.rename', { poolId: id, name })
      await array.database.pool.update({ where: { id }, data: { name, nameKey: nameKey(name) } })
      await context.record('pool_renamed', { id, name }, { from: row.name, to: name })
      array.changes.publish('pool', id)
    }
    return getPool.handler(context, { id })
  },
})

export const deletePool = defineCommand({
  name: 'deletePool',
  role: 'administrator',
  summary: 'Deletes a pool that holds no virtual disk.',
  input: byId,
  output: z.null(),
  events: ['pool_deleted'],
  async handler({ array, record }, { id }) {
    const row = await poolRow(array, id)
    const { name, path } = row
    demand(mayDeletePool({ name, virtualDiskCount: row._count.virtualDisks }))
    await withIntent(
      array,
      { kind: 'deletePool', data: { poolId: id, name, path } },
      {
        step: () =>
          engineStep(array.engine.call('pool.close', { poolId: id, erase: true }), {
            poolNotEmpty: (detail) => refuse('pool_damaged', { path, detail }),
          }),
        outcome: () => [array.database.pool.delete({ where: { id } })],
        undo: () => Promise.resolve(),
      },
    )
    await record('pool_deleted', { id, name }, { pool: name, path })
    array.changes.publish('pool', id)
    array.changes.publish('condition', id)
    return null
  },
})
