/** A target that has everything is split off: what was read through it becomes an image of it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { createConsistencyGroup, stopConsistencyGroup } from '../consistency-groups/commands'
import { getConsistencyGroup } from '../consistency-groups/queries'
import { MiB } from '../door/fields'
import { createSnapshot, deleteSnapshot } from '../snapshots/commands'
import { administrator, operator, TestArray } from '../testing'
import { createInstantCopy, updateInstantCopy } from './commands'
import { startInstantCopy, stopInstantCopy } from './drive-commands'
import { previewInstantCopy } from './preview'
import { getInstantCopy, listInstantCopies } from './queries'

const BYTES = 4 * MiB
/** The rest is never written, so that no image gets everything by what hosts write. */
const WRITTEN = BYTES / 2

let test: TestArray
let poolId: string
const disks = new Map<string, string>()
/** Of the source, one after the other, and one of the oldest: `kept` has everything and hands nothing down. */
const copies = new Map<string, string>()
const NAMES = ['source', 'oldest', 'kept', 'newest', 'below'] as const
type Name = (typeof NAMES)[number]
const disk = (name: Name) => disks.get(name) ?? name
const copy = (name: Name) => copies.get(name) ?? name

beforeEach(async () => {
  test = await TestArray.start()
  poolId = (await test.pool()).id
  for (const name of NAMES) disks.set(name, (await test.disk(poolId, name, BYTES)).id)
  await write('source', 1)
  await begin('source', 'oldest')
  await write('source', 2)
  await begin('source', 'kept', { copyRate: 150, cleanRate: 0 })
  await vi.waitFor(async () => expect((await found('kept')).progressPercent).toBe(100), { timeout: 10_000 })
  await write('source', 3)
  await begin('source', 'newest')
  await begin('oldest', 'below')
  await write('source', 4)
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

const make = (from: Name, to: Name, more: object = {}) =>
  test.do(createInstantCopy, { sourceId: disk(from), targetId: disk(to), copyRate: 0, cleanRate: 0, ...more })

async function begin(from: Name, to: Name, more: object = {}): Promise<void> {
  copies.set(to, (await make(from, to, more)).id)
  await test.do(startInstantCopy, { id: copy(to), prepare: true })
}

const found = (name: Name) => test.ask(getInstantCopy, { id: copy(name) })
const split = () => test.do(stopInstantCopy, { id: copy('kept'), split: true })

const write = (name: Name, value: number) =>
  test.engine.asHost(disk(name), async (volume) => {
    await volume.write([Buffer.alloc(WRITTEN, value)], 0)
    await volume.flush()
  })

async function content(name: Name): Promise<number> {
  const bytes = Buffer.alloc(BYTES)
  await test.engine.asHost(disk(name), async (volume) => {
    await volume.read(bytes, 0)
  })
  const [value = -1] = bytes
  expect(bytes.equals(Buffer.concat([Buffer.alloc(WRITTEN, value), Buffer.alloc(BYTES - WRITTEN)]))).toBe(true)
  return value
}

async function expectContents(): Promise<void> {
  const found = await Promise.all(NAMES.map(content))
  expect(found).toEqual([4, 1, 2, 3, 1])
}

describe('a target that has everything', () => {
  it('is split off with the images that are read through it, which show what they showed', async () => {
    expect(await found('kept')).toMatchObject({ status: 'copying', dependents: expect.arrayContaining([copy('oldest'), copy('below')]) })
    expect(await split()).toMatchObject({ status: 'idle', dependents: [], completedAt: expect.any(String) })
    expect(await found('oldest')).toMatchObject({ sourceId: disk('kept'), sourceName: 'kept', status: 'copying', dependsOn: [copy('kept')] })
    expect(await found('newest')).toMatchObject({ sourceId: disk('source') })
    expect(await found('below')).toMatchObject({ sourceId: disk('oldest') })
    await expectContents()
    await write('kept', 9)
    expect([await content('oldest'), await content('below')]).toEqual([1, 1])
    const told = (await test.events()).filter((type) => /instant_copy_(split|moved|completed)/.test(type))
    expect(told).toEqual(['instant_copy_moved', 'instant_copy_split'])
  })

  it('says beforehand which of them move, and of what they are images then', async () => {
    const preview = await test.ask(previewInstantCopy, { id: copy('kept'), action: 'stop', split: 'true' })
    expect(preview).toMatchObject({
      allowed: null,
      items: [
        { id: copy('kept'), becomes: 'idle', goesAlong: false, newSourceName: null },
        { id: copy('oldest'), becomes: 'copying', goesAlong: true, sourceName: 'source', newSourceName: 'kept' },
      ],
    })
    expect(preview.items).toHaveLength(2)
    await expectContents()
  })

  it('is no source’s target any more: the source can be overwritten from it, once the newer one is stopped', async () => {
    await split()
    await test.do(stopInstantCopy, { id: copy('newest'), force: true })
    const other = (await test.disk(poolId, 'other', BYTES)).id
    const { id } = await test.do(createInstantCopy, { sourceId: other, targetId: disk('source') })
    await test.do(startInstantCopy, { id, prepare: true })
    expect([await content('oldest'), await content('kept')]).toEqual([1, 2])
  })

  it('goes with its split, if it is to when it is whole', async () => {
    await test.do(updateInstantCopy, { id: copy('kept'), autoDelete: true })
    expect(await split()).toMatchObject({ id: copy('kept'), status: 'idle' })
    const { items } = await test.ask(listInstantCopies, {})
    expect(items.map(({ id }) => id)).not.toContain(copy('kept'))
    await expectContents()
  })

  it('is split off also while it is stopping', async () => {
    expect((await test.do(stopInstantCopy, { id: copy('kept') })).status).toBe('stopping')
    expect((await split()).status).toBe('idle')
    await expectContents()
  })

  it('stays split off after a restart', async () => {
    await split()
    await test.restart()
    expect(await found('oldest')).toMatchObject({ sourceId: disk('kept'), status: 'copying' })
    await expectContents()
  })

  it.each([
    ['before', 'copying', 'source', []],
    ['after', 'idle', 'kept', ['instant_copy_moved']],
  ] as const)('is, %s the engine has split it off, %s after a death of the process', async (when, status, source, told) => {
    test.engine.before = (name) => {
      if (name === 'instantCopy.split') test.engine.dieAt(0, when)
    }
    void test.command(stopInstantCopy, { id: copy('kept'), split: true })
    await test.engine.death
    await test.restartAfterDeath()
    expect([(await found('kept')).status, (await found('oldest')).sourceId]).toEqual([status, disk(source)])
    expect((await test.events()).filter((type) => type === 'instant_copy_moved')).toEqual(told)
    await expectContents()
  })
})

describe('a split is refused', () => {
  const refused = async (name: Name) => {
    const { code } = await test.refused(stopInstantCopy, { id: copy(name), split: true })
    // The page and the preview say the same.
    expect((await test.ask(getInstantCopy, { id: copy(name) }, administrator)).actions.split?.code).toBe(code)
    expect((await test.ask(previewInstantCopy, { id: copy(name), action: 'stop', split: 'true' })).allowed?.code).toBe(code)
    return code
  }

  it('of a target that has not got everything', async () => {
    expect(await refused('newest')).toBe('instant_copy_split_incomplete')
  })

  it('while a snapshot of the source is read through it', async () => {
    const older = await test.do(createSnapshot, { sourceId: disk('source') })
    const last = (await test.disk(poolId, 'last', BYTES)).id
    const { id } = await test.do(createInstantCopy, { sourceId: disk('source'), targetId: last, copyRate: 150, cleanRate: 0 })
    copies.set('source', id)
    await test.do(startInstantCopy, { id, prepare: true })
    await vi.waitFor(async () => expect((await found('source')).progressPercent).toBe(100), { timeout: 10_000 })
    expect(await refused('source')).toBe('instant_copy_split_snapshots')
    await test.do(deleteSnapshot, { id: older.id })
    expect((await test.do(stopInstantCopy, { id, split: true })).status).toBe('idle')
    await expectContents()
  })

  it('while it and one that would move are in one group', async () => {
    const group = (await test.do(createConsistencyGroup, { name: 'Group' })).id
    for (const name of ['oldest', 'kept'] as const)
      await test.array.database.instantCopy.update({ where: { id: copy(name) }, data: { groupId: group } })
    expect((await test.ask(getConsistencyGroup, { id: group }, operator)).actions.split?.code).toBe('consistency_group_cascade')
    const { code } = await test.refused(stopConsistencyGroup, { id: group, split: true })
    expect(code).toBe('consistency_group_cascade')
    await test.array.database.instantCopy.update({ where: { id: copy('oldest') }, data: { groupId: null } })
    await test.do(stopConsistencyGroup, { id: group, split: true })
    expect((await found('oldest')).sourceId).toBe(disk('kept'))
  })

  it('together with force', async () => {
    const { code, errors } = await test.refused(stopInstantCopy, { id: copy('kept'), split: true, force: true })
    expect([code, errors?.map(({ path }) => path)]).toEqual(['bad_input', ['split']])
  })
})
