import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { createConsistencyGroup, deleteConsistencyGroup, prepareConsistencyGroup, startConsistencyGroup, stopConsistencyGroup } from '../consistency-groups/commands'
import { getConsistencyGroup, listConsistencyGroups } from '../consistency-groups/queries'
import { MiB } from '../door/fields'
import { createHost, updateHost } from '../hosts/commands'
import { createMapping } from '../mappings/commands'
import { listOperations } from '../operations/queries'
import { createSnapshot } from '../snapshots/commands'
import { getSnapshot } from '../snapshots/queries'
import { TestArray } from '../testing'
import { getVirtualDisk } from '../virtual-disks/queries'
import { listInstantCopySources, listInstantCopyTargets } from './candidates-queries'
import { createInstantCopy, deleteInstantCopy, updateInstantCopy } from './commands'
import { prepareInstantCopy, startInstantCopy, stopInstantCopy } from './drive-commands'
import { previewInstantCopy } from './preview'
import { getInstantCopy, listInstantCopies } from './queries'

const BYTES = 4 * MiB

let test: TestArray
let poolId: string
let sourceId: string
let targetId: string
beforeEach(async () => {
  test = await TestArray.start()
  poolId = (await test.pool()).id
  sourceId = (await test.disk(poolId, 'Source', BYTES)).id
  targetId = (await test.disk(poolId, 'Target', BYTES)).id
  await write(sourceId, 1)
  await write(targetId, 9)
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

const write = (diskId: string, value: number) =>
  test.engine.asHost(diskId, async (volume) => {
    await volume.write([Buffer.alloc(BYTES, value)], 0)
    await volume.flush()
  })

const writePart = (value: number) =>
  test.engine.asHost(sourceId, async (volume) => {
    await volume.write([Buffer.alloc(4096, value)], 0)
  })

/** The value of the disk's every byte. */
async function content(diskId: string): Promise<number> {
  const bytes = Buffer.alloc(BYTES)
  await test.engine.asHost(diskId, async (volume) => {
    await volume.read(bytes, 0)
  })
  const value = bytes[0] ?? -1
  expect(bytes.equals(Buffer.alloc(bytes.length, value))).toBe(true)
  return value
}

/** Copies nothing by itself, so that it stays copying. */
const create = (more: object = {}) => test.do(createInstantCopy, { sourceId, targetId, copyRate: 0, ...more })
const start = (id: string, more: object = {}) => test.do(startInstantCopy, { id, prepare: true, ...more })
const found = (id: string) => test.ask(getInstantCopy, { id })
const reaches = (id: string, status: string) =>
  vi.waitFor(async () => expect((await found(id)).status).toBe(status), { timeout: 10_000 })
const gate = (diskId: string) => {
  const set = test.engine.gate(diskId)
  return set && `${set.read ? 'r' : '-'}${set.write ? 'w' : '-'}`
}

describe('an instant copy', () => {
  it('shows its source as it was, the moment it starts, and leaves the target alone before', async () => {
    const { id, name, status, progressPercent } = await create()
    expect({ name, status, progressPercent }).toEqual({ name: 'Source to Target', status: 'idle', progressPercent: 0 })
    expect(await content(targetId)).toBe(9)
    expect((await test.do(prepareInstantCopy, { id })).status).toBe('prepared')
    expect([gate(sourceId), gate(targetId)]).toEqual(['rw', '--'])
    expect((await test.do(startInstantCopy, { id })).status).toBe('copying')
    expect(gate(targetId)).toBe('rw')
    await write(sourceId, 2)
    expect([await content(sourceId), await content(targetId)]).toEqual([2, 1])
    expect((await test.ask(getVirtualDisk, { id: targetId })).origin).toEqual({ id: sourceId, name: 'Source' })
  })

  it('fills its target and is idle then; it goes by itself, if it is to', async () => {
    const { id } = await create({ copyRate: 150 })
    await start(id)
    await reaches(id, 'idle')
    expect(await found(id)).toMatchObject({ progressPercent: 100, completedAt: expect.any(String), startedAt: expect.any(String) })
    await write(sourceId, 2)
    expect(await content(targetId)).toBe(1)
    await test.do(updateInstantCopy, { id, autoDelete: true })
    expect((await test.ask(listInstantCopies, {})).total).toBe(0)
    expect(await content(targetId)).toBe(1)

    const again = await create({ copyRate: 150, autoDelete: true })
    await start(again.id)
    await vi.waitFor(async () => expect((await test.ask(listInstantCopies, {})).total).toBe(0), { timeout: 10_000 })
    expect((await test.events()).slice(-2)).toEqual(['instant_copy_completed', 'instant_copy_deleted'])
    expect(await content(targetId)).toBe(2)
  })

  it('can be stopped before it starts, and keeps what the target held', async () => {
    const { id } = await create()
    await test.do(prepareInstantCopy, { id })
    expect((await test.do(stopInstantCopy, { id })).status).toBe('idle')
    expect([gate(targetId), await content(targetId)]).toEqual(['rw', 9])
    expect((await test.do(stopInstantCopy, { id })).status).toBe('idle')
  })

  it('that is stopped half way closes its target, until it starts again or is deleted by force', async () => {
    const { id } = await create()
    await start(id)
    await test.do(stopInstantCopy, { id })
    expect(gate(targetId)).toBe('--')
    await reaches(id, 'stopped')
    expect((await test.refused(deleteInstantCopy, { id })).code).toBe('instant_copy_is_stopped')
    await start(id)
    expect(await content(targetId)).toBe(1)
    await test.do(stopInstantCopy, { id })
    await reaches(id, 'stopped')
    await test.do(deleteInstantCopy, { id, force: true })
    expect(gate(targetId)).toBe('rw')
  })

  it('hands down what an older one needs before it stops', async () => {
    const other = (await test.disk(poolId, 'Other', BYTES)).id
    const older = await create()
    await start(older.id)
    const newer = await create({ targetId: other, cleanRate: 0 })
    await start(newer.id)
    expect((await found(newer.id)).dependents).toEqual([older.id])
    expect((await found(older.id)).dependsOn).toEqual([newer.id])
    await write(sourceId, 2)
    await test.do(stopInstantCopy, { id: newer.id })
    await reaches(newer.id, (await found(newer.id)).progressPercent === 100 ? 'idle' : 'stopped')
    expect(await content(targetId)).toBe(1)
  })

  it('that is forced to stop takes along who looks through it', async () => {
    const other = (await test.disk(poolId, 'Other', BYTES)).id
    const older = await create()
    await start(older.id)
    const newer = await create({ targetId: other })
    await start(newer.id)
    expect((await test.do(stopInstantCopy, { id: newer.id, force: true })).status).toBe('stopped')
    expect((await found(older.id)).status).toBe('stopped')
    expect([gate(targetId), gate(other), gate(sourceId)]).toEqual(['--', '--', 'rw'])
  })

  it('that is incremental copies again only what has changed', async () => {
    const { id } = await create({ copyRate: 150, incremental: true })
    await start(id)
    await reaches(id, 'idle')
    expect((await found(id)).differenceBytes).toBe(0)
    await writePart(7)
    expect((await found(id)).differenceBytes).toBe(64 * 1024)
    await start(id)
    await reaches(id, 'idle')
  })

  it('gives its source an earlier content back at once, and leaves other images alone', async () => {
    const first = await create({ copyRate: 150 })
    await start(first.id)
    await reaches(first.id, 'idle')
    await write(sourceId, 2)
    const other = (await test.disk(poolId, 'Other', BYTES)).id
    await start((await create({ targetId: other })).id)
    await writePart(3)
    const reverse = await test.do(createInstantCopy, { sourceId: targetId, targetId: sourceId, copyRate: 0 })
    expect((await test.refused(startInstantCopy, { id: reverse.id, prepare: true })).code).toBe('instant_copy_target_is_source')
    expect(await start(reverse.id, { restore: true })).toMatchObject({ status: 'copying', restore: true })
    expect([await content(sourceId), await content(targetId), await content(other)]).toEqual([1, 1, 2])
    expect((await test.ask(getVirtualDisk, { id: sourceId })).origin).toBeNull()
  })

  it('lets the snapshots of its target fail only when that is said', async () => {
    const { id } = await create()
    const snapshot = await test.do(createSnapshot, { sourceId: targetId })
    expect(await test.refused(prepareInstantCopy, { id })).toMatchObject({
      code: 'instant_copy_target_has_snapshots',
      errors: [{ path: 'failTargetSnapshots' }],
    })
    await start(id, { failTargetSnapshots: true })
    await vi.waitFor(async () => expect((await test.ask(getSnapshot, { id: snapshot.id })).status).toBe('failed'))
    expect(await content(targetId)).toBe(1)
  })

  it('changes its rates while it works, and is an operation as long as it does', async () => {
    const { id } = await create()
    await start(id)
    expect((await test.ask(listOperations, {})).items).toEqual([])
    await test.do(updateInstantCopy, { id, copyRate: 1, name: 'Nightly' })
    expect((await test.ask(listOperations, {})).items).toMatchObject([{ id, kind: 'instantCopy', copyRate: 1, subject: { name: 'Nightly' } }])
    await test.do(updateInstantCopy, { id, copyRate: 150 })
    await reaches(id, 'idle')
  })

  it('does not start when the engine can’t, and is prepared as it was', async () => {
    const { id } = await create()
    await test.do(prepareInstantCopy, { id })
    test.engine.files.faults = (call, file) => (call === 'write' && file.includes(targetId) ? 'ENOSPC' : null)
    const { code } = await test.refused(startInstantCopy, { id })
    test.engine.files.faults = () => null
    expect(code).toBe('no_space')
    expect((await found(id)).status).toBe('prepared')
    expect(gate(targetId)).toBe('--')
    expect((await test.do(startInstantCopy, { id })).status).toBe('copying')
  })

  it('survives a restart in every state', async () => {
    const other = (await test.disk(poolId, 'Other', BYTES)).id
    const prepared = await create()
    const copying = await create({ targetId: other })
    await test.do(prepareInstantCopy, { id: prepared.id })
    await start(copying.id)
    await writePart(2)
    await test.restart()
    expect([(await found(prepared.id)).status, (await found(copying.id)).status]).toEqual(['prepared', 'copying'])
    expect([gate(targetId), gate(other)]).toEqual(['--', 'rw'])
    expect(await content(other)).toBe(1)
    await test.do(startInstantCopy, { id: prepared.id })
    await test.do(updateInstantCopy, { id: copying.id, copyRate: 150 })
    await test.restart()
    await reaches(copying.id, 'idle')
  })
})

describe('a consistency group', () => {
  async function groupOfTwo(more: object = {}) {
    const group = await test.do(createConsistencyGroup, { name: 'Group', ...more })
    const second = { source: (await test.disk(poolId, 'Second', BYTES)).id, target: (await test.disk(poolId, 'Second target', BYTES)).id }
    const one = await create({ consistencyGroupId: group.id })
    const two = await create({ consistencyGroupId: group.id, sourceId: second.source, targetId: second.target })
    return { id: group.id, one: one.id, two: two.id, second }
  }

  it('prepares, starts and stops its members as one', async () => {
    const { id, one, two } = await groupOfTwo()
    expect(await test.ask(getConsistencyGroup, { id })).toMatchObject({ status: 'idle', mappingIds: [two, one] })
    expect((await test.refused(startInstantCopy, { id: one, prepare: true })).code).toBe('instant_copy_in_group')
    expect((await test.refused(startConsistencyGroup, { id })).code).toBe('instant_copy_is_idle')
    expect((await test.do(prepareConsistencyGroup, { id })).status).toBe('prepared')
    expect((await test.do(startConsistencyGroup, { id })).status).toBe('copying')
    const [first, last] = [await found(one), await found(two)]
    expect(first.startedAt).toBe(last.startedAt)
    expect((await test.refused(updateInstantCopy, { id: one, consistencyGroupId: null })).code).toBe('instant_copy_is_copying')
    await test.do(stopConsistencyGroup, { id })
    await reaches(one, 'stopped')
    await reaches(two, 'stopped')
  })

  it('starts none when one can’t', async () => {
    const { id, one, two, second } = await groupOfTwo()
    await test.do(createSnapshot, { sourceId: second.target })
    expect((await test.refused(startConsistencyGroup, { id, prepare: true })).code).toBe('instant_copy_target_has_snapshots')
    expect([(await found(one)).status, (await found(two)).status]).toEqual(['idle', 'idle'])
    expect(await content(targetId)).toBe(9)
  })

  it('goes with its last member, if it is to, and by force with all of them standing alone', async () => {
    const { id, one, two } = await groupOfTwo({ autoDelete: true })
    expect((await test.refused(deleteConsistencyGroup, { id })).code).toBe('consistency_group_has_members')
    await test.do(updateInstantCopy, { id: one, consistencyGroupId: null })
    expect((await test.ask(listConsistencyGroups, {})).total).toBe(1)
    await test.do(deleteInstantCopy, { id: two })
    expect((await test.ask(listConsistencyGroups, {})).total).toBe(0)
    const group = await test.do(createConsistencyGroup, { name: 'Group' })
    await test.do(updateInstantCopy, { id: one, consistencyGroupId: group.id })
    await test.do(deleteConsistencyGroup, { id: group.id, force: true })
    expect((await found(one)).consistencyGroupId).toBeNull()
  })
})

describe('before it is done', () => {
  const preview = (id: string, action: 'start' | 'stop' | 'delete' | 'prepare', more: object = {}) =>
    test.ask(previewInstantCopy, { id, action, ...more })

  it('is said what a start would copy and how long that takes, what is lost, and what has to be said for it', async () => {
    const { id } = await create({ copyRate: 50 })
    const snapshot = await test.do(createSnapshot, { sourceId: targetId })
    expect(await preview(id, 'start')).toMatchObject({
      allowed: null,
      needs: [{ field: 'failTargetSnapshots', reason: { code: 'instant_copy_target_has_snapshots' } }],
      warnings: [{ code: 'instant_copy_target_lost' }, { code: 'instant_copy_target_snapshots_fail' }],
      items: [{ id, becomes: 'copying', copyBytes: BYTES, copySeconds: 2 }],
      failingSnapshots: [{ id: snapshot.id, name: snapshot.name }],
      disks: [{ role: 'source', hosts: [] }, { role: 'target', hosts: [] }],
    })
    expect((await found(id)).status).toBe('idle')
  })

  it('is said who uses the disks, with what to do on each host by its system', async () => {
    const { id } = await create()
    const windows = await test.do(createHost, { name: 'win', os: 'windows' })
    const linux = await test.do(createHost, { name: 'tux', os: 'linux' })
    await test.do(createMapping, { virtualDiskId: sourceId, hostId: linux.id })
    await test.do(createMapping, { virtualDiskId: targetId, hostId: windows.id })
    expect((await preview(id, 'start')).disks).toMatchObject([
      { virtualDiskId: sourceId, role: 'source', hosts: [{ name: 'tux', connected: false, step: expect.stringContaining('fsfreeze') }] },
      { virtualDiskId: targetId, role: 'target', hosts: [{ name: 'win', step: expect.stringContaining('diskpart') }] },
    ])
  })

  it('is said what goes down with a forced stop, which then goes down', async () => {
    const other = (await test.disk(poolId, 'Other', BYTES)).id
    const older = await create()
    await start(older.id)
    const newer = await create({ targetId: other })
    await start(newer.id)
    expect((await preview(newer.id, 'stop')).items).toMatchObject([{ id: newer.id, becomes: 'stopping' }])
    expect((await preview(newer.id, 'stop', { force: 'true' })).items).toMatchObject([
      { id: newer.id, becomes: 'stopped', goesAlong: false },
      { id: older.id, becomes: 'stopped', goesAlong: true },
    ])
    expect((await preview(newer.id, 'delete')).allowed).toMatchObject({ code: 'instant_copy_is_copying' })
  })

  it('is judged by the system of a host that would see source and target', async () => {
    const { id } = await create()
    const linux = await test.do(createHost, { name: 'tux', os: 'linux' })
    await test.do(createMapping, { virtualDiskId: sourceId, hostId: linux.id })
    await test.do(createMapping, { virtualDiskId: targetId, hostId: linux.id })
    expect((await preview(id, 'start')).warnings.map(({ code }) => code)).toContain('image_beside_original_linux')
    await test.do(updateHost, { id: linux.id, os: 'windows' })
    expect((await preview(id, 'start')).allowed).toMatchObject({ code: 'image_beside_original_windows' })
    expect((await test.refused(startInstantCopy, { id, prepare: true })).code).toBe('image_beside_original_windows')
  })
})

describe('what can be chosen', () => {
  it('is every disk, and beside each that can’t be, why', async () => {
    await test.disk(poolId, 'Large', 2 * BYTES)
    await create()
    const targets = (await test.ask(listInstantCopyTargets, { sourceId })).items.map(({ name, reason }) => [name, reason?.code ?? null])
    expect(targets).toEqual([
      ['Large', 'instant_copy_size_differs'],
      ['Source', 'instant_copy_target_same'],
      ['Target', 'instant_copy_target_taken'],
    ])
    expect((await test.ask(listInstantCopySources, { eligible: 'true' })).total).toBe(3)
  })
})
