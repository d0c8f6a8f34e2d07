/** Instant copies whose preparation a crash cuts off, or whose end nobody was there to hear. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { createConsistencyGroup, prepareConsistencyGroup, startConsistencyGroup } from '../consistency-groups/commands'
import { getConsistencyGroup } from '../consistency-groups/queries'
import { lookAtPools } from '../pools/presence'
import { createSnapshot } from '../snapshots/commands'
import { getSnapshot } from '../snapshots/queries'
import type { TestArray } from '../testing'
import { deleteInstantCopy, updateInstantCopy } from './commands'
import { prepareInstantCopy, startInstantCopy, stopInstantCopy } from './drive-commands'
import { InstantCopyTest } from './testing'

let copies: InstantCopyTest
let test: TestArray
beforeEach(async () => {
  copies = await InstantCopyTest.start()
  test = copies.test
})
afterEach(() => copies.end())

describe('a preparation that a crash cuts off', () => {
  it('lets the snapshots of the target fail before it is prepared', async () => {
    const { id } = await copies.create()
    const snapshot = await test.do(createSnapshot, { sourceId: copies.targetId })
    test.engine.before = (name) => {
      if (name === 'image.overwrite') test.engine.dieAt(0, 'before')
    }
    void test.command(prepareInstantCopy, { id, failTargetSnapshots: true })
    await test.engine.death
    await test.restartAfterDeath()
    await vi.waitFor(async () => expect((await copies.get(id)).status).toBe('prepared'))
    await vi.waitFor(async () => expect((await test.ask(getSnapshot, { id: snapshot.id })).status).toBe('failed'))
    expect((await test.do(startInstantCopy, { id })).status).toBe('copying')
  })

  it.each([
    { before: 'anything is written down', call: 1, left: 'idle' },
    { before: 'the targets are closed by what was', call: 2, left: 'prepared' },
  ] as const)('concerns all of a group, or none: before $before', async ({ call, left }) => {
    const { id } = await test.do(createConsistencyGroup, { name: 'Group' })
    const first = await copies.create({ consistencyGroupId: id })
    const [from, to] = [await copies.disk('From'), await copies.disk('To')]
    const second = await copies.create({ consistencyGroupId: id, sourceId: from, targetId: to })
    let closed = 0
    test.engine.before = (name) => {
      if (name === 'disk.setAccess' && (closed += 1) === call) test.engine.dieAt(0, 'before')
    }
    void test.command(prepareConsistencyGroup, { id })
    await test.engine.death
    await test.restartAfterDeath()
    await vi.waitFor(async () => {
      const statuses = await Promise.all([first, second].map(async (member) => (await copies.get(member.id)).status))
      expect(statuses).toEqual([left, left])
    })
    expect((await test.do(startConsistencyGroup, { id, prepare: left === 'idle' })).status).toBe('copying')
    expect((await test.ask(getConsistencyGroup, { id })).status).toBe('copying')
  })
})

describe('one whose end comes while its pool is lost', () => {
  it.each([false, true])('is completed when the pool is back and it is whole (auto-delete %s)', async (autoDelete) => {
    const { id } = await copies.create()
    await test.do(startInstantCopy, { id, prepare: true })
    await test.do(updateInstantCopy, { id, autoDelete })
    await test.array.exclusive(async () => {
      // Its end is told, and heeded only when it counts as suspended.
      const completed = new Promise<void>((resolve) => {
        test.engine.onEvent(({ type }) => type === 'instantCopyCompleted' && resolve())
      })
      await test.engine.call('instantCopy.setRates', { targetId: copies.targetId, copyBytesPerSecond: 1e9, cleanBytesPerSecond: 0 })
      await completed
      copies.hidePool()
      await lookAtPools(test.array)
    })
    expect((await copies.get(id)).status).toBe('suspended')
    await copies.bringPoolBack()
    if (autoDelete) expect((await test.refused(deleteInstantCopy, { id })).code).toBe('not_found')
    else expect(await copies.get(id)).toMatchObject({ status: 'idle', completedAt: expect.any(String), actions: { synthesize: null } })
    expect(await test.events()).toContain('instant_copy_completed')
  })

  it('is stopped, with the reason, when it failed meanwhile', async () => {
    const { id } = await copies.create()
    await copies.write(1)
    await test.do(startInstantCopy, { id, prepare: true })
    await test.array.exclusive(async () => {
      const stopped = new Promise<void>((resolve) => {
        test.engine.onEvent(({ type }) => type === 'instantCopyStopped' && resolve())
      })
      test.engine.files.faults = (call, file) => (call === 'write' && file.endsWith(`${copies.targetId}/data`) ? 'ENOSPC' : null)
      await copies.write(2)
      await stopped
      test.engine.files.faults = () => null
      copies.hidePool()
      await lookAtPools(test.array)
    })
    expect((await copies.get(id)).status).toBe('suspended')
    await copies.bringPoolBack()
    expect(await copies.get(id)).toMatchObject({ status: 'stopped', failure: { code: expect.any(String) } })
    expect(await test.events()).toContain('instant_copy_failed')
  })
})

describe('one that is to go when its target is whole', () => {
  const isGone = (id: string) => vi.waitFor(async () => expect(await test.array.database.instantCopy.count({ where: { id } })).toBe(0))

  it('goes when the array is back from a crash that came first', async () => {
    const { id } = await copies.create({ copyRate: 150, autoDelete: true })
    test.engine.before = (name) => {
      if (name === 'instantCopy.forget') test.engine.dieAt(0, 'before')
    }
    await test.do(startInstantCopy, { id, prepare: true })
    await test.engine.death
    expect(await test.array.database.instantCopy.findUnique({ where: { id } })).toMatchObject({ status: 'idle', whole: true })
    await test.restartAfterDeath()
    await isGone(id)
    expect(await test.events()).toContain('instant_copy_deleted')
  })

  it('stays while the pool is away that its labels are in, and goes when that is back', async () => {
    const { id } = await copies.create({ copyRate: 150 })
    await test.do(startInstantCopy, { id, prepare: true })
    await vi.waitFor(async () => expect((await copies.get(id)).status).toBe('idle'))
    copies.hidePool()
    await copies.look()
    expect(await test.do(updateInstantCopy, { id, autoDelete: true })).toMatchObject({ autoDelete: true })
    expect((await copies.get(id)).status).toBe('idle')
    await copies.bringPoolBack()
    await isGone(id)
    await test.restart()
    await isGone(id)
  })

  it('goes when it is stopped by force before whoever looks through it has got everything', async () => {
    await copies.write(1)
    const older = await copies.create()
    await test.do(startInstantCopy, { id: older.id, prepare: true })
    const { id } = await copies.create({ targetId: await copies.disk('Newer'), copyRate: 150, cleanRate: 0, autoDelete: true })
    await test.do(startInstantCopy, { id, prepare: true })
    await vi.waitFor(async () => expect(await copies.get(id)).toMatchObject({ status: 'copying', progressPercent: 100 }))
    expect((await test.do(stopInstantCopy, { id, force: true })).status).toBe('idle')
    await isGone(id)
    expect((await copies.get(older.id)).status).toBe('stopped')
  })

  it('does not go for a start that failed', async () => {
    const { id } = await copies.create()
    test.engine.before = (name) => {
      if (name === 'instantCopy.start') throw Object.assign(new Error('full'), { name: 'EngineError', code: 'noSpace', detail: 'full' })
    }
    expect((await test.refused(startInstantCopy, { id, prepare: true })).code).toBe('no_space')
    test.engine.before = () => {}
    expect((await test.do(stopInstantCopy, { id })).status).toBe('idle')
    await test.do(updateInstantCopy, { id, autoDelete: true })
    expect(await copies.get(id)).toMatchObject({ status: 'idle', autoDelete: true, startedAt: null })
  })
})
