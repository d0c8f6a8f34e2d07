/** A disk is given back what an image of it shows that has not got everything. */
import { renameSync } from 'node:fs'
import path from 'node:path'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { listConditions } from '../conditions/queries'
import { createConsistencyGroup, startConsistencyGroup } from '../consistency-groups/commands'
import { getConsistencyGroup } from '../consistency-groups/queries'
import { MiB } from '../door/fields'
import { listOperations } from '../operations/queries'
import { lookAtPools } from '../pools/presence'
import { createSnapshot } from '../snapshots/commands'
import { administrator, operator, TestArray } from '../testing'
import { getVirtualDisk } from '../virtual-disks/queries'
import { createInstantCopy, deleteInstantCopy, updateInstantCopy } from './commands'
import { prepareInstantCopy, startInstantCopy, stopInstantCopy } from './drive-commands'
import { previewInstantCopy } from './preview'
import { getInstantCopy, listInstantCopies } from './queries'

const BYTES = 4 * MiB
const HALF = BYTES / 2

let test: TestArray
let poolId: string
let sourceId: string
let imageId: string
/** From the source onto the image, and back. */
let onto: string
let back: string
beforeEach(async () => {
  test = await TestArray.start()
  poolId = (await test.pool()).id
  sourceId = (await test.disk(poolId, 'Source', BYTES)).id
  imageId = (await test.disk(poolId, 'Image', BYTES)).id
  await write(sourceId, 1)
  onto = (await create(sourceId, imageId)).id
  await test.do(startInstantCopy, { id: onto, prepare: true })
  await write(sourceId, 2, HALF)
  back = (await create(imageId, sourceId)).id
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

/** Copies nothing by itself. */
const create = (from: string, to: string, more: object = {}) =>
  test.do(createInstantCopy, { sourceId: from, targetId: to, copyRate: 0, ...more })
const giveBack = () => test.do(startInstantCopy, { id: back, prepare: true, restore: true })
const found = (id: string) => test.ask(getInstantCopy, { id })
const reaches = (id: string, status: string) =>
  vi.waitFor(async () => expect((await found(id)).status).toBe(status), { timeout: 10_000 })
const gate = (diskId: string) => {
  const set = test.engine.gate(diskId)
  return set && `${set.read ? 'r' : '-'}${set.write ? 'w' : '-'}`
}

const write = (diskId: string, value: number, length = BYTES) =>
  test.engine.asHost(diskId, async (volume) => {
    await volume.write([Buffer.alloc(length, value)], 0)
    await volume.flush()
  })

/** Why it can't be prepared, started, and both in one. */
async function offered(id: string): Promise<(string | null)[]> {
  const { actions } = await test.ask(getInstantCopy, { id }, operator)
  return [actions.prepare, actions.start, actions.prepareAndStart].map((why) => why?.code ?? null)
}

/** The value of every byte of the disk's first half, and of its second. */
async function halves(diskId: string): Promise<[number, number]> {
  const bytes = Buffer.alloc(BYTES)
  await test.engine.asHost(diskId, async (volume) => {
    await volume.read(bytes, 0)
  })
  const [first = -1, second = -1] = [bytes[0], bytes[HALF]]
  expect(bytes.equals(Buffer.concat([Buffer.alloc(HALF, first), Buffer.alloc(HALF, second)]))).toBe(true)
  return [first, second]
}

/** The value of the disk's every byte. */
async function content(diskId: string): Promise<number> {
  const [first, second] = await halves(diskId)
  expect(second).toBe(first)
  return first
}

describe('an image that has not got everything', () => {
  it('gives its source its content back at once, which is restored at the copy rate, and goes on', async () => {
    expect(await giveBack()).toMatchObject({ status: 'copying', restore: true, progressPercent: 0, failure: null })
    expect([await content(sourceId), await content(imageId)]).toEqual([1, 1])
    expect([gate(sourceId), gate(imageId)]).toEqual(['rw', 'rw'])
    expect((await test.ask(getVirtualDisk, { id: sourceId })).origin).toBeNull()
    expect((await found(back)).dependsOn).toEqual([onto])
    expect((await found(onto)).dependents).toEqual([back])
    expect((await test.ask(listOperations, {})).items).toEqual([])
    await test.do(updateInstantCopy, { id: back, copyRate: 1 })
    expect((await test.ask(listOperations, {})).items).toMatchObject([{ id: back, kind: 'instantCopy' }])
    await test.do(updateInstantCopy, { id: back, copyRate: 150 })
    await reaches(back, 'idle')
    expect(await found(back)).toMatchObject({ progressPercent: 100, restore: false, completedAt: expect.any(String) })
    expect(await found(onto)).toMatchObject({ status: 'copying' })
    const told = (await test.events()).filter((type) => /instant_copy_(started|completed)|rollback/.test(type))
    expect(told).toEqual(['instant_copy_started', 'instant_copy_started', 'instant_copy_completed'])
    await write(imageId, 5)
    expect(await content(sourceId)).toBe(1)
  })

  it('needs nothing of its source prepared but that is said to be a restore', async () => {
    expect((await test.ask(getInstantCopy, { id: back }, administrator)).actions).toMatchObject({ prepare: null, prepareAndStart: null })
    expect((await test.refused(prepareInstantCopy, { id: back })).code).toBe('instant_copy_target_is_source')
    expect((await test.do(prepareInstantCopy, { id: back, restore: true })).status).toBe('prepared')
    expect([gate(sourceId), gate(imageId), await content(imageId)]).toEqual(['--', 'rw', 1])
    expect((await test.do(stopInstantCopy, { id: back })).status).toBe('idle')
    expect(await halves(sourceId)).toEqual([2, 1])
    await test.do(prepareInstantCopy, { id: back, restore: true })
    expect((await test.do(startInstantCopy, { id: back })).restore).toBe(true)
    expect(await content(sourceId)).toBe(1)
  })

  it('goes by itself when it is restored, if it is to', async () => {
    await test.do(updateInstantCopy, { id: back, autoDelete: true, copyRate: 150 })
    await giveBack()
    await vi.waitFor(async () => expect((await test.ask(listInstantCopies, {})).total).toBe(1), { timeout: 10_000 })
    expect(await content(sourceId)).toBe(1)
  })

  it('lets the disk take no snapshot and no other restore meanwhile', async () => {
    await giveBack()
    expect((await test.refused(createSnapshot, { sourceId })).code).toBe('disk_given_back')
    const other = (await create(sourceId, (await test.disk(poolId, 'Other', BYTES)).id)).id
    expect((await test.refused(startInstantCopy, { id: other, prepare: true })).code).toBe('disk_given_back')
    expect((await test.refused(startInstantCopy, { id: other, prepare: true, restore: true })).code).toBe('disk_given_back')
    expect(await offered(other)).toEqual(['disk_given_back', 'instant_copy_is_idle', 'disk_given_back'])
  })

  it('is not offered while another is prepared to, in a group with others, or through another image', async () => {
    const below = (await test.disk(poolId, 'Below', BYTES)).id
    const onto = (await create(imageId, below)).id
    await test.do(prepareInstantCopy, { id: onto, restore: true })
    expect(await offered(back)).toEqual(['instant_copy_restore_running', 'instant_copy_is_idle', 'instant_copy_restore_running'])
    await test.do(stopInstantCopy, { id: onto })
    expect(await offered(back)).toEqual([null, 'instant_copy_is_idle', null])
    const group = (await test.do(createConsistencyGroup, { name: 'Group' })).id
    const [from, to] = [await test.disk(poolId, 'From', BYTES), await test.disk(poolId, 'To', BYTES)]
    await create(from.id, to.id, { consistencyGroupId: group })
    await test.do(updateInstantCopy, { id: back, consistencyGroupId: group })
    const { actions } = await test.ask(getConsistencyGroup, { id: group }, operator)
    expect([actions.prepare?.code, actions.prepareAndStart?.code]).toEqual(['instant_copy_restore_together', 'instant_copy_restore_together'])
    await test.do(updateInstantCopy, { id: back, consistencyGroupId: null })
    await test.do(deleteInstantCopy, { id: back })
    await test.do(startInstantCopy, { id: onto, prepare: true })
    expect(await offered((await create(below, sourceId)).id)).toEqual(['instant_copy_restore_indirect', 'instant_copy_is_idle', 'instant_copy_restore_indirect'])
  })

  it('gives back neither with a group nor through another image', async () => {
    const group = (await test.do(createConsistencyGroup, { name: 'Group' })).id
    const [from, to] = [await test.disk(poolId, 'From', BYTES), await test.disk(poolId, 'To', BYTES)]
    await create(from.id, to.id, { consistencyGroupId: group })
    await test.do(updateInstantCopy, { id: back, consistencyGroupId: group })
    const together = await test.refused(startConsistencyGroup, { id: group, prepare: true, restore: true })
    expect(together).toMatchObject({ code: 'instant_copy_restore_together', errors: [{ path: 'restore' }] })
    await test.do(updateInstantCopy, { id: back, consistencyGroupId: null })
    await test.do(deleteInstantCopy, { id: back })
    const below = (await test.disk(poolId, 'Below', BYTES)).id
    await test.do(startInstantCopy, { id: (await create(imageId, below)).id, prepare: true })
    const indirect = (await create(below, sourceId)).id
    expect((await test.refused(startInstantCopy, { id: indirect, prepare: true, restore: true })).code).toBe('instant_copy_restore_indirect')
    expect(await halves(sourceId)).toEqual([2, 1])
  })

  it('is said beforehand to lose nobody anything, and what there is to copy', async () => {
    const preview = (id: string) => test.ask(previewInstantCopy, { id, action: 'start', restore: 'true' })
    const shown = { allowed: null, needs: [], failingSnapshots: [] }
    expect(await preview(back)).toMatchObject({ ...shown, items: [{ id: back, becomes: 'copying', copyBytes: HALF, copySeconds: null }] })
    const [from, to] = [(await test.disk(poolId, 'From', BYTES)).id, (await test.disk(poolId, 'To', BYTES)).id]
    await test.do(startInstantCopy, { id: (await create(from, to)).id, prepare: true })
    await write(from, 3, MiB)
    const { id } = await create(to, from, { copyRate: 40 })
    expect(await preview(id)).toMatchObject({ ...shown, items: [{ id, copyBytes: MiB, copySeconds: 1 }] })
  })
})

describe('a restore that is stopped', () => {
  it('closes its target with a part of the image; the image stays, and can give it back again', async () => {
    await giveBack()
    expect((await test.ask(previewInstantCopy, { id: back, action: 'stop' })).items).toMatchObject([{ id: back, becomes: 'stopped' }])
    expect((await test.do(stopInstantCopy, { id: back })).status).toBe('stopped')
    expect([gate(sourceId), gate(imageId), await content(imageId)]).toEqual(['--', 'rw', 1])
    await giveBack()
    expect([gate(sourceId), await content(sourceId)]).toEqual(['rw', 1])
    await test.do(stopInstantCopy, { id: back })
    await test.do(deleteInstantCopy, { id: back, force: true })
    expect([gate(sourceId), await content(imageId)]).toEqual(['rw', 1])
  })

  it('goes with its image, when that is stopped by force; that is said before', async () => {
    await giveBack()
    expect((await test.ask(previewInstantCopy, { id: onto, action: 'stop', force: 'true' })).items).toMatchObject([
      { id: onto, becomes: 'stopped', goesAlong: false },
      { id: back, becomes: 'stopped', goesAlong: true },
    ])
    await test.do(stopInstantCopy, { id: onto, force: true })
    expect([(await found(onto)).status, (await found(back)).status]).toEqual(['stopped', 'stopped'])
    expect([gate(sourceId), gate(imageId)]).toEqual(['--', '--'])
  })

  it('is not what happens when its image stops in order: it gets everything first', async () => {
    await giveBack()
    expect((await test.do(stopInstantCopy, { id: onto })).status).toBe('stopping')
    await reaches(back, 'idle')
    await reaches(onto, 'stopped')
    expect([gate(sourceId), await content(sourceId)]).toEqual(['rw', 1])
  })
})

describe('a restore that goes on later', () => {
  it('survives a restart', async () => {
    await giveBack()
    await write(sourceId, 7, HALF)
    await test.restart()
    expect(await found(back)).toMatchObject({ status: 'copying', restore: true })
    await reaches(back, 'idle')
    expect(await halves(sourceId)).toEqual([7, 1])
  })

  it.each([
    ['before', 'prepared'],
    ['after', 'copying'],
  ] as const)('is, %s the engine has begun it, %s after a death of the process', async (when, status) => {
    await test.do(prepareInstantCopy, { id: back, restore: true })
    test.engine.before = (name) => {
      if (name === 'instantCopy.start') test.engine.dieAt(0, when)
    }
    void test.command(startInstantCopy, { id: back })
    await test.engine.death
    await test.restartAfterDeath()
    expect(await found(back)).toMatchObject({ status, restore: true })
    expect(gate(sourceId)).toBe(status === 'copying' ? 'rw' : '--')
    if (status === 'prepared') await test.do(startInstantCopy, { id: back })
    expect(await content(sourceId)).toBe(1)
  })

  it('waits for its pool', async () => {
    await giveBack()
    const [pool, elsewhere] = [path.join(test.directory, 'Pool'), path.join(test.directory, 'elsewhere')]
    const look = () => test.array.exclusive(() => lookAtPools(test.array))
    renameSync(pool, elsewhere)
    await look()
    expect((await found(back)).status).toBe('suspended')
    renameSync(elsewhere, pool)
    await look()
    expect((await found(back)).status).toBe('copying')
    expect(await content(sourceId)).toBe(1)
  })

  it('halts with a reason when it fails, is in need of attention as long, and goes on by itself', async () => {
    await giveBack()
    test.engine.files.faults = (call, file) => (call === 'read' && file.endsWith(`${imageId}/data`) ? 'EIO' : null)
    await test.do(updateInstantCopy, { id: back, copyRate: 150 })
    await vi.waitFor(async () => expect((await found(back)).failure).not.toBeNull(), { timeout: 10_000 })
    expect((await found(back)).status).toBe('copying')
    expect((await test.ask(listConditions, {})).items).toMatchObject([{ code: 'instant_copy_halted', subject: { id: back } }])
    test.engine.files.faults = () => null
    await reaches(back, 'idle')
    expect((await found(back)).failure).toBeNull()
    expect((await test.ask(listConditions, {})).items).toEqual([])
    const told = (await test.events()).filter((type) => type.startsWith('instant_copy_')).slice(-3)
    expect(told).toEqual(['instant_copy_halted', 'instant_copy_resumed', 'instant_copy_completed'])
  })

  it('can be stopped while it is halted, and stands for no failure then', async () => {
    await giveBack()
    test.engine.files.faults = (call, file) => (call === 'read' && file.endsWith(`${imageId}/data`) ? 'EIO' : null)
    await test.do(updateInstantCopy, { id: back, copyRate: 150 })
    await vi.waitFor(async () => expect((await found(back)).failure).not.toBeNull(), { timeout: 10_000 })
    expect(await test.do(stopInstantCopy, { id: back })).toMatchObject({ status: 'stopped', failure: null })
    test.engine.files.faults = () => null
    expect((await test.ask(listConditions, {})).items).toEqual([])
    expect(await content(imageId)).toBe(1)
  })
})
