/** Instant copies when pools go and come, and when the process dies between the records and the engine. */
import { renameSync } from 'node:fs'
import path from 'node:path'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { listConditions } from '../conditions/queries'
import { createConsistencyGroup, prepareConsistencyGroup, startConsistencyGroup, stopConsistencyGroup } from '../consistency-groups/commands'
import { MiB } from '../door/fields'
import { listOperations } from '../operations/queries'
import { importPool } from '../pools/commands'
import { lookAtPools } from '../pools/presence'
import { TestArray } from '../testing'
import { getVirtualDisk } from '../virtual-disks/queries'
import { createInstantCopy, deleteInstantCopy, updateInstantCopy } from './commands'
import { prepareInstantCopy, startInstantCopy, stopInstantCopy } from './drive-commands'
import { getInstantCopy, listInstantCopies } from './queries'

const BYTES = 4 * MiB

let test: TestArray
let sourceId: string
let targetId: string
let id: string
beforeEach(async () => {
  test = await TestArray.start()
  const { id: poolId } = await test.pool()
  sourceId = (await test.disk(poolId, 'Source', BYTES)).id
  targetId = (await test.disk(poolId, 'Target', BYTES)).id
  await write(1, BYTES)
  id = (await test.do(createInstantCopy, { sourceId, targetId, copyRate: 0 })).id
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

const write = (value: number, length: number) =>
  test.engine.asHost(sourceId, async (volume) => {
    await volume.write([Buffer.alloc(length, value)], 0)
    await volume.flush()
  })

async function firstByte(diskId: string, of = test): Promise<number | undefined> {
  const bytes = Buffer.alloc(512)
  await of.engine.asHost(diskId, async (volume) => {
    await volume.read(bytes, 0)
  })
  return bytes[0]
}

const status = async (of = test) => (await of.ask(getInstantCopy, { id })).status
const start = () => test.do(startInstantCopy, { id, prepare: true })
const pool = () => path.join(test.directory, 'Pool')
const elsewhere = () => path.join(test.directory, 'elsewhere')
const look = () => test.array.exclusive(() => lookAtPools(test.array))

describe('a pool that is lost', () => {
  it('suspends what was at work, until it is back', async () => {
    await start()
    await write(2, 4096)
    renameSync(pool(), elsewhere())
    await look()
    expect(await status()).toBe('suspended')
    expect((await test.ask(listOperations, {})).items).toMatchObject([{ id, status: 'paused' }])
    expect((await test.refused(stopInstantCopy, { id })).code).toBe('instant_copy_is_suspended')
    renameSync(elsewhere(), pool())
    await look()
    expect(await status()).toBe('copying')
    expect([await firstByte(sourceId), await firstByte(targetId)]).toEqual([2, 1])
    expect((await test.events()).filter((type) => type.startsWith('instant_copy_')).slice(-2)).toEqual([
      'instant_copy_suspended',
      'instant_copy_resumed',
    ])
  })

  it('leaves one that is prepared prepared', async () => {
    await test.do(prepareInstantCopy, { id })
    renameSync(pool(), elsewhere())
    await look()
    expect(await status()).toBe('prepared')
    expect((await test.refused(startInstantCopy, { id })).code).toBe('disk_missing')
    renameSync(elsewhere(), pool())
    await look()
    expect((await test.do(startInstantCopy, { id })).status).toBe('copying')
  })

  it('brings its instant copies along to another array', async () => {
    await start()
    await write(2, 4096)
    await test.restart(async () => {
      const other = await TestArray.start()
      await takenOverBy(other)
      await other.remove()
    })
  })

  async function takenOverBy(other: TestArray): Promise<void> {
    await other.do(importPool, { path: pool() })
    expect((await other.ask(listInstantCopies, {})).items).toMatchObject([
      { id, name: 'Source to Target', status: 'copying', copyRate: 50, sourceId, targetId },
    ])
    expect(await firstByte(targetId, other)).toBe(1)
    await vi.waitFor(async () => expect(await status(other)).toBe('idle'), { timeout: 10_000 })
    expect(other.errors).toEqual([])
  }
})

describe('a process that dies', () => {
  it.each([
    ['before', 'prepared'],
    ['after', 'copying'],
  ] as const)('%s the engine has started it leaves it %s', async (when, expected) => {
    await test.do(prepareInstantCopy, { id })
    test.engine.before = (name) => {
      if (name === 'instantCopy.start') test.engine.dieAt(0, when)
    }
    void test.command(startInstantCopy, { id })
    await test.engine.death
    await test.restartAfterDeath()
    expect(await status()).toBe(expected)
    expect(test.engine.gate(targetId)).toMatchObject(expected === 'copying' ? { read: true, write: true } : { read: false, write: false })
    if (expected === 'prepared') await test.do(startInstantCopy, { id })
    await write(2, 4096)
    expect(await firstByte(targetId)).toBe(1)
  })

  it('while it prepares leaves it prepared', async () => {
    test.engine.before = (name) => {
      if (name === 'disk.flush') test.engine.dieAt(0, 'before')
    }
    void test.command(prepareInstantCopy, { id })
    await test.engine.death
    await test.restartAfterDeath()
    await vi.waitFor(async () => expect(await status()).toBe('prepared'))
    expect(test.engine.gate(targetId)).toMatchObject({ read: false, write: false })
  })

  it.each(['before', 'after'] as const)('%s the engine has stopped it leaves what the engine says', async (when) => {
    await start()
    test.engine.before = (name) => {
      if (name === 'instantCopy.stop') test.engine.dieAt(0, when)
    }
    void test.command(stopInstantCopy, { id, force: true })
    await test.engine.death
    await test.restartAfterDeath()
    const now = await status()
    expect(now).toBe(when === 'before' ? 'copying' : 'stopped')
    expect(test.engine.gate(targetId)).toMatchObject({ read: now === 'copying', write: now === 'copying' })
  })
})

describe('a failure', () => {
  it('of the flush stops it, with the reason, and it can be prepared again', async () => {
    test.engine.before = (name) => {
      if (name === 'disk.flush') throw Object.assign(new Error('broken'), { name: 'EngineError', code: 'io', detail: 'broken' })
    }
    expect(await test.do(prepareInstantCopy, { id })).toMatchObject({ status: 'stopped', failure: { code: 'io_error' } })
    test.engine.before = () => {}
    expect((await test.ask(listConditions, {})).items).toMatchObject([{ code: 'instant_copy_failed', subject: { id } }])
    expect((await start()).status).toBe('copying')
    expect((await test.ask(listConditions, {})).items).toEqual([])
  })

  it('of the target stops it; the source is not harmed', async () => {
    await start()
    test.engine.files.faults = (call, file) => (call === 'write' && file.endsWith(`${targetId}/data`) ? 'ENOSPC' : null)
    await write(2, BYTES)
    await vi.waitFor(async () => expect(await status()).toBe('stopped'), { timeout: 10_000 })
    test.engine.files.faults = () => null
    expect(await test.ask(getInstantCopy, { id })).toMatchObject({ failure: { code: expect.any(String) } })
    expect(await firstByte(sourceId)).toBe(2)
    expect(test.engine.gate(targetId)).toMatchObject({ read: false, write: false })
    await test.do(deleteInstantCopy, { id, force: true })
  })
})

describe('a start of a group on whose last disk it can’t be noted', () => {
  let group: string
  let other: string
  let otherTarget: string
  const statuses = () => Promise.all([id, other].map(async (each) => (await test.ask(getInstantCopy, { id: each })).status))

  beforeEach(async () => {
    const poolId = (await test.ask(getVirtualDisk, { id: sourceId })).poolId
    const otherSource = (await test.disk(poolId, 'Other source', BYTES)).id
    otherTarget = (await test.disk(poolId, 'Other target', BYTES)).id
    other = (await test.do(createInstantCopy, { sourceId: otherSource, targetId: otherTarget, copyRate: 0 })).id
    group = (await test.do(createConsistencyGroup, { name: 'Group' })).id
    for (const each of [id, other]) await test.do(updateInstantCopy, { id: each, consistencyGroupId: group })
    await test.do(startConsistencyGroup, { id: group, prepare: true })
    await test.do(stopConsistencyGroup, { id: group, force: true })
  })

  /** @param from the first write of the last target's record that fails */
  async function startWhileItFails(from: number): Promise<void> {
    await test.do(prepareConsistencyGroup, { id: group })
    let writes = 0
    test.engine.files.faults = (call, file) => (call === 'write' && file.endsWith(`${otherTarget}/mapping`) && (writes += 1) >= from ? 'EIO' : null)
    await test.command(startConsistencyGroup, { id: group })
    await write(2, BYTES)
    test.engine.files.faults = () => null
    test.errors.length = 0
  }

  it.each([1, 2, 3])('can be made again, whichever write of its record fails first (%i)', async (from) => {
    await startWhileItFails(from)
    await test.do(stopConsistencyGroup, { id: group, force: true })
    await vi.waitFor(async () => expect((await statuses()).filter((status) => status === 'copying' || status === 'stopping')).toEqual([]))
    await test.do(startConsistencyGroup, { id: group, prepare: true })
    expect([await statuses(), await firstByte(targetId)]).toEqual([['copying', 'copying'], 2])
  })

  it('lets its copies be deleted', async () => {
    await startWhileItFails(2)
    await test.do(stopConsistencyGroup, { id: group, force: true })
    await vi.waitFor(async () => expect(await statuses()).toEqual(['stopped', 'stopped']))
    for (const each of [id, other]) await test.do(deleteInstantCopy, { id: each, force: true })
    expect(await firstByte(sourceId)).toBe(2)
  })
})
