import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { EngineError } from '../../engine/engine-error'
import { listConditions } from '../conditions/queries'
import { listEvents } from '../events/queries'
import { getSnapshot } from '../snapshots/queries'
import { type TestArray } from '../testing'
import { listVirtualDisks } from '../virtual-disks/queries'
import { createCopy, recopyCopy } from './commands'
import { listCopies } from './queries'
import { CopyTest } from './testing'

let test: TestArray
let copies: CopyTest
beforeEach(async () => {
  copies = await CopyTest.start()
  test = copies.test
})
afterEach(() => copies.end())

describe('a copy that fails', () => {
  it('says why in status, event and condition, keeps its target closed, and copies again once mended', async () => {
    const [sourceId, targetId] = [await copies.disk('Source'), await copies.disk('Target')]
    test.engine.holdCopies()
    const { id } = await test.do(createCopy, { sourceId, targetId, type: 'offline' })
    test.engine.emit({ type: 'copyFailed', copyId: id, run: 1, fault: { code: 'targetWrite', detail: 'EIO at 4096' } })
    await copies.reached(id, 'failed')
    expect(await copies.get(id)).toMatchObject({ failure: { code: 'target_write_error' }, actions: { stop: null, recopy: null } })
    expect([copies.gate(sourceId), copies.gate(targetId)]).toEqual(['r-', '--'])
    const [event] = (await test.ask(listEvents, { severity: ['critical'] })).items
    expect(event).toMatchObject({
      type: 'copy_failed',
      actor: { kind: 'array' },
      description: 'The copy of “Source” onto “Target” failed: the target could not be written.',
      data: { detail: 'EIO at 4096', failure: 'target_write_error' },
    })
    const { items } = await test.ask(listConditions, {})
    expect(items).toMatchObject([
      {
        code: 'copy_failed',
        severity: 'critical',
        subject: { noun: 'copy', id },
        effect: '“Target” is incomplete; hosts can neither read nor write it. “Source” is read-only.',
        remedy: 'Check the disk under the target’s pool. Then copy again, stop the copy, or remove the copy pair.',
      },
    ])
    test.engine.dropCopies()
    await test.do(recopyCopy, { id })
    await copies.reached(id, 'completed')
    expect((await test.ask(listConditions, {})).items).toEqual([])
    expect((await copies.get(id)).failure).toBeNull()
  })

  it('heeds no word of a run that has ended', async () => {
    const [sourceId, targetId] = [await copies.disk('Source'), await copies.disk('Target')]
    const { id } = await test.do(createCopy, { sourceId, targetId, type: 'offline' })
    await copies.reached(id, 'completed')
    await test.do(recopyCopy, { id })
    await copies.reached(id, 'completed')
    const before = await test.events()
    for (const run of [1, 2, 3]) {
      test.engine.emit({ type: 'copyFailed', copyId: id, run, fault: { code: 'io', detail: '' } })
    }
    test.engine.emit({ type: 'copyCompleted', copyId: 'unknown', run: 1 })
    await test.array.idle()
    expect(await test.events()).toEqual(before)
    expect((await copies.get(id)).status).toBe('completed')
  })

  it('because it could not start gives its place to the next', async () => {
    const [sourceId, one, two] = [await copies.disk('Source'), await copies.disk('One'), await copies.disk('Two')]
    test.engine.before = (name) => {
      if (name === 'copy.start') throw new EngineError('sourceRead', 'EIO')
    }
    const failed = await test.do(createCopy, { sourceId, targetId: one, type: 'online' })
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'source_read_error' } })
    expect(await test.ask(getSnapshot, { id: failed.snapshotId ?? '' })).toMatchObject({ status: 'disabled' })
    test.engine.before = () => {}
    const { id } = await test.do(createCopy, { sourceId, targetId: two, type: 'online' })
    await copies.reached(id, 'completed')
  })

  it('because its repository overflowed, while it waited, says so', async () => {
    const [sourceId, targetId] = [await copies.disk('Source'), await copies.disk('Target')]
    test.engine.holdCopies()
    const { id, snapshotId } = await test.do(createCopy, { sourceId, targetId, type: 'online' })
    const [image] = await test.engine.call('image.facts', { imageIds: [snapshotId ?? ''] })
    if (!image) throw new Error('no image')
    const failure = { code: 'repositoryFull', detail: 'no grain left' } as const
    test.engine.emit({ type: 'imageFailed', image: { ...image, state: 'failed', failure } })
    await copies.reached(id, 'failed')
    expect((await copies.get(id)).failure).toMatchObject({ code: 'repository_full' })
    expect((await test.events()).slice(-2)).toEqual(['snapshot_failed', 'copy_failed'])
    expect((await test.ask(listConditions, {})).items.map(({ code }) => code)).toEqual(['copy_failed'])
    expect(await copies.access(sourceId)).toBe('rw')
  })

  it('leaves nothing behind when it can’t even be made', async () => {
    const [sourceId, targetId] = [await copies.disk('Source'), await copies.disk('Target')]
    test.engine.before = (name) => {
      if (name === 'image.start') throw new EngineError('noSpace', 'ENOSPC')
    }
    expect(await test.refused(createCopy, { sourceId, targetId, type: 'online' })).toMatchObject({ status: 507, code: 'no_space' })
    expect((await test.ask(listVirtualDisks, {})).items.map(({ name }) => name)).toEqual(['Source', 'Target'])
    expect((await test.ask(listCopies, {})).items).toEqual([])
    expect([await copies.access(sourceId), await copies.access(targetId)]).toEqual(['rw', 'rw'])
    expect(await test.array.database.intent.count()).toBe(0)
  })
})
