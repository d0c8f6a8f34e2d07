import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { EngineError } from '../../engine/engine-error'
import { listConditions } from '../conditions/queries'
import { MiB } from '../door/fields'
import { listEvents } from '../events/queries'
import { createHostGroup } from '../host-groups/commands'
import { createHost } from '../hosts/commands'
import { createMapping } from '../mappings/commands'
import { listOperations } from '../operations/queries'
import { createSnapshot, deleteSnapshot, disableSnapshot } from '../snapshots/commands'
import { getSnapshot, listSnapshots } from '../snapshots/queries'
import { operator, TestArray } from '../testing'
import { updateVirtualDisk } from '../virtual-disks/commands'
import { getVirtualDisk, listVirtualDisks } from '../virtual-disks/queries'
import { listCopySources, listCopyTargets } from './candidates-queries'
import { createCopy, recopyCopy, removeCopy, stopCopy, updateCopy } from './commands'
import { getCopy, listCopies } from './queries'
import type { Copy, CopyStatus } from './schema'

let test: TestArray
let poolId: string
beforeEach(async () => {
  test = await TestArray.start()
  poolId = (await test.pool()).id
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

const disk = async (name: string, capacityBytes = MiB) => (await test.disk(poolId, name, capacityBytes)).id
const get = (id: string) => test.ask(getCopy, { id }, operator)
const reached = (id: string, status: CopyStatus) => vi.waitFor(async () => expect((await get(id)).status).toBe(status))
const access = async (id: string) => {
  const { hostAccess } = await test.ask(getVirtualDisk, { id })
  return (hostAccess.read ? 'r' : '-') + (hostAccess.write ? 'w' : '-')
}
/** What the engine's gate was last told of a disk. */
const gate = (id: string) => {
  for (const call of test.engine.calls.toReversed()) {
    const found = call.name === 'disk.setAccess' ? call.input.gates.find(({ diskId }) => diskId === id) : undefined
    if (found) return (found.access.read ? 'r' : '-') + (found.access.write ? 'w' : '-')
  }
  return null
}

describe('an online copy', () => {
  it('reads a snapshot made for it, and leaves that disabled when it is completed', async () => {
    const [sourceId, targetId] = [await disk('Source', 40 * MiB), await disk('Target', 64 * MiB)]
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
    await reached(copy.id, 'completed')
    expect(await get(copy.id)).toMatchObject({
      progress: { copiedBytes: 40 * MiB, totalBytes: 40 * MiB, percent: 100, etaSeconds: null },
      targetReadOnly: true,
      completedAt: expect.any(String),
    })
    expect(await test.ask(getSnapshot, { id: snapshotId })).toMatchObject({ status: 'disabled', imageAt: null })
    expect([await access(sourceId), await access(targetId), await access(snapshotId)]).toEqual(['rw', 'r-', '--'])
    expect([gate(sourceId), gate(targetId), gate(snapshotId)]).toEqual(['rw', 'r-', '--'])
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
    const [sourceId, targetId] = [await disk('Source', 40 * MiB), await disk('Target', 40 * MiB)]
    const copy = await test.do(createCopy, { sourceId, targetId, type: 'online', repositoryPercent: 120 })
    expect(await test.ask(getSnapshot, { id: copy.snapshotId ?? '' })).toMatchObject({ repositoryCapacityBytes: 48 * MiB })
    await reached(copy.id, 'completed')
    const offline = { sourceId, targetId: await disk('Other', 40 * MiB), type: 'offline', repositoryPercent: 20 }
    expect(await test.refused(createCopy, offline)).toMatchObject({ status: 400, errors: [{ path: 'repositoryPercent' }] })
    const huge = { sourceId, targetId, type: 'online', repositoryPercent: 121 }
    expect(await test.refused(createCopy, huge)).toMatchObject({ status: 400, errors: [{ path: 'repositoryPercent' }] })
  })

  it('keeps its snapshot from being mapped, disabled, deleted or copied by hand', async () => {
    const [sourceId, targetId] = [await disk('Source'), await disk('Target')]
    test.engine.holdCopies()
    const { id, snapshotId } = await test.do(createCopy, { sourceId, targetId, type: 'online' })
    const snapshot = { id: snapshotId ?? '' }
    const host = await test.do(createHost, { name: 'host', os: 'linux' })
    const mapped = { virtualDiskId: snapshot.id, hostId: host.id }
    expect(await test.refused(createMapping, mapped)).toMatchObject({ code: 'mapping_copy_snapshot' })
    expect(await test.refused(disableSnapshot, snapshot)).toMatchObject({ code: 'snapshot_of_copy' })
    expect(await test.refused(deleteSnapshot, snapshot)).toMatchObject({ code: 'snapshot_of_copy' })
    const other = await disk('Other')
    const again = { sourceId: snapshot.id, targetId: other, type: 'offline' }
    expect(await test.refused(createCopy, again)).toMatchObject({ code: 'copy_source_copy_snapshot' })
    await test.engine.releaseCopies()
    await reached(id, 'completed')
  })

  it('is taken away with its snapshot and repository; the target stays, open again', async () => {
    const [sourceId, targetId] = [await disk('Source'), await disk('Target')]
    const { id } = await test.do(createCopy, { sourceId, targetId, type: 'online' })
    await reached(id, 'completed')
    await test.do(removeCopy, { id }, operator)
    expect((await test.ask(listVirtualDisks, {})).items.map(({ name }) => name)).toEqual(['Source', 'Target'])
    expect((await test.ask(listSnapshots, {})).items).toEqual([])
    expect([await access(sourceId), await access(targetId), gate(targetId)]).toEqual(['rw', 'rw', 'rw'])
    expect(await test.refused(removeCopy, { id })).toMatchObject({ status: 404 })
  })

  it('copies again with the same snapshot and repository, of a source that has grown', async () => {
    const [sourceId, targetId] = [await disk('Source', MiB), await disk('Target', 2 * MiB)]
    const first = await test.do(createCopy, { sourceId, targetId, type: 'online' })
    await reached(first.id, 'completed')
    await test.do(updateVirtualDisk, { id: sourceId, capacityBytes: 2 * MiB })
    const again = await test.do(recopyCopy, { id: first.id, priority: 'high' }, operator)
    expect(again).toMatchObject({ status: 'inProgress', priority: 'high', snapshotId: first.snapshotId, completedAt: null })
    expect(again.progress.totalBytes).toBe(2 * MiB)
    await reached(first.id, 'completed')
    expect(test.engine.calls.filter(({ name }) => name === 'copy.start').map(({ input }) => input)).toMatchObject([
      { run: 1 },
      { run: 2, priority: 'high' },
    ])
    await test.do(updateVirtualDisk, { id: sourceId, capacityBytes: 3 * MiB })
    expect(await test.refused(recopyCopy, { id: first.id })).toMatchObject({ code: 'copy_target_too_small' })
    expect(await get(first.id)).toMatchObject({ status: 'completed' })
  })
})

describe('an offline copy', () => {
  it('shields source and target from the moment that it is asked for', async () => {
    const [sourceId, targetId] = [await disk('Source'), await disk('Target')]
    test.engine.holdCopies()
    const { id, snapshotId } = await test.do(createCopy, { sourceId, targetId, type: 'offline' })
    expect(snapshotId).toBeNull()
    expect([await access(sourceId), await access(targetId), gate(sourceId), gate(targetId)]).toEqual(['r-', '--', 'r-', '--'])
    // The gates were closed before the engine began.
    const names = test.engine.names()
    await test.engine.releaseCopies()
    await reached(id, 'completed')
    expect(test.engine.names().lastIndexOf('copy.start')).toBeGreaterThan(names.lastIndexOf('disk.setAccess'))
    expect([gate(sourceId), gate(targetId)]).toEqual(['rw', 'r-'])
  })

  it('that is stopped gives the source back at once and leaves the target closed', async () => {
    const [sourceId, targetId] = [await disk('Source'), await disk('Target')]
    test.engine.holdCopies()
    const { id } = await test.do(createCopy, { sourceId, targetId, type: 'offline' })
    expect(await test.do(stopCopy, { id }, operator)).toMatchObject({ status: 'stopped' })
    expect([gate(sourceId), gate(targetId), await access(targetId)]).toEqual(['rw', '--', '--'])
    expect(await test.refused(stopCopy, { id })).toMatchObject({ status: 409, code: 'copy_not_running' })
    await test.do(removeCopy, { id })
    expect([gate(targetId), await access(targetId)]).toEqual(['rw', 'rw'])
  })

  it('copies from a snapshot that a person made', async () => {
    const [sourceId, targetId] = [await disk('Source'), await disk('Target')]
    const snapshot = await test.do(createSnapshot, { sourceId, name: 'Evening' }, operator)
    const copy = await test.do(createCopy, { sourceId: snapshot.id, targetId, type: 'offline' })
    await reached(copy.id, 'completed')
    expect(await test.ask(getSnapshot, { id: snapshot.id })).toMatchObject({ status: 'optimal', copyId: null })
    expect(await test.refused(deleteSnapshot, { id: snapshot.id })).toMatchObject({ code: 'disk_is_copy_source' })
  })
})

describe('a copy pair', () => {
  it('is refused what its status forbids, with one reason in the command and beside the object', async () => {
    const [sourceId, targetId] = [await disk('Source'), await disk('Target')]
    test.engine.holdCopies()
    const { id } = await test.do(createCopy, { sourceId, targetId, type: 'offline' })
    const { actions } = await get(id)
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
    await reached(id, 'completed')
    const writable = await test.do(updateCopy, { id, targetReadOnly: false }, operator)
    expect([writable.targetReadOnly, gate(targetId)]).toEqual([false, 'rw'])
    await test.do(updateCopy, { id, targetReadOnly: true })
    expect(gate(targetId)).toBe('r-')
    expect((await test.events()).slice(-2)).toEqual(['copy_target_read_only_cleared', 'copy_target_read_only_set'])
  })

  it('changes its priority while it runs', async () => {
    const [sourceId, targetId] = [await disk('Source'), await disk('Target')]
    test.engine.holdCopies()
    const { id } = await test.do(createCopy, { sourceId, targetId, type: 'offline', priority: 'lowest' })
    expect(await test.do(updateCopy, { id, priority: 'highest' })).toMatchObject({ priority: 'highest' })
    expect(test.engine.calls.at(-1)).toEqual({ name: 'copy.setPriority', input: { copyId: id, priority: 'highest' } })
    expect(await test.refused(updateCopy, { id, priority: 'urgent' })).toMatchObject({ status: 400 })
    expect(await test.refused(updateCopy, { id })).toMatchObject({ status: 400 })
    await test.engine.releaseCopies()
    await reached(id, 'completed')
  })

  it('waits while eight run, and starts by itself in the order asked for', async () => {
    const sourceId = await disk('Source')
    test.engine.holdCopies()
    const copies: Copy[] = []
    for (let number = 0; number < 10; number += 1) {
      copies.push(await test.do(createCopy, { sourceId, targetId: await disk(`Target ${number}`), type: 'online' }))
    }
    const statuses = () => Promise.all(copies.map(async ({ id }) => (await get(id)).status))
    expect((await statuses()).slice(7)).toEqual(['inProgress', 'pending', 'pending'])
    const [first, , third] = copies
    expect(await test.ask(listOperations, {})).toMatchObject({ total: 10 })
    expect(copies[8]).toMatchObject({ startedAt: null, actions: { recopy: { code: 'copy_waiting' } } })
    // A pending online copy has its point in time already.
    expect(await test.ask(getSnapshot, { id: copies[9]?.snapshotId ?? '' })).toMatchObject({ status: 'optimal' })
    await test.do(stopCopy, { id: third?.id ?? '' })
    expect((await statuses()).slice(8)).toEqual(['inProgress', 'pending'])
    await test.do(removeCopy, { id: copies[9]?.id ?? '' })
    await test.engine.releaseCopies()
    await reached(first?.id ?? '', 'completed')
    for (const { id } of copies.slice(3, 9)) await reached(id, 'completed')
  })

  it('survives a restart: what ran goes on with the same run, what waited starts', async () => {
    const sourceId = await disk('Source')
    test.engine.holdCopies()
    const ids: string[] = []
    for (let number = 0; number < 9; number += 1) {
      const target = { targetId: await disk(`Target ${number}`), type: number % 2 ? 'online' : 'offline' } as const
      ids.push((await test.do(createCopy, { sourceId, ...target })).id)
    }
    // The engine has begun none of them when the process ends.
    test.engine.dropCopies()
    await test.restart()
    for (const id of ids) await reached(id, 'completed')
    const runs = test.engine.calls.flatMap((call) => (call.name === 'copy.start' ? [call.input.run] : []))
    expect(new Set(runs)).toEqual(new Set([1]))
  })
})

describe('a copy that fails', () => {
  it('says why in status, event and condition, keeps its target closed, and copies again once mended', async () => {
    const [sourceId, targetId] = [await disk('Source'), await disk('Target')]
    test.engine.holdCopies()
    const { id } = await test.do(createCopy, { sourceId, targetId, type: 'offline' })
    test.engine.emit({ type: 'copyFailed', copyId: id, run: 1, fault: { code: 'targetWrite', detail: 'EIO at 4096' } })
    await reached(id, 'failed')
    expect(await get(id)).toMatchObject({ failure: { code: 'target_write_error' }, actions: { stop: null, recopy: null } })
    expect([gate(sourceId), gate(targetId)]).toEqual(['r-', '--'])
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
    await reached(id, 'completed')
    expect((await test.ask(listConditions, {})).items).toEqual([])
    expect((await get(id)).failure).toBeNull()
  })

  it('heeds no word of a run that has ended', async () => {
    const [sourceId, targetId] = [await disk('Source'), await disk('Target')]
    const { id } = await test.do(createCopy, { sourceId, targetId, type: 'offline' })
    await reached(id, 'completed')
    await test.do(recopyCopy, { id })
    await reached(id, 'completed')
    const before = await test.events()
    for (const run of [1, 2, 3]) {
      test.engine.emit({ type: 'copyFailed', copyId: id, run, fault: { code: 'io', detail: '' } })
    }
    test.engine.emit({ type: 'copyCompleted', copyId: 'unknown', run: 1 })
    await test.array.idle()
    expect(await test.events()).toEqual(before)
    expect((await get(id)).status).toBe('completed')
  })

  it('because it could not start gives its place to the next', async () => {
    const [sourceId, one, two] = [await disk('Source'), await disk('One'), await disk('Two')]
    test.engine.before = (name) => {
      if (name === 'copy.start') throw new EngineError('sourceRead', 'EIO')
    }
    const failed = await test.do(createCopy, { sourceId, targetId: one, type: 'online' })
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'source_read_error' } })
    expect(await test.ask(getSnapshot, { id: failed.snapshotId ?? '' })).toMatchObject({ status: 'disabled' })
    test.engine.before = () => {}
    const { id } = await test.do(createCopy, { sourceId, targetId: two, type: 'online' })
    await reached(id, 'completed')
  })

  it('because its repository overflowed, while it waited, says so', async () => {
    const [sourceId, targetId] = [await disk('Source'), await disk('Target')]
    test.engine.holdCopies()
    const { id, snapshotId } = await test.do(createCopy, { sourceId, targetId, type: 'online' })
    const [image] = await test.engine.call('image.facts', { imageIds: [snapshotId ?? ''] })
    if (!image) throw new Error('no image')
    const failure = { code: 'repositoryFull', detail: 'no grain left' } as const
    test.engine.emit({ type: 'imageFailed', image: { ...image, state: 'failed', failure } })
    await reached(id, 'failed')
    expect((await get(id)).failure).toMatchObject({ code: 'repository_full' })
    expect((await test.events()).slice(-2)).toEqual(['snapshot_failed', 'copy_failed'])
    expect((await test.ask(listConditions, {})).items.map(({ code }) => code)).toEqual(['copy_failed'])
    expect(await access(sourceId)).toBe('rw')
  })

  it('leaves nothing behind when it can’t even be made', async () => {
    const [sourceId, targetId] = [await disk('Source'), await disk('Target')]
    test.engine.before = (name) => {
      if (name === 'image.start') throw new EngineError('noSpace', 'ENOSPC')
    }
    expect(await test.refused(createCopy, { sourceId, targetId, type: 'online' })).toMatchObject({ status: 507, code: 'no_space' })
    expect((await test.ask(listVirtualDisks, {})).items.map(({ name }) => name)).toEqual(['Source', 'Target'])
    expect((await test.ask(listCopies, {})).items).toEqual([])
    expect([await access(sourceId), await access(targetId)]).toEqual(['rw', 'rw'])
    expect(await test.array.database.intent.count()).toBe(0)
  })
})

