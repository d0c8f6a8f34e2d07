/** Disks that fail below the store: each fault leads to the status, event, condition and remedy that name it, and to nothing else. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { FailingCall } from '../../engine/testing/failing-files'
import { listConditions } from '../conditions/queries'
import { MiB } from '../door/fields'
import { listEvents } from '../events/queries'
import { createSnapshot, recreateSnapshot } from '../snapshots/commands'
import { getSnapshot } from '../snapshots/queries'
import type { FullPolicy } from '../snapshots/schema'
import type { TestArray } from '../testing'
import { createCopy, recopyCopy } from './commands'
import { CopyTest } from './testing'

let test: TestArray
let copies: CopyTest
beforeEach(async () => {
  copies = await CopyTest.start()
  test = copies.test
})
afterEach(() => copies.end())

/** Fails one kind of call on the blocks of one disk. */
function fail(call: FailingCall, diskId: string, code: 'EIO' | 'ENOSPC' = 'EIO'): void {
  test.engine.files.faults = (made, path) => (made === call && path.includes(`${diskId}/data`) ? code : null)
}

const mend = () => {
  test.engine.files.faults = () => null
}

const stamp = (diskId: string, value: number, offset = 0, length = MiB) =>
  test.engine.asHost(diskId, async (volume) => {
    await volume.write([Buffer.alloc(length, value)], offset)
    await volume.flush()
  })

const contentOf = (diskId: string) =>
  test.engine.asHost(diskId, async (volume) => {
    const bytes = Buffer.alloc(MiB)
    await volume.read(bytes, 0)
    return bytes
  })

const conditions = async () => (await test.ask(listConditions, {})).items

describe.each(['offline', 'online'] as const)('an %s copy', (type) => {
  it.each([
    ['the source can’t be read', 'source', 'read', 'EIO', 'source_read_error'],
    ['the target can’t be written', 'target', 'write', 'EIO', 'target_write_error'],
    ['the target can’t be made durable', 'target', 'sync', 'EIO', 'target_write_error'],
    ['there is no space for the target', 'target', 'write', 'ENOSPC', 'no_space'],
  ] as const)('fails when %s, says so, and is equal once mended and copied again', async (_, which, call, code, failure) => {
    const [sourceId, targetId] = [await copies.disk('Source'), await copies.disk('Target')]
    await stamp(sourceId, 9)
    const before = (await test.events()).length
    fail(call, which === 'source' ? sourceId : targetId, code)
    const { id } = await test.do(createCopy, { sourceId, targetId, type })
    await copies.reached(id, 'failed')
    await test.array.idle()

    expect((await copies.get(id)).failure).toMatchObject({ code: failure, remedy: expect.stringMatching(/\w/) })
    expect((await test.events()).slice(before)).toEqual(['copy_created', 'copy_started', 'copy_failed'])
    const [event] = (await test.ask(listEvents, { severity: ['critical'] })).items
    expect(event).toMatchObject({ type: 'copy_failed', data: { failure } })
    const found = await conditions()
    expect(found).toMatchObject([{ code: 'copy_failed', subject: { id }, severity: 'critical' }])
    expect(found[0]?.remedy).toContain((await copies.get(id)).failure?.remedy)
    expect(await copies.access(targetId)).toBe('--')
    expect(await copies.access(sourceId)).toBe(type === 'offline' ? 'r-' : 'rw')

    mend()
    await test.do(recopyCopy, { id })
    await copies.reached(id, 'completed')
    expect(await conditions()).toEqual([])
    expect((await contentOf(targetId)).equals(await contentOf(sourceId))).toBe(true)
  })
})

describe('an online copy whose repository fails', () => {
  it.each([
    ['write', 'EIO'],
    ['sync', 'EIO'],
    ['write', 'ENOSPC'],
  ] as const)('by a %s with %s is failed, never wrong, and leaves the source to its hosts', async (call, code) => {
    const [sourceId, targetId] = [await copies.disk('Source'), await copies.disk('Target')]
    await stamp(sourceId, 9)
    test.engine.holdCopies()
    const { id, snapshotId } = await test.do(createCopy, { sourceId, targetId, type: 'online' })
    const { repositoryId } = await test.ask(getSnapshot, { id: snapshotId ?? '' })
    fail(call, repositoryId, code)
    await stamp(sourceId, 10, 0, 65_536)
    await copies.reached(id, 'failed')
    expect(await copies.access(sourceId)).toBe('rw')
    expect((await contentOf(sourceId))[0]).toBe(10)
    expect((await conditions()).map((condition) => condition.code)).toEqual(['copy_failed'])
    mend()
    test.engine.dropCopies()
    await test.do(recopyCopy, { id })
    await copies.reached(id, 'completed')
    expect((await contentOf(targetId)).equals(await contentOf(sourceId))).toBe(true)
  })
})

describe('a snapshot whose repository fails', () => {
  const made = async (fullPolicy: FullPolicy) => {
    const sourceId = await copies.disk('Source')
    await stamp(sourceId, 1)
    return { sourceId, snapshot: await test.do(createSnapshot, { sourceId, fullPolicy }) }
  }

  it.each([
    ['write', 'EIO'],
    ['sync', 'EIO'],
    ['write', 'ENOSPC'],
  ] as const)('by a %s with %s fails alone, when the source counts more', async (call, code) => {
    const { sourceId, snapshot } = await made('failSnapshot')
    const before = (await test.events()).length
    fail(call, snapshot.repositoryId, code)
    await stamp(sourceId, 2, 0, 65_536)
    await vi.waitFor(async () => {
      expect(await test.ask(getSnapshot, { id: snapshot.id })).toMatchObject({ status: 'failed', imageAt: null })
    })
    await test.array.idle()
    expect((await test.events()).slice(before)).toEqual(['snapshot_failed'])
    expect(await conditions()).toMatchObject([{ code: 'snapshot_failed', severity: 'critical', subject: { id: snapshot.id } }])
    expect(await copies.access(snapshot.id)).toBe('--')
    expect((await contentOf(sourceId))[0]).toBe(2)
    mend()
    await test.do(recreateSnapshot, { id: snapshot.id })
    await stamp(sourceId, 3)
    expect([...new Set((await contentOf(snapshot.id)).subarray(0, 65_536))]).toEqual([2])
    expect(await conditions()).toEqual([])
  })

  it('by a lack of space refuses the source’s writes and stays whole, when the snapshot counts more', async () => {
    const { sourceId, snapshot } = await made('failSourceWrites')
    fail('write', snapshot.repositoryId, 'ENOSPC')
    await expect(stamp(sourceId, 2, 0, 65_536)).rejects.toMatchObject({ code: 'ENOSPC' })
    await test.array.idle()
    expect((await contentOf(snapshot.id))[0]).toBe(1)
    expect((await contentOf(sourceId))[0]).toBe(1)
    mend()
    await stamp(sourceId, 3, 0, 65_536)
    expect((await contentOf(snapshot.id))[0]).toBe(1)
    expect((await contentOf(sourceId))[0]).toBe(3)
  })
})
