import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { EngineError } from '../../engine/engine-error'
import { listConditions } from '../conditions/queries'
import { listEvents } from '../events/queries'
import { createSnapshot, recreateSnapshot } from '../snapshots/commands'
import { getSnapshot } from '../snapshots/queries'
import { listCopyTargets } from './candidates-queries'
import { createCopy, recopyCopy, removeCopy } from './commands'
import { CopyTest } from './testing'

let copies: CopyTest
let sourceId: string
let targetId: string
beforeEach(async () => {
  copies = await CopyTest.start()
  sourceId = await copies.disk('Source')
  targetId = await copies.disk('Target')
})
afterEach(() => copies.end())

describe('a target that snapshots show', () => {
  it('can be chosen, but the copy is refused until it is said that they may fail', async () => {
    const { test } = copies
    const snapshot = await test.do(createSnapshot, { sourceId: targetId, name: 'Shows the target' })
    const { items } = await test.ask(listCopyTargets, { sourceId, type: 'offline' })
    expect(items.find(({ virtualDiskId }) => virtualDiskId === targetId)).toMatchObject({
      eligible: true,
      reason: null,
      warnings: [{ code: 'copy_target_snapshots_fail', detail: expect.stringContaining('Shows the target') }],
    })
    expect(await test.refused(createCopy, { sourceId, targetId, type: 'offline' })).toMatchObject({ code: 'copy_target_has_snapshots' })
    expect((await test.ask(getSnapshot, { id: snapshot.id })).status).toBe('optimal')
  })

  it.each(['offline', 'online'] as const)('is overwritten by an %s copy, and they fail with their cause, event and condition', async (type) => {
    const { test } = copies
    const [one, two] = [await test.do(createSnapshot, { sourceId: targetId }), await test.do(createSnapshot, { sourceId: targetId })]
    const copy = await test.do(createCopy, { sourceId, targetId, type, failTargetSnapshots: true })
    await copies.reached(copy.id, 'completed')
    for (const { id } of [one, two]) {
      await vi.waitFor(async () => expect((await test.ask(getSnapshot, { id })).status).toBe('failed'))
      expect((await test.ask(listEvents, { subject: id })).items.map((event) => event.type)).toContain('snapshot_failed')
      expect(await copies.access(id)).toBe('--')
    }
    const { items } = await test.ask(listConditions, {})
    expect(items.filter(({ code }) => code === 'snapshot_failed').map(({ cause }) => cause)).toEqual([
      expect.stringMatching(/overwritten by a copy/),
      expect.stringMatching(/overwritten by a copy/),
    ])

    // Once the pair is gone, the target can be snapped again, and copying onto it asks anew.
    await test.do(removeCopy, { id: copy.id })
    await test.do(recreateSnapshot, { id: one.id })
    expect(await test.refused(createCopy, { sourceId, targetId, type })).toMatchObject({ code: 'copy_target_has_snapshots' })
  })

  it('is asked about no more when its snapshots have failed', async () => {
    const { test } = copies
    const snapshot = await test.do(createSnapshot, { sourceId: targetId })
    const { id } = await test.do(createCopy, { sourceId, targetId, type: 'offline', failTargetSnapshots: true })
    await copies.reached(id, 'completed')
    await vi.waitFor(async () => expect((await test.ask(getSnapshot, { id: snapshot.id })).status).toBe('failed'))
    await test.do(recopyCopy, { id })
    await copies.reached(id, 'completed')
  })

  it('keeps them when there is no room for what an online copy reads', async () => {
    const { test } = copies
    const { id } = await test.do(createSnapshot, { sourceId: targetId })
    test.engine.before = (name) => {
      if (name === 'image.start') throw new EngineError('noSpace', 'ENOSPC')
    }
    const asked = { sourceId, targetId, type: 'online', failTargetSnapshots: true } as const
    expect((await test.refused(createCopy, asked)).code).toBe('no_space')
    expect((await test.ask(getSnapshot, { id })).status).toBe('optimal')
    expect((await test.ask(listConditions, {})).items).toEqual([])
  })
})