describe('candidates', () => {
  it('are every disk of the array, with the reason with which the command refuses', async () => {
    const [source, small, taken] = [await disk('Source', 2 * MiB), await disk('Small', MiB), await disk('Taken', 2 * MiB)]
    const { id } = await test.do(createCopy, { sourceId: source, targetId: taken, type: 'online' })
    await reached(id, 'completed')
    const host = await test.do(createHost, { name: 'node', os: 'windows' })
    const cluster = await test.do(createHostGroup, { name: 'Cluster', cluster: 'mscs', hostIds: [host.id] })
    const shared = await disk('Shared', 2 * MiB)
    await test.do(createMapping, { virtualDiskId: shared, hostGroupId: cluster.id })

    const sources = await test.ask(listCopySources, { type: 'online' })
    expect(sources.items.map(({ name, eligible, reason }) => [name, eligible, reason?.code])).toEqual([
      ['Shared', false, 'copy_source_mscs_shared'],
      ['Small', true, undefined],
      ['Source', true, undefined],
      ['Source-1', false, 'copy_source_copy_snapshot'],
      ['Source-R1', false, 'copy_source_repository'],
      ['Taken', false, 'copy_source_target_online'],
    ])
    const targets = await test.ask(listCopyTargets, { sourceId: source, type: 'online' })
    expect(targets.items.map(({ name, reason }) => [name, reason?.code])).toEqual([
      ['Shared', undefined],
      ['Small', 'copy_target_too_small'],
      ['Source', 'copy_target_same'],
      ['Source-1', 'copy_target_snapshot'],
      ['Source-R1', 'copy_target_repository'],
      ['Taken', 'copy_target_taken'],
    ])
    for (const { virtualDiskId: targetId, reason } of targets.items) {
      if (!reason) continue
      const { code, detail, remedy, errors } = await test.refused(createCopy, { sourceId: source, targetId, type: 'online' })
      expect({ code, detail, remedy }).toEqual(reason)
      expect(errors?.map(({ path }) => path)).toEqual(['targetId'])
    }
    for (const { virtualDiskId: sourceId, reason } of sources.items) {
      if (!reason) continue
      const { code, detail, remedy } = await test.refused(createCopy, { sourceId, targetId: small, type: 'online' })
      expect({ code, detail, remedy }).toEqual(reason)
    }
    const eligible = await test.ask(listCopyTargets, { sourceId: source, type: 'online', eligible: 'true' })
    expect([eligible.total, eligible.items.map(({ name }) => name)]).toEqual([1, ['Shared']])
    const others = await test.ask(listCopyTargets, { sourceId: source, type: 'online', eligible: 'false', limit: 2 })
    expect([others.total, others.items.map(({ name }) => name)]).toEqual([5, ['Small', 'Source']])
    const rest = { sourceId: source, type: 'online', eligible: 'false', cursor: others.nextCursor ?? '' } as const
    expect((await test.ask(listCopyTargets, rest)).items.map(({ name }) => name)).toEqual(['Source-1', 'Source-R1', 'Taken'])
  })

  it('need a source that there is', async () => {
    expect(await test.query(listCopyTargets, { sourceId: 'none', type: 'online' })).toMatchObject({
      ok: false,
      problem: { status: 404, errors: [{ path: 'sourceId' }] },
    })
    expect(await test.query(listCopyTargets, { type: 'online' })).toMatchObject({ ok: false, problem: { status: 400 } })
  })
})
