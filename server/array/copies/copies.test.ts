import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { MiB } from '../door/fields'
import { updateArray } from '../facts/queries'
import { createHost } from '../hosts/commands'
import { createMapping } from '../mappings/commands'
import { listOperations } from '../operations/queries'
import { createSnapshot, deleteSnapshot, disableSnapshot } from '../snapshots/commands'
import { getSnapshot, listSnapshots } from '../snapshots/queries'
import { operator, type TestArray } from '../testing'
import { updateVirtualDisk } from '../virtual-disks/commands'
import { listVirtualDisks } from '../virtual-disks/queries'
import { createCopy, recopyCopy, removeCopy, stopCopy, updateCopy } from './commands'
import type { Copy } from './schema'
import { CopyTest } from './testing'

let test: TestArray
let copies: CopyTest
beforeEach(async () => {
  copies = await CopyTest.start()
  test = copies.test
})
afterEach(() => copies.end())

describe('an online copy', () => {
  it('reads a snapshot made for it, and leaves that disabled when it is completed', async () => {
    const [sourceId, targetId] = [await copies.disk('Source', 40 * MiB), await copies.disk('Target', 64 * MiB)]
    const copy = await test.do(createCopy, { sourceId, targetId, type: 'online' }, operator)
    expect(copy).toMatchObject({ status: 'inProgress', priority: 'medium', sourceId, targetId, failure: null })
    const snapshotId = copy.snapshotId ?? ''
    const start = test.engine.calls.find(({ name }) => name === 'copy.start')
    expect(start?.input).toMatchObject({ sourceId: snapshotId, targetId, run: 1 })
    expect(await test.ask(getSnapshot, { id: snapshotId })).toMatchObject({
      name: 'Source-1',
      sourceId,
      copyId: copy.id,
      repositoryCapacityBytes: 8 * MiB,
    })
    await copies.reached(copy.id, 'completed')
    expect(await copies.get(copy.id)).toMatchObject({
      progress: { copiedBytes: 40 * MiB, totalBytes: 40 * MiB, percent: 100, etaSeconds: null },
      targetReadOnly: true,
      completedAt: expect.any(String),
    })
    expect(await test.ask(getSnapshot, { id: snapshotId })).toMatchObject({ status: 'disabled', imageAt: null })
    expect([await copies.access(sourceId), await copies.access(targetId), await copies.access(snapshotId)]).toEqual(['rw', 'r-', '--'])
    expect([copies.gate(sourceId), copies.gate(targetId), copies.gate(snapshotId)]).toEqual(['rw', 'r-', '--'])
    const { items } = await test.ask(listVirtualDisks, { sort: 'name' })
    expect(items.map(({ name, kind }) => [name, kind])).toEqual([
      ['Source', 'standard'],
      ['Source-1', 'snapshot'],
      ['Source-R1', 'repository'],
      ['Target', 'standard'],
    ])
    expect((await test.events()).slice(-3)).toEqual(['copy_created', 'copy_started', 'copy_completed'])
  })

  it('has a repository of the share that is asked for', async () => {
    const [sourceId, targetId] = [await copies.disk('Source', 40 * MiB), await copies.disk('Target', 40 * MiB)]
    const copy = await test.do(createCopy, { sourceId, targetId, type: 'online', repositoryPercent: 120 })
    expect(await test.ask(getSnapshot, { id: copy.snapshotId ?? '' })).toMatchObject({ repositoryCapacityBytes: 48 * MiB })
    await copies.reached(copy.id, 'completed')
    const offline = { sourceId, targetId: await copies.disk('Other', 40 * MiB), type: 'offline', repositoryPercent: 20 }
    expect(await test.refused(createCopy, offline)).toMatchObject({ status: 400, errors: [{ path: 'repositoryPercent' }] })
    const huge = { sourceId, targetId, type: 'online', repositoryPercent: 121 }
    expect(await test.refused(createCopy, huge)).toMatchObject({ status: 400, errors: [{ path: 'repositoryPercent' }] })
  })

  it('keeps its snapshot from being mapped, disabled, deleted or copied by hand', async () => {
    const [sourceId, targetId] = [await copies.disk('Source'), await copies.disk('Target')]
    test.engine.holdCopies()
    const { id, snapshotId } = await test.do(createCopy, { sourceId, targetId, type: 'online' })
    const snapshot = { id: snapshotId ?? '' }
    const host = await test.do(createHost, { name: 'host', os: 'linux' })
    const mapped = { virtualDiskId: snapshot.id, hostId: host.id }
    expect(await test.refused(createMapping, mapped)).toMatchObject({ code: 'mapping_copy_snapshot' })
    expect(await test.refused(disableSnapshot, snapshot)).toMatchObject({ code: 'snapshot_of_copy' })
    expect(await test.refused(deleteSnapshot, snapshot)).toMatchObject({ code: 'snapshot_of_copy' })
    const other = await copies.disk('Other')
    const again = { sourceId: snapshot.id, targetId: other, type: 'offline' }
    expect(await test.refused(createCopy, again)).toMatchObject({ code: 'copy_source_copy_snapshot' })
    await test.engine.releaseCopies()
    await copies.reached(id, 'completed')
  })

  it('is taken away with its snapshot and repository; the target stays, open again', async () => {
    const [sourceId, targetId] = [await copies.disk('Source'), await copies.disk('Target')]
    const { id } = await test.do(createCopy, { sourceId, targetId, type: 'online' })
    await copies.reached(id, 'completed')
    await test.do(removeCopy, { id }, operator)
    expect((await test.ask(listVirtualDisks, {})).items.map(({ name }) => name)).toEqual(['Source', 'Target'])
    expect((await test.ask(listSnapshots, {})).items).toEqual([])
    expect([await copies.access(sourceId), await copies.access(targetId), copies.gate(targetId)]).toEqual(['rw', 'rw', 'rw'])
    expect(await test.refused(removeCopy, { id })).toMatchObject({ status: 404 })
  })

  it('copies again with the same snapshot and repository, of a source that has grown', async () => {
    const [sourceId, targetId] = [await copies.disk('Source', MiB), await copies.disk('Target', 2 * MiB)]
    const first = await test.do(createCopy, { sourceId, targetId, type: 'online' })
    await copies.reached(first.id, 'completed')
    await test.do(updateVirtualDisk, { id: sourceId, capacityBytes: 2 * MiB })
    const again = await test.do(recopyCopy, { id: first.id, priority: 'high' }, operator)
    expect(again).toMatchObject({ status: 'inProgress', priority: 'high', snapshotId: first.snapshotId, completedAt: null })
    expect(again.progress.totalBytes).toBe(2 * MiB)
    await copies.reached(first.id, 'completed')
    expect(test.engine.calls.filter(({ name }) => name === 'copy.start').map(({ input }) => input)).toMatchObject([
      { run: 1 },
      { run: 2, priority: 'high' },
    ])
    await test.do(updateVirtualDisk, { id: sourceId, capacityBytes: 3 * MiB })
    expect(await test.refused(recopyCopy, { id: first.id })).toMatchObject({ code: 'copy_target_too_small' })
    expect(await copies.get(first.id)).toMatchObject({ status: 'completed', actions: { recopy: { code: 'copy_target_too_small' } } })
  })
})

