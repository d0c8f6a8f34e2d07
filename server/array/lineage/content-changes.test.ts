/** A mapped disk comes to bear what another bears, by no way that isn't judged. */
import { afterEach, beforeEach, expect, it } from 'vitest'

import { createCopy, removeCopy } from '../copies/commands'
import { CopyTest } from '../copies/testing'
import { MiB } from '../door/fields'
import { createHostGroup } from '../host-groups/commands'
import { createHost } from '../hosts/commands'
import { synthesize } from '../identities/commands'
import { createMapping, deleteMapping } from '../mappings/commands'
import { rollbackSnapshot } from '../rollbacks/commands'
import { createSnapshot, deleteSnapshot, disableSnapshot, recreateSnapshot, recreateSnapshots } from '../snapshots/commands'
import { getSnapshot } from '../snapshots/queries'
import { originalFor } from './read-world'

let copies: CopyTest
let disk: string
let node: string
let cluster: string
beforeEach(async () => {
  copies = await CopyTest.start()
  disk = await copies.disk('quorum', 2 * MiB)
  await copies.test.engine.asHost(disk, async (volume) => {
    await volume.write([swapSpace()], 0)
    await volume.flush()
  })
  node = (await copies.test.do(createHost, { name: 'node', os: 'windows' })).id
  cluster = (await copies.test.do(createHostGroup, { name: 'cluster', cluster: 'mscs', hostIds: [node] })).id
})
afterEach(() => copies.end())

/** The smallest thing that has an identifier. */
function swapSpace(): Buffer {
  const swap = Buffer.alloc(4096)
  swap.writeUInt32LE(1, 1024)
  swap.writeUInt32LE((2 * MiB) / 4096 - 1, 1028)
  swap.fill(0x11, 1036, 1052)
  swap.write('SWAPSPACE2', 4086, 'latin1')
  return swap
}

/** A snapshot whose disk was given identifiers of its own. */
async function snapshotOfItsOwn(): Promise<string> {
  const { id } = await copies.test.do(createSnapshot, { sourceId: disk })
  await copies.test.do(synthesize, { id })
  return id
}

async function copied(sourceId: string, targetId: string): Promise<void> {
  const { id } = await copies.test.do(createCopy, { sourceId, targetId, type: 'offline' })
  await copies.reached(id, 'completed')
  await copies.test.do(removeCopy, { id })
}

it('re-creating a snapshot that the cluster sees beside its source', async () => {
  const id = await snapshotOfItsOwn()
  const { id: mapping } = await copies.test.do(createMapping, { virtualDiskId: disk, hostGroupId: cluster })
  await copies.test.do(createMapping, { virtualDiskId: id, hostGroupId: cluster })
  await copies.test.do(disableSnapshot, { id })
  expect((await copies.test.refused(recreateSnapshot, { id })).code).toBe('mscs_image_to_cluster')
  expect((await copies.test.refused(recreateSnapshots, { ids: [id] })).code).toBe('mscs_image_to_cluster')
  expect((await copies.test.ask(getSnapshot, { id })).status).toBe('disabled')
  await copies.test.do(deleteMapping, { id: mapping })
  await copies.test.do(recreateSnapshot, { id })
  expect(await originalFor(copies.test.array, id)).toBe(disk)
})

it('re-creating several snapshots, of which each would be the only one that a node sees', async () => {
  const { id: other } = await copies.test.do(createHost, { name: 'other', os: 'windows', hostGroupId: cluster })
  const [one, two] = [await snapshotOfItsOwn(), await snapshotOfItsOwn()]
  await copies.test.do(createMapping, { virtualDiskId: disk, hostGroupId: cluster })
  await copies.test.do(createMapping, { virtualDiskId: one, hostId: node })
  await copies.test.do(createMapping, { virtualDiskId: two, hostId: other })
  for (const id of [one, two]) await copies.test.do(disableSnapshot, { id })
  expect((await copies.test.refused(recreateSnapshots, { ids: [one, two] })).code).toBe('mscs_image_second_node')
  await copies.test.do(recreateSnapshot, { id: one })
})

it('rolling a source back to what another disk of the cluster bears', async () => {
  const id = await snapshotOfItsOwn()
  const restored = await copies.disk('restored', 2 * MiB)
  await copied(id, restored)
  await copies.test.do(createMapping, { virtualDiskId: disk, hostGroupId: cluster })
  const { id: mapping } = await copies.test.do(createMapping, { virtualDiskId: restored, hostGroupId: cluster })
  expect((await copies.test.refused(rollbackSnapshot, { id })).code).toBe('mscs_image_to_cluster')
  expect((await copies.test.ask(getSnapshot, { id })).rollback).toBeNull()
  await copies.test.do(deleteMapping, { id: mapping })
  await copies.test.do(rollbackSnapshot, { id })
})

it('a rollback whose beginning a crash keeps from being written down', async () => {
  const { test } = copies
  const id = await snapshotOfItsOwn()
  const restored = await copies.disk('restored', 2 * MiB)
  await copied(id, restored)
  expect(await originalFor(test.array, disk)).toBe(disk)
  test.engine.before = (name) => {
    if (name === 'image.rollback') test.engine.dieAt(0, 'after')
  }
  void test.command(rollbackSnapshot, { id })
  await test.engine.death
  await test.restartAfterDeath()
  expect(await originalFor(test.array, restored)).toBe(await originalFor(test.array, disk))
})

it.each(['deleting', 're-creating'])('%s the snapshot from which both were copied', async (how) => {
  const id = await snapshotOfItsOwn()
  const [one, two] = [await copies.disk('one', 2 * MiB), await copies.disk('two', 2 * MiB)]
  await copied(id, one)
  await copied(id, two)
  await copies.test.do(disableSnapshot, { id })
  await (how === 'deleting' ? copies.test.do(deleteSnapshot, { id }) : copies.test.do(recreateSnapshot, { id }))
  expect(await originalFor(copies.test.array, two)).toBe(one)
  expect(await originalFor(copies.test.array, one)).toBe(one)
})
