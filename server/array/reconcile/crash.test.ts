/**
 * The process dies at every step that both planes take together: before the engine does it, and after it did it but
 * before anybody knew. At the next start, records and pools agree, nothing is half there, and everything can be done
 * again.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import type { CallName } from '../../engine/contract'
import { createCopy, recopyCopy, removeCopy, stopCopy } from '../copies/commands'
import { MiB } from '../door/fields'
import { deletePool, updatePool } from '../pools/commands'
import { listOperations } from '../operations/queries'
import { rollbackSnapshot } from '../rollbacks/commands'
import { createSnapshot, deleteSnapshot, disableSnapshot, recreateSnapshot } from '../snapshots/commands'
import { listSnapshots } from '../snapshots/queries'
import { statusOfImage } from '../snapshots/image-status'
import { LOOKS, TestArray } from '../testing'
import { accessOf } from '../virtual-disks/host-access'
import { createVirtualDisk, deleteVirtualDisk, updateVirtualDisk } from '../virtual-disks/commands'
import { relationsOf, relationsSelect } from '../virtual-disks/relations'

let test: TestArray
beforeAll(async () => {
  test = await TestArray.start()
})
afterAll(() => test.remove())

interface Ground {
  poolId: string
  sourceId: string
  targetId: string
}

/** Every death has a pool and disks of its own. */
let grounds = 0

async function ground(): Promise<Ground> {
  grounds += 1
  const { id: poolId } = await test.pool(`Pool ${grounds}`)
  const { id: sourceId } = await test.disk(poolId, `Source ${grounds}`, MiB)
  const { id: targetId } = await test.disk(poolId, `Target ${grounds}`, 2 * MiB)
  return { poolId, sourceId, targetId }
}

/** Removes what a death left, so that the next start has little to open. */
async function clear(): Promise<void> {
  const { database } = test.array
  for (const { id } of await database.copy.findMany()) await test.do(removeCopy, { id })
  for (const { id } of await database.snapshot.findMany()) await test.do(deleteSnapshot, { id })
  for (const { id } of await database.virtualDisk.findMany()) await test.do(deleteVirtualDisk, { id })
  for (const { id } of await database.pool.findMany()) await test.do(deletePool, { id })
}

async function completedCopy({ sourceId, targetId }: Ground): Promise<string> {
  const { id } = await test.do(createCopy, { sourceId, targetId, type: 'online' })
  await settled()
  return id
}

/** Nothing runs or waits, and what ended has been heeded. */
async function settled(): Promise<void> {
  await vi.waitFor(async () => {
    const { items } = await test.ask(listOperations, {})
    expect(items).toEqual([])
  })
  await test.array.idle()
}

/** The commands, each with what has to be there before it. */
const COMMANDS: Record<string, (at: Ground) => Promise<() => Promise<unknown>>> = {
  'creating a virtual disk': async ({ poolId }) => () =>
    test.command(createVirtualDisk, { name: `New ${grounds}`, poolId, capacityBytes: MiB }),
  'renaming a virtual disk': async ({ sourceId }) => () => test.command(updateVirtualDisk, { id: sourceId, name: `Renamed ${grounds}` }),
  'enlarging a virtual disk': async ({ sourceId }) => () =>
    test.command(updateVirtualDisk, { id: sourceId, capacityBytes: 2 * MiB }),
  'protecting a virtual disk': async ({ sourceId }) => () => test.command(updateVirtualDisk, { id: sourceId, readOnly: true }),
  'deleting a virtual disk': async ({ sourceId }) => () => test.command(deleteVirtualDisk, { id: sourceId }),
  'renaming a pool': async ({ poolId }) => () => test.command(updatePool, { id: poolId, name: `Renamed ${grounds}` }),
  'deleting a pool': async ({ poolId, sourceId, targetId }) => {
    for (const id of [sourceId, targetId]) await test.do(deleteVirtualDisk, { id })
    return () => test.command(deletePool, { id: poolId })
  },
  'creating a snapshot': async ({ sourceId }) => () => test.command(createSnapshot, { sourceId }),
  'disabling a snapshot': async ({ sourceId }) => {
    const { id } = await test.do(createSnapshot, { sourceId })
    return () => test.command(disableSnapshot, { id })
  },
  're-creating a snapshot': async ({ sourceId }) => {
    const { id } = await test.do(createSnapshot, { sourceId })
    await test.do(disableSnapshot, { id })
    return () => test.command(recreateSnapshot, { id })
  },
  'rolling a source back': async ({ sourceId }) => {
    const { id } = await test.do(createSnapshot, { sourceId })
    return async () => {
      await test.command(rollbackSnapshot, { id })
      await test.array.idle()
    }
  },
  'deleting a snapshot': async ({ sourceId }) => {
    const { id } = await test.do(createSnapshot, { sourceId })
    return () => test.command(deleteSnapshot, { id })
  },
  'copying offline': async ({ sourceId, targetId }) => () => test.command(createCopy, { sourceId, targetId, type: 'offline' }),
  'copying online, to the end': async ({ sourceId, targetId }) => async () => {
    await test.command(createCopy, { sourceId, targetId, type: 'online' })
    // The engine's word that it is completed is heeded by calls as well.
    await vi.waitFor(() => expect(test.engine.names()).toContain('image.end'))
    await test.array.idle()
  },
  'stopping a copy': async ({ sourceId, targetId }) => {
    test.engine.holdCopies()
    const { id } = await test.do(createCopy, { sourceId, targetId, type: 'online' })
    return () => test.command(stopCopy, { id })
  },
  'copying again': async (at) => {
    const id = await completedCopy(at)
    return () => test.command(recopyCopy, { id })
  },
  'removing a copy pair': async (at) => {
    const id = await completedCopy(at)
    return () => test.command(removeCopy, { id })
  },
}

