import { cpSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { EngineError } from '../../engine/engine-error'
import { listConditions } from '../conditions/queries'
import { createSnapshot, deleteSnapshot, disableSnapshot } from '../snapshots/commands'
import { listSnapshots } from '../snapshots/queries'
import { administrator, TestArray } from '../testing'
import { deleteVirtualDisk } from '../virtual-disks/commands'
import { getVirtualDisk, listVirtualDisks } from '../virtual-disks/queries'
import { createPool, deletePool, importPool, updatePool } from './commands'
import { lookAtFullPools } from './fullness'
import { getPool, inspectPath, listPools } from './queries'

let test: TestArray
const at = (...parts: string[]) => path.join(test.directory, ...parts)
beforeEach(async () => {
  test = await TestArray.start()
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

describe('a pool', () => {
  it('is made in a directory that is empty, or that doesn’t exist yet', async () => {
    mkdirSync(at('empty'))
    const made = await test.do(createPool, { name: ' Empty ', path: at('empty') })
    expect(made).toMatchObject({ name: 'Empty', driver: 'directory', path: at('empty'), status: 'optimal', virtualDiskCount: 0 })
    expect(made.capacityBytes).toBeGreaterThan(made.usedBytes)
    await test.do(createPool, { name: 'New', path: `${at('new')}/` })
    expect((await test.ask(listPools, {})).items.map((pool) => [pool.name, pool.path])).toEqual([
      ['Empty', at('empty')],
      ['New', at('new')],
    ])
  })

  it('is refused where it can’t be, naming the field, and changes nothing', async () => {
    await test.pool('Pool')
    mkdirSync(at('full'))
    writeFileSync(at('full', 'a file'), '')
    const cases = [
      [at('no', 'such', 'place'), 400, 'path_parent_missing'],
      [at('full', 'a file'), 400, 'path_not_directory'],
      [at('full', 'a file', 'below'), 400, 'path_not_directory'],
      [at('full'), 409, 'path_not_empty'],
      [at('Pool'), 409, 'path_holds_pool'],
      [at('Pool', 'inside'), 409, 'path_inside_pool'],
      ['relative/path', 400, 'bad_input'],
      ['', 400, 'bad_input'],
      [`/${'x'.repeat(300)}`, 400, 'path_unusable'],
      [7, 400, 'bad_input'],
    ] as const
    for (const [given, status, code] of cases) {
      const problem = await test.refused(createPool, { name: 'Other', path: given })
      expect([given, problem.status, problem.code, problem.errors?.[0]?.path]).toEqual([given, status, code, 'path'])
    }
    expect(await test.array.database.pool.count()).toBe(1)
    expect(await test.array.database.intent.count()).toBe(0)
    expect(readdirSync(at('full'))).toEqual(['a file'])
  })

  it('has a name of its own, whatever the case', async () => {
    const pool = await test.pool('Straße')
    for (const name of ['Straße', 'STRAßE', ' straße ']) {
      expect(await test.refused(createPool, { name, path: at('second') })).toMatchObject({ status: 409, code: 'name_taken' })
    }
    expect(await test.do(updatePool, { id: pool.id, name: 'STRASSE' })).toMatchObject({ name: 'STRASSE' })
    await test.do(updatePool, { id: pool.id, name: 'strasse' })
    expect(await test.events()).toEqual(['array_started', 'pool_created', 'pool_renamed', 'pool_renamed'])
  })

  it('is deleted only when it is empty, and its directory is free again', async () => {
    const pool = await test.pool('Pool')
    const disk = await test.disk(pool.id, 'Disk')
    expect(await test.refused(deletePool, { id: pool.id })).toMatchObject({ status: 409, code: 'pool_has_disks' })
    expect((await test.ask(getPool, { id: pool.id })).actions.delete).toMatchObject({ code: 'role_required' })
    await test.do(deleteVirtualDisk, { id: disk.id })
    expect(await test.do(deletePool, { id: pool.id })).toBeNull()
    expect(await test.refused(deletePool, { id: pool.id })).toMatchObject({ status: 404, code: 'not_found' })
    await test.pool('Again', 'Pool')
  })

  it('tells beforehand what a path is good for', async () => {
    await test.pool('Pool')
    const facts = (folder: string) => test.ask(inspectPath, { path: folder }, administrator)
    expect(await facts(at('free'))).toMatchObject({ use: 'create', reason: null, freeBytes: expect.any(Number) })
    expect(await facts(at('none', 'there'))).toMatchObject({ use: 'none', reason: { code: 'path_parent_missing' } })
    expect(await facts(at('Pool'))).toMatchObject({ use: 'import', reason: null })
    expect(readdirSync(test.directory)).toEqual(['Pool'])
  })
})

describe('import', () => {
  /** A pool that another array made, with two disks, closed. */
  async function foreignPool() {
    const other = await TestArray.start()
    const pool = await other.pool('Foreign')
    const disks = [await other.disk(pool.id, 'One'), await other.disk(pool.id, 'Two')]
    await other.restart(async () => renameSync(path.join(other.directory, 'Foreign'), at('moved')))
    await other.remove()
    return { pool, disks }
  }

  it('shows the disks of another array’s pool with their WWIDs', async () => {
    const { pool, disks } = await foreignPool()
    const own = await test.pool('Own')
    await test.disk(own.id, 'two')
    const imported = await test.do(importPool, { path: at('moved') })
    expect(imported).toMatchObject({ id: pool.id, name: 'Foreign', path: at('moved'), virtualDiskCount: 2 })
    const { items } = await test.ask(listVirtualDisks, { poolId: pool.id })
    expect(items.map(({ name, wwid }) => [name, wwid])).toEqual([
      ['One', disks[0]?.wwid],
      ['Two-2', disks[1]?.wwid],
    ])
    expect(items[0]).toMatchObject({ status: 'optimal', hostAccess: { read: true, write: true } })
    expect((await test.events()).slice(-2)).toEqual(['virtual_disk_created', 'pool_imported'])
    await test.restart()
    expect((await test.ask(listVirtualDisks, { poolId: pool.id })).items.map(({ name }) => name)).toEqual(['One', 'Two-2'])
  })

  it('takes snapshots over as they are, with what they show', async () => {
    const other = await TestArray.start()
    const theirs = await other.pool('Foreign')
    const source = await other.disk(theirs.id, 'Source')
    const active = await other.do(createSnapshot, { sourceId: source.id, fullPolicy: 'failSourceWrites' })
    const disabled = await other.do(createSnapshot, { sourceId: source.id })
    await other.do(disableSnapshot, { id: disabled.id })
    await other.restart(async () => renameSync(path.join(other.directory, 'Foreign'), at('moved')))
    await other.remove()

    await test.do(importPool, { path: at('moved') })
    const { items } = await test.ask(listSnapshots, {})
    expect(items).toMatchObject([
      { id: active.id, status: 'optimal', sourceId: source.id, fullPolicy: 'failSourceWrites', imageAt: active.imageAt },
      { id: disabled.id, status: 'disabled', imageAt: null },
    ])
    expect(await test.ask(getVirtualDisk, { id: active.id })).toMatchObject({ hostAccess: { read: true, write: true } })
    for (const { id } of items) await test.do(deleteSnapshot, { id })
    await test.do(deleteVirtualDisk, { id: source.id })
  })

  it('is refused for what is no pool, is here already, or is a copy of what is here', async () => {
    const pool = await test.pool('Pool')
    await test.disk(pool.id, 'Disk')
    mkdirSync(at('empty'))
    expect(await test.refused(importPool, { path: at('empty') })).toMatchObject({ status: 400, code: 'path_not_pool' })
    expect(await test.refused(importPool, { path: at('Pool') })).toMatchObject({ status: 409, code: 'pool_already_here' })
    cpSync(at('Pool'), at('Copy'), { recursive: true })
    expect(await test.refused(importPool, { path: at('Copy') })).toMatchObject({ status: 409, code: 'pool_already_here' })
    expect(await test.array.database.pool.count()).toBe(1)
    await test.disk(pool.id, 'Still works')
  })

  it('is refused while another array has the pool open', async () => {
    const other = await TestArray.start()
    await other.do(createPool, { name: 'Theirs', path: at('theirs') })
    expect(await test.refused(importPool, { path: at('theirs') })).toMatchObject({ status: 409, code: 'pool_locked' })
    await other.remove()
  })
})

describe('a pool that is full', () => {
  it('says so until there is room again', async () => {
    const pool = await test.pool('Pool')
    const disk = await test.disk(pool.id, 'Disk')
    const status = async () => (await test.ask(getPool, { id: pool.id })).status
    for (const _ of [1, 2]) test.engine.emit({ type: 'poolFull', poolId: pool.id, diskId: disk.id })
    await test.array.idle()
    expect(await status()).toBe('full')
    expect((await test.ask(listConditions, {})).items).toMatchObject([{ code: 'pool_full', subject: { id: pool.id } }])
    // The file system under the tests has room.
    await lookAtFullPools(test.array)
    expect(await status()).toBe('optimal')
    expect((await test.ask(listConditions, {})).items).toEqual([])
    expect((await test.events()).slice(-2)).toEqual(['pool_full', 'pool_space_returned'])
  })
})

describe('a pool that is gone at start', () => {
  it('is missing with its disks, says so, and comes back', async () => {
    const pool = await test.pool('Pool')
    const disk = await test.disk(pool.id, 'Disk')
    await test.restart(async () => renameSync(at('Pool'), at('elsewhere')))
    expect(await test.ask(getPool, { id: pool.id })).toMatchObject({ status: 'missing', capacityBytes: 0 })
    expect(await test.ask(getVirtualDisk, { id: disk.id })).toMatchObject({
      hostAccess: { read: false, write: false, reason: { code: 'disk_missing' } },
      actions: { copy: { code: 'role_required' } },
    })
    const { items } = await test.ask(listConditions, {})
    expect(items.map(({ code, severity, subject }) => [code, severity, subject.name])).toEqual([['pool_missing', 'critical', 'Pool']])
    await test.restart(async () => renameSync(at('elsewhere'), at('Pool')))
    expect(await test.ask(getVirtualDisk, { id: disk.id })).toMatchObject({ hostAccess: { read: true, write: true } })
    expect((await test.ask(listConditions, {})).items).toEqual([])
    expect(await test.events()).toEqual([
      'array_started',
      'pool_created',
      'virtual_disk_created',
      'pool_missing',
      'array_started',
      'pool_returned',
      'array_started',
    ])
  })

  it('is taken over from where it was moved to', async () => {
    const pool = await test.pool('Pool')
    const disk = await test.disk(pool.id, 'Disk')
    await test.restart(async () => renameSync(at('Pool'), at('elsewhere')))
    expect(await test.do(importPool, { path: at('elsewhere') })).toMatchObject({ id: pool.id, status: 'optimal' })
    expect(await test.ask(getVirtualDisk, { id: disk.id })).toMatchObject({ hostAccess: { read: true, write: true } })
  })
})

describe('a crash in the middle', () => {
  it('of making a pool leaves nothing of it', async () => {
    const { intent } = test.array.database
    // The engine has made it; the process dies before the outcome is stored.
    await intent.create({
      data: {
        id: 'i',
        kind: 'createPool',
        data: JSON.stringify({ poolId: 'p', name: 'Half', path: at('half') }),
        createdAt: new Date(),
      },
    })
    await test.engine.call('pool.create', { poolId: 'p', name: 'Half', path: at('half'), arrayId: test.array.id })
    await test.restart()
    expect(await intent.count()).toBe(0)
    expect((await test.events()).slice(-2)).toEqual(['array_unfinished_undone', 'array_started'])
    await test.pool('Whole', 'half')
  })

  it('of deleting a pool finishes it', async () => {
    const pool = await test.pool('Pool')
    test.engine.before = (name) => {
      if (name === 'pool.close') throw new EngineError('internal', 'the process died')
    }
    await test.refused(deletePool, { id: pool.id })
    test.errors.splice(0)
    await test.array.database.intent.create({
      data: {
        id: 'i',
        kind: 'deletePool',
        data: JSON.stringify({ poolId: pool.id, name: pool.name, path: pool.path }),
        createdAt: new Date(),
      },
    })
    test.engine.before = () => {}
    await test.restart()
    expect(await test.array.database.pool.count()).toBe(0)
    expect((await test.events()).slice(-2)).toEqual(['array_unfinished_done', 'array_started'])
  })
})
