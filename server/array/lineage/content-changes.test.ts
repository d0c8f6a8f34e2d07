/** A mapped disk comes to bear what another bears, by no way that isn't judged. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { createConsistencyGroup, prepareConsistencyGroup, startConsistencyGroup } from '../consistency-groups/commands'
import { getConsistencyGroup } from '../consistency-groups/queries'
import { createCopy, removeCopy } from '../copies/commands'
import { CopyTest } from '../copies/testing'
import { MiB } from '../door/fields'
import { createHostGroup } from '../host-groups/commands'
import { createHost } from '../hosts/commands'
import { synthesize } from '../identities/commands'
import { createInstantCopy } from '../instant-copies/commands'
import { prepareInstantCopy } from '../instant-copies/drive-commands'
import { previewConsistencyGroup } from '../instant-copies/preview'
import { createMapping, deleteMapping } from '../mappings/commands'
import { rollbackSnapshot } from '../rollbacks/commands'
import { createSnapshot, deleteSnapshot, disableSnapshot, recreateSnapshot, recreateSnapshots } from '../snapshots/commands'
import { getSnapshot } from '../snapshots/queries'
import { operator } from '../testing'
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

describe('instant copies that start together, one onto what another one’s source bears', () => {
  let group: string
  let windows: string
  const ids: Record<'overwriting' | 'overwritten' | 'image' | 'onto', string> = { overwriting: '', overwritten: '', image: '', onto: '' }
  beforeEach(async () => {
    for (const name of ['overwriting', 'overwritten', 'image', 'onto'] as const) ids[name] = await copies.disk(name, 2 * MiB)
    await copied(ids.overwritten, ids.image)
    group = (await copies.test.do(createConsistencyGroup, { name: 'group' })).id
    const joining = { consistencyGroupId: group, copyRate: 0 }
    await copies.test.do(createInstantCopy, { sourceId: ids.overwriting, targetId: ids.overwritten, ...joining, name: '1' })
    await copies.test.do(createInstantCopy, { sourceId: ids.image, targetId: ids.onto, ...joining, name: '2' })
    windows = (await copies.test.do(createHost, { name: 'windows', os: 'windows' })).id
    await copies.test.do(createMapping, { virtualDiskId: ids.onto, hostId: windows })
  })

  it('refuses a host two disks of what is overwritten', async () => {
    await copies.test.do(createMapping, { virtualDiskId: ids.image, hostId: windows })
    expect((await copies.test.ask(previewConsistencyGroup, { id: group, action: 'prepare' })).allowed?.code).toBe('image_beside_original_windows')
    expect((await copies.test.refused(prepareConsistencyGroup, { id: group })).code).toBe('image_beside_original_windows')
    const { actions } = await copies.test.ask(getConsistencyGroup, { id: group }, operator)
    expect([actions.prepare?.code, actions.prepareAndStart?.code]).toEqual(['image_beside_original_windows', 'image_beside_original_windows'])
  })

  it('is not offered where a host would see both', async () => {
    await copies.test.do(createMapping, { virtualDiskId: ids.image, hostId: windows })
    const alone = await copies.disk('alone', 2 * MiB)
    await copies.test.do(createMapping, { virtualDiskId: alone, hostId: windows })
    const { id, actions } = await copies.test.do(createInstantCopy, { sourceId: ids.image, targetId: alone }, operator)
    expect([actions.prepare?.code, actions.prepareAndStart?.code]).toEqual(['image_beside_original_windows', 'image_beside_original_windows'])
    expect((await copies.test.refused(prepareInstantCopy, { id })).code).toBe('image_beside_original_windows')
  })

  it('lets a host see that beside what overwrites it', async () => {
    await copies.test.do(createMapping, { virtualDiskId: ids.overwriting, hostId: windows })
    await copies.test.do(startConsistencyGroup, { id: group, prepare: true })
    expect(await originalFor(copies.test.array, ids.onto)).toBe(ids.image)
  })
})

it('re-creating a snapshot together with one of what was copied from it', async () => {
  const own = await snapshotOfItsOwn()
  const restored = await copies.disk('restored', 2 * MiB)
  await copied(own, restored)
  const { id: later } = await copies.test.do(createSnapshot, { sourceId: restored })
  const { id: windows } = await copies.test.do(createHost, { name: 'windows', os: 'windows' })
  for (const virtualDiskId of [disk, later]) await copies.test.do(createMapping, { virtualDiskId, hostId: windows })
  for (const id of [own, later]) await copies.test.do(disableSnapshot, { id })
  await copies.test.do(recreateSnapshots, { ids: [own, later] })
  expect(await originalFor(copies.test.array, later)).toBe(restored)
})