/** Records and pools say the same, gates are as the rules say, and no step is half done. */
async function expectAgreement(): Promise<void> {
  const { database, engine } = test.array
  expect(await database.intent.count()).toBe(0)
  expect(await database.copy.count({ where: { movingTo: { not: null } } })).toBe(0)
  const rows = await database.virtualDisk.findMany({ select: { ...relationsSelect, wwid: true }, orderBy: { id: 'asc' } })
  const pools = await database.pool.findMany()
  const contents = await Promise.all(
    pools.map(({ path, id }) => engine.call('pool.open', { path, arrayId: test.array.id, expectedPoolId: id })),
  )
  const labels = contents.flatMap(({ disks }) => disks).sort((a, b) => (a.diskId < b.diskId ? -1 : 1))
  expect(labels.map(({ diskId, name, wwid, kind, capacityBytes }) => [diskId, name, wwid, kind, capacityBytes])).toEqual(
    rows.map(({ id, name, wwid, kind, capacityBytes }) => [id, name, wwid, kind, Number(capacityBytes)]),
  )
  expect(contents.map(({ name }) => name)).toEqual(pools.map(({ name }) => name))
  const images = contents.flatMap((pool) => pool.images)
  expect((await database.rollback.findMany()).map(({ snapshotId }) => snapshotId)).toEqual(contents.flatMap(({ rollbacks }) => rollbacks.map(({ imageId }) => imageId)))
  const { items } = await test.ask(listSnapshots, {})
  expect(new Map(items.map(({ id, status }) => [id, status]))).toEqual(
    new Map(images.map((image) => [image.imageId, statusOfImage(image)])),
  )
  // No host ever reaches a repository.
  for (const disk of rows.map(relationsOf).filter(({ kind }) => kind !== 'repository')) {
    const { read, write } = accessOf(disk)
    expect([disk.name, test.engine.gate(disk.id)]).toEqual([disk.name, { read, write }])
  }
}

describe.each(Object.entries(COMMANDS))('%s', (_, prepare) => {
  it('is all or nothing, wherever the process dies', { timeout: 180_000 }, async () => {
    const calls = await undisturbed(prepare)
    expect(calls.length).toBeGreaterThan(0)
    for (const when of ['before', 'after'] as const) {
      for (let nth = 0; nth < calls.length; nth += 1) {
        await dieAt(prepare, nth, when)
      }
    }
  })
})

/** @returns the calls that the command makes when nothing happens to it */
async function undisturbed(prepare: (at: Ground) => Promise<() => Promise<unknown>>): Promise<CallName[]> {
  const command = await prepare(await ground())
  const from = test.engine.calls.length
  await command()
  const calls = test.engine.names().slice(from)
  await settled()
  await expectAgreement()
  await clear()
  return calls.filter((name) => !LOOKS.has(name))
}

async function dieAt(
  prepare: (at: Ground) => Promise<() => Promise<unknown>>,
  nth: number,
  when: 'before' | 'after',
): Promise<void> {
  const command = await prepare(await ground())
  await test.array.idle()
  test.engine.dieAt(nth, when)
  await Promise.race([command(), test.engine.death])
  await test.restartAfterDeath()
  await settled()
  await expectAgreement()
  // Nothing that was cut off stands in the way of anything.
  await clear()
  expect(test.errors).toEqual([])
}
