import { rm } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { EngineError } from '../../engine/engine-error'
import { listConditions } from '../conditions/queries'
import { GiB, MiB } from '../door/fields'
import { createHost } from '../hosts/commands'
import { createMapping } from '../mappings/commands'
import { importPool } from '../pools/commands'
import { operator, TestArray } from '../testing'
import { deleteVirtualDisk, updateVirtualDisk } from '../virtual-disks/commands'
import { getVirtualDisk, listVirtualDisks } from '../virtual-disks/queries'
import { createSnapshot, deleteSnapshot, disableSnapshot, recreateSnapshot, updateSnapshot } from './commands'
import { getSnapshot, listSnapshots } from './queries'

let test: TestArray
let sourceId: string
beforeEach(async () => {
  test = await TestArray.start()
  const { id } = await test.pool()
  sourceId = (await test.disk(id, 'Accounting', 64 * MiB)).id
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

const names = async () => (await test.ask(listVirtualDisks, {})).items.map(({ name }) => name)
const access = async (id: string) => (await test.ask(getVirtualDisk, { id })).hostAccess

describe('a snapshot', () => {
  it('has the vendors’ default names, sizes and settings', async () => {
    const snapshot = await test.do(createSnapshot, { sourceId }, operator)
    expect(snapshot).toMatchObject({
      name: 'Accounting-1',
      sourceId,
      sourceName: 'Accounting',
      status: 'optimal',
      repositoryCapacityBytes: 13 * MiB,
      repositoryUsedBytes: 0,
      warningThresholdPercent: 50,
      fullPolicy: 'failSnapshot',
      copyId: null,
      imageAt: expect.any(String),
    })
    expect(snapshot.virtualDiskId).toBe(snapshot.id)
    expect(await names()).toEqual(['Accounting', 'Accounting-1', 'Accounting-R1'])
    expect(await access(snapshot.id)).toMatchObject({ read: true, write: true })
    expect(await access(snapshot.repositoryId)).toMatchObject({ read: false, write: false, reason: { code: 'repository_internal' } })
    await test.do(createSnapshot, { sourceId })
    const third = await test.do(createSnapshot, { sourceId, name: 'Before the update', repositoryPercent: 120 })
    expect(third.repositoryCapacityBytes).toBe(77 * MiB)
    expect(await names()).toEqual([
      'Accounting',
      'Accounting-1',
      'Accounting-2',
      'Accounting-R1',
      'Accounting-R2',
      'Accounting-R3',
      'Before the update',
    ])
    // The number is that of the snapshots there are, and one whose repository's name is taken is left out.
    await test.do(deleteSnapshot, { id: snapshot.id })
    expect((await test.do(createSnapshot, { sourceId })).name).toBe('Accounting-4')
  })

  it('of a disk with the longest name keeps to the longest name', async () => {
    const { poolId } = await test.ask(getVirtualDisk, { id: sourceId })
    const { id } = await test.disk(poolId, 'x'.repeat(63))
    const { name } = await test.do(createSnapshot, { sourceId: id })
    expect([name.length, name.slice(-3)]).toEqual([63, 'x-1'])
  })

  it.each([
    ['name', 'a/b'],
    ['name', ''],
    ['repositoryPercent', 0],
    ['repositoryPercent', 121],
    ['repositoryPercent', 20.5],
    ['warningThresholdPercent', 0],
    ['warningThresholdPercent', 101],
    ['fullPolicy', 'ignore'],
    ['sourceId', null],
  ])('is refused with %s %j', async (field, value) => {
    const problem = await test.refused(createSnapshot, { sourceId, [field]: value })
    expect([problem.status, problem.errors?.map(({ path }) => path)]).toEqual([400, [field]])
    expect(await names()).toEqual(['Accounting'])
  })

  it('takes no name that a disk has, not even its own repository’s', async () => {
    expect(await test.refused(createSnapshot, { sourceId, name: 'accounting' })).toMatchObject({ code: 'name_taken' })
    const snapshot = await test.do(createSnapshot, { sourceId, name: 'Accounting-R1' })
    expect(await names()).toEqual(['Accounting', 'Accounting-R1', 'Accounting-R2'])
    expect(await test.refused(updateSnapshot, { id: snapshot.id, name: 'Accounting' })).toMatchObject({ code: 'name_taken' })
  })

  it('is disabled, keeps its mapping, and is re-created on the same disks', async () => {
    const { id } = await test.do(createSnapshot, { sourceId }, operator)
    const { wwid } = await test.ask(getVirtualDisk, { id })
    const host = await test.do(createHost, { name: 'host', os: 'linux' })
    await test.do(createMapping, { virtualDiskId: id, hostId: host.id }, operator)
    expect(await test.refused(recreateSnapshot, { id })).toMatchObject({ status: 409, code: 'snapshot_not_disabled' })
    const disabled = await test.do(disableSnapshot, { id }, operator)
    expect(disabled).toMatchObject({ status: 'disabled', imageAt: null })
    expect(await access(id)).toMatchObject({ read: false, write: false, reason: { code: 'snapshot_disabled' } })
    expect(await test.refused(disableSnapshot, { id })).toMatchObject({ status: 409, code: 'snapshot_disabled' })
    await test.do(updateVirtualDisk, { id: sourceId, capacityBytes: 128 * MiB })
    const again = await test.do(recreateSnapshot, { id }, operator)
    expect(again).toMatchObject({ status: 'optimal', imageAt: expect.any(String) })
    expect(await test.ask(getVirtualDisk, { id })).toMatchObject({
      wwid,
      capacityBytes: 128 * MiB,
      mappedTo: { name: 'host', lun: 0 },
      hostAccess: { read: true, write: true },
    })
    expect(await test.refused(deleteSnapshot, { id })).toMatchObject({ code: 'disk_mapped' })
    expect((await test.events()).slice(-3)).toEqual(['snapshot_disabled', 'virtual_disk_grown', 'snapshot_recreated'])
  })

  it('is renamed and given other settings, which a restart keeps', async () => {
    const { id } = await test.do(createSnapshot, { sourceId })
    const changed = { id, name: 'Evening', warningThresholdPercent: 80, fullPolicy: 'failSourceWrites' } as const
    expect(await test.do(updateSnapshot, changed, operator)).toMatchObject(changed)
    expect(await test.refused(updateSnapshot, { id })).toMatchObject({ status: 400 })
    await test.restart()
    expect(await test.ask(getSnapshot, { id })).toMatchObject({ ...changed, status: 'optimal' })
    expect((await test.events()).slice(-3)).toEqual(['snapshot_renamed', 'snapshot_policy_changed', 'array_started'])
  })

  it('goes with its repository; its disks don’t go without it, and its source not before it', async () => {
    const { id, repositoryId } = await test.do(createSnapshot, { sourceId })
    expect(await test.refused(deleteVirtualDisk, { id })).toMatchObject({ code: 'snapshot_disk_owned' })
    expect(await test.refused(deleteVirtualDisk, { id: repositoryId })).toMatchObject({ code: 'repository_disk_owned' })
    expect(await test.refused(deleteVirtualDisk, { id: sourceId })).toMatchObject({ code: 'disk_has_snapshots' })
    await test.do(deleteSnapshot, { id }, operator)
    expect(await names()).toEqual(['Accounting'])
    await test.do(deleteVirtualDisk, { id: sourceId })
    expect((await test.ask(listSnapshots, {})).total).toBe(0)
  })

  it('whose repository fills up says so, by its policy', async () => {
    const { id } = await test.do(createSnapshot, { sourceId, fullPolicy: 'failSourceWrites' })
    const [image] = await test.engine.call('image.facts', { imageIds: [id] })
    if (!image) throw new Error('no image')
    const status = async () => (await test.ask(getSnapshot, { id })).status
    const notice = async (type: 'imageOverThreshold' | 'imageFull' | 'imageFailed') => {
      test.engine.emit({ type, image: { ...image, failure: { code: 'repositoryFull', detail: 'no grain' } } })
      await test.array.idle()
      return [await status(), (await test.ask(listConditions, {})).items.map(({ code }) => code)]
    }
    expect(await notice('imageOverThreshold')).toEqual(['overThreshold', ['snapshot_over_threshold']])
    expect(await notice('imageOverThreshold')).toEqual(['overThreshold', ['snapshot_over_threshold']])
    expect(await notice('imageFull')).toEqual(['full', ['snapshot_full']])
    expect(await notice('imageFailed')).toEqual(['failed', ['snapshot_failed']])
    expect((await test.events()).slice(-3)).toEqual(['snapshot_over_threshold', 'snapshot_full', 'snapshot_failed'])
    expect(await access(id)).toMatchObject({ read: false, reason: { code: 'snapshot_failed' } })
    await test.do(recreateSnapshot, { id })
    expect(await status()).toBe('optimal')
    expect((await test.ask(listConditions, {})).items).toEqual([])
  })

  it('is found as the engine has it after a restart', async () => {
    const { id } = await test.do(createSnapshot, { sourceId })
    await test.restart(async () => {
      await test.test.database.snapshot.update({ where: { id }, data: { status: 'disabled' } })
    })
    expect(await test.ask(getSnapshot, { id })).toMatchObject({ status: 'optimal' })
    expect((await test.events()).slice(-2)).toEqual(['snapshot_state_corrected', 'array_started'])
  })

  it('that can’t be made leaves nothing behind', async () => {
    for (const step of ['disk.create', 'image.start'] as const) {
      test.engine.before = (name) => {
        if (name === step) throw new EngineError('noSpace', 'ENOSPC')
      }
      expect(await test.refused(createSnapshot, { sourceId })).toMatchObject({ status: 507, code: 'no_space' })
    }
    test.engine.before = () => {}
    expect(await names()).toEqual(['Accounting'])
    expect((await test.do(createSnapshot, { sourceId })).name).toBe('Accounting-1')
  })

  it('of a large disk starts at once', async () => {
    const { poolId } = await test.ask(getVirtualDisk, { id: sourceId })
    const { id } = await test.disk(poolId, 'Large', 1024 * GiB)
    expect((await test.do(createSnapshot, { sourceId: id })).repositoryCapacityBytes).toBe(204.8 * GiB - (204.8 * GiB % MiB) + MiB)
  })
})

describe('a snapshot whose source is gone', () => {
  const loseSource = () => rm(path.join(test.directory, 'Pool', 'disks', sourceId), { recursive: true })

  it('can be deleted, and after it the record of its source', async () => {
    const [older, newer] = [await test.do(createSnapshot, { sourceId }), await test.do(createSnapshot, { sourceId })]
    await test.restart(loseSource)
    expect(await test.ask(getVirtualDisk, { id: sourceId })).toMatchObject({ status: 'missing' })
    for (const { id } of [newer, older]) await test.do(deleteSnapshot, { id })
    await test.do(deleteVirtualDisk, { id: sourceId })
    expect(await names()).toEqual([])
  })

  it('can be deleted as a virtual disk where its pool was imported without the source', async () => {
    const { id, repositoryId } = await test.do(createSnapshot, { sourceId })
    const other = await TestArray.start()
    try {
      await test.stop()
      await loseSource()
      await other.do(importPool, { path: path.join(test.directory, 'Pool') })
      for (const disk of [id, repositoryId]) await other.do(deleteVirtualDisk, { id: disk })
      expect((await other.ask(listVirtualDisks, {})).items).toEqual([])
    } finally {
      await other.remove()
    }
  })
})