describe('an offline copy', () => {
  it('shields source and target from the moment that it is asked for', async () => {
    const [sourceId, targetId] = [await copies.disk('Source'), await copies.disk('Target')]
    test.engine.holdCopies()
    const { id, snapshotId } = await test.do(createCopy, { sourceId, targetId, type: 'offline' })
    expect(snapshotId).toBeNull()
    expect([await copies.access(sourceId), await copies.access(targetId), copies.gate(sourceId), copies.gate(targetId)]).toEqual(['r-', '--', 'r-', '--'])
    // The gates were closed before the engine began.
    const names = test.engine.names()
    await test.engine.releaseCopies()
    await copies.reached(id, 'completed')
    expect(test.engine.names().lastIndexOf('copy.start')).toBeGreaterThan(names.lastIndexOf('disk.setAccess'))
    expect([copies.gate(sourceId), copies.gate(targetId)]).toEqual(['rw', 'r-'])
  })

  it('that is stopped gives the source back at once and leaves the target closed', async () => {
    const [sourceId, targetId] = [await copies.disk('Source'), await copies.disk('Target')]
    test.engine.holdCopies()
    const { id } = await test.do(createCopy, { sourceId, targetId, type: 'offline' })
    expect(await test.do(stopCopy, { id }, operator)).toMatchObject({ status: 'stopped' })
    expect([copies.gate(sourceId), copies.gate(targetId), await copies.access(targetId)]).toEqual(['rw', '--', '--'])
    expect(await test.refused(stopCopy, { id })).toMatchObject({ status: 409, code: 'copy_not_running' })
    await test.do(removeCopy, { id })
    expect([copies.gate(targetId), await copies.access(targetId)]).toEqual(['rw', 'rw'])
  })

  it('copies from a snapshot that a person made', async () => {
    const [sourceId, targetId] = [await copies.disk('Source'), await copies.disk('Target')]
    const snapshot = await test.do(createSnapshot, { sourceId, name: 'Evening' }, operator)
    const copy = await test.do(createCopy, { sourceId: snapshot.id, targetId, type: 'offline' })
    await copies.reached(copy.id, 'completed')
    expect(await test.ask(getSnapshot, { id: snapshot.id })).toMatchObject({ status: 'optimal', copyId: null })
    expect(await test.refused(deleteSnapshot, { id: snapshot.id })).toMatchObject({ code: 'disk_is_copy_source' })
  })
})

