/** Instant copies whose preparation a crash cuts off, or whose end nobody was there to hear. */
import { renameSync } from 'node:fs'
import path from 'node:path'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { createConsistencyGroup, prepareConsistencyGroup, startConsistencyGroup } from '../consistency-groups/commands'
import { getConsistencyGroup } from '../consistency-groups/queries'
import { MiB } from '../door/fields'
import { lookAtPools } from '../pools/presence'
import { createSnapshot } from '../snapshots/commands'
import { getSnapshot } from '../snapshots/queries'
import { administrator, TestArray } from '../testing'
import { createInstantCopy, deleteInstantCopy, updateInstantCopy } from './commands'
import { prepareInstantCopy, startInstantCopy } from './drive-commands'
import { getInstantCopy } from './queries'

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
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

const create = (more: object = {}) => test.do(createInstantCopy, { sourceId, targetId, copyRate: 0, ...more })
const write = (value: number) =>
  test.engine.asHost(sourceId, async (volume) => {
    await volume.write([Buffer.alloc(BYTES, value)], 0)
  })
const found = (id: string) => test.ask(getInstantCopy, { id }, administrator)
const pool = () => path.join(test.directory, 'Pool')
const elsewhere = () => path.join(test.directory, 'elsewhere')
const look = () => test.array.exclusive(() => lookAtPools(test.array))

describe('a preparation that a crash cuts off', () => {
  it('lets the snapshots of the target fail before it is prepared', async () => {
    const { id } = await create()
    const snapshot = await test.do(createSnapshot, { sourceId: targetId })
    test.engine.before = (name) => {
      if (name === 'image.overwrite') test.engine.dieAt(0, 'before')
    }
    void test.command(prepareInstantCopy, { id, failTargetSnapshots: true })
    await test.engine.death
    await test.restartAfterDeath()
    await vi.waitFor(async () => expect((await found(id)).status).toBe('prepared'))
    await vi.waitFor(async () => expect((await test.ask(getSnapshot, { id: snapshot.id })).status).toBe('failed'))
    expect((await test.do(startInstantCopy, { id })).status).toBe('copying')
  })

  it('concerns all of a group, or none', async () => {
    const { id } = await test.do(createConsistencyGroup, { name: 'Group' })
    const first = await create({ consistencyGroupId: id })
    const [from, to] = [(await test.disk(poolId, 'From', BYTES)).id, (await test.disk(poolId, 'To', BYTES)).id]
    const second = await create({ consistencyGroupId: id, sourceId: from, targetId: to })
    let closed = 0
    test.engine.before = (name) => {
      if (name === 'disk.setAccess' && (closed += 1) === 1) test.engine.dieAt(0, 'before')
    }
    void test.command(prepareConsistencyGroup, { id })
    await test.engine.death
    await test.restartAfterDeath()
    await vi.waitFor(async () => {
      const statuses = await Promise.all([first, second].map(async (member) => (await found(member.id)).status))
      expect(statuses).toEqual(['prepared', 'prepared'])
    })
    expect((await test.do(startConsistencyGroup, { id })).status).toBe('copying')
    expect((await test.ask(getConsistencyGroup, { id })).status).toBe('copying')
  })
})

describe('one whose end comes while its pool is lost', () => {
  it.each([false, true])('is completed when the pool is back and it is whole (auto-delete %s)', async (autoDelete) => {
    const { id } = await create()
    await test.do(startInstantCopy, { id, prepare: true })
    await test.do(updateInstantCopy, { id, autoDelete })
    await test.array.exclusive(async () => {
      // Its end is told, and heeded only when it counts as suspended.
      const completed = new Promise<void>((resolve) => {
        test.engine.onEvent(({ type }) => type === 'instantCopyCompleted' && resolve())
      })
      await test.engine.call('instantCopy.setRates', { targetId, copyBytesPerSecond: 1e9, cleanBytesPerSecond: 0 })
      await completed
      renameSync(pool(), elsewhere())
      await lookAtPools(test.array)
    })
    expect((await found(id)).status).toBe('suspended')
    renameSync(elsewhere(), pool())
    await look()
    if (autoDelete) expect((await test.refused(deleteInstantCopy, { id })).code).toBe('not_found')
    else expect(await found(id)).toMatchObject({ status: 'idle', completedAt: expect.any(String), actions: { synthesize: null } })
    expect(await test.events()).toContain('instant_copy_completed')
  })

  it('is stopped, with the reason, when it failed meanwhile', async () => {
    const { id } = await create()
    await write(1)
    await test.do(startInstantCopy, { id, prepare: true })
    await test.array.exclusive(async () => {
      const stopped = new Promise<void>((resolve) => {
        test.engine.onEvent(({ type }) => type === 'instantCopyStopped' && resolve())
      })
      test.engine.files.faults = (call, file) => (call === 'write' && file.endsWith(`${targetId}/data`) ? 'ENOSPC' : null)
      await write(2)
      await stopped
      test.engine.files.faults = () => null
      renameSync(pool(), elsewhere())
      await lookAtPools(test.array)
    })
    expect((await found(id)).status).toBe('suspended')
    renameSync(elsewhere(), pool())
    await look()
    expect(await found(id)).toMatchObject({ status: 'stopped', failure: { code: expect.any(String) } })
    expect(await test.events()).toContain('instant_copy_failed')
  })
})