describe('a copy pair', () => {
  it('is refused what its status forbids, with one reason in the command and beside the object', async () => {
    const [sourceId, targetId] = [await copies.disk('Source'), await copies.disk('Target')]
    test.engine.holdCopies()
    const { id } = await test.do(createCopy, { sourceId, targetId, type: 'offline' })
    const { actions } = await copies.get(id)
    expect([actions.stop, actions.recopy?.code, actions.remove?.code]).toEqual([null, 'copy_running', 'copy_running'])
    for (const [command, input] of [
      [recopyCopy, { id }],
      [removeCopy, { id }],
    ] as const) {
      const { detail, remedy, code, status } = await test.refused<never, never>(command as never, input)
      expect(status).toBe(409)
      expect({ code, detail, remedy }).toEqual(actions.recopy)
    }
    expect(await test.refused(updateCopy, { id, targetReadOnly: false })).toMatchObject({
      code: 'copy_not_completed',
      errors: [{ path: 'targetReadOnly' }],
    })
    await test.engine.releaseCopies()
    await copies.reached(id, 'completed')
    const writable = await test.do(updateCopy, { id, targetReadOnly: false }, operator)
    expect([writable.targetReadOnly, copies.gate(targetId)]).toEqual([false, 'rw'])
    await test.do(updateCopy, { id, targetReadOnly: true })
    expect(copies.gate(targetId)).toBe('r-')
    expect((await test.events()).slice(-2)).toEqual(['copy_target_read_only_cleared', 'copy_target_read_only_set'])
  })

  it('changes its priority while it runs', async () => {
    const [sourceId, targetId] = [await copies.disk('Source'), await copies.disk('Target')]
    test.engine.holdCopies()
    const { id } = await test.do(createCopy, { sourceId, targetId, type: 'offline', priority: 'lowest' })
    expect(await test.do(updateCopy, { id, priority: 'highest' })).toMatchObject({ priority: 'highest' })
    expect(test.engine.calls.at(-1)).toEqual({ name: 'copy.setPriority', input: { copyId: id, priority: 'highest' } })
    expect(await test.refused(updateCopy, { id, priority: 'urgent' })).toMatchObject({ status: 400 })
    expect(await test.refused(updateCopy, { id })).toMatchObject({ status: 400 })
    await test.engine.releaseCopies()
    await copies.reached(id, 'completed')
  })

  it('waits while eight run, and starts by itself in the order asked for', async () => {
    const sourceId = await copies.disk('Source')
    test.engine.holdCopies()
    const made: Copy[] = []
    for (let number = 0; number < 10; number += 1) {
      made.push(await test.do(createCopy, { sourceId, targetId: await copies.disk(`Target ${number}`), type: 'online' }))
    }
    const statuses = () => Promise.all(made.map(async ({ id }) => (await copies.get(id)).status))
    expect((await statuses()).slice(7)).toEqual(['inProgress', 'pending', 'pending'])
    const [first, , third] = made
    expect(await test.ask(listOperations, {})).toMatchObject({ total: 10 })
    expect(made[8]).toMatchObject({ startedAt: null, actions: { recopy: { code: 'copy_waiting' } } })
    // A pending online copy has its point in time already.
    expect(await test.ask(getSnapshot, { id: made[9]?.snapshotId ?? '' })).toMatchObject({ status: 'optimal' })
    await test.do(stopCopy, { id: third?.id ?? '' })
    expect((await statuses()).slice(8)).toEqual(['inProgress', 'pending'])
    await test.do(removeCopy, { id: made[9]?.id ?? '' })
    await test.engine.releaseCopies()
    await copies.reached(first?.id ?? '', 'completed')
    for (const { id } of made.slice(3, 9)) await copies.reached(id, 'completed')
  })

  it('waits as the array is set: raising the limit starts what is pending, lowering it ends nothing', async () => {
    const sourceId = await copies.disk('Source')
    await test.do(updateArray, { maxRunningCopies: 1 })
    test.engine.holdCopies()
    const made: Copy[] = []
    for (const name of ['One', 'Two', 'Three']) {
      made.push(await test.do(createCopy, { sourceId, targetId: await copies.disk(name), type: 'offline' }))
    }
    const statuses = () => Promise.all(made.map(async ({ id }) => (await copies.get(id)).status))
    expect(await statuses()).toEqual(['inProgress', 'pending', 'pending'])
    await test.do(updateArray, { maxRunningCopies: 2 })
    expect(await statuses()).toEqual(['inProgress', 'inProgress', 'pending'])
    await test.do(updateArray, { maxRunningCopies: 1 })
    expect(await statuses()).toEqual(['inProgress', 'inProgress', 'pending'])
    await test.do(stopCopy, { id: made[0]?.id ?? '' })
    expect(await statuses()).toEqual(['stopped', 'inProgress', 'pending'])
    await test.do(stopCopy, { id: made[1]?.id ?? '' })
    expect(await statuses()).toEqual(['stopped', 'stopped', 'inProgress'])
    expect(await test.refused(updateArray, { maxRunningCopies: 33 })).toMatchObject({ status: 400 })
    await test.restart()
    expect(test.array.identity.maxRunningCopies).toBe(1)
  })

  it('survives a restart: what ran goes on with the same run, what waited starts', async () => {
    const sourceId = await copies.disk('Source')
    test.engine.holdCopies()
    const ids: string[] = []
    for (let number = 0; number < 9; number += 1) {
      const target = { targetId: await copies.disk(`Target ${number}`), type: number % 2 ? 'online' : 'offline' } as const
      ids.push((await test.do(createCopy, { sourceId, ...target })).id)
    }
    // The engine has begun none of them when the process ends.
    test.engine.dropCopies()
    await test.restart()
    for (const id of ids) await copies.reached(id, 'completed')
    const runs = test.engine.calls.flatMap((call) => (call.name === 'copy.start' ? [call.input.run] : []))
    expect(new Set(runs)).toEqual(new Set([1]))
  })
})
