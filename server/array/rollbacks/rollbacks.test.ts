import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { EngineError } from '../../engine/engine-error'
import { listConditions } from '../conditions/queries'
import { listCopySources, listCopyTargets } from '../copies/candidates-queries'
import { createCopy } from '../copies/commands'
import { MiB } from '../door/fields'
import { listEvents } from '../events/queries'
import { listOperations } from '../operations/queries'
import { createSnapshot, deleteSnapshot, disableSnapshot } from '../snapshots/commands'
import { getSnapshot } from '../snapshots/queries'
import { operator, TestArray, viewer } from '../testing'
import { deleteVirtualDisk, updateVirtualDisk } from '../virtual-disks/commands'
import { cancelRollback, resumeRollback, rollbackSnapshot, updateRollback } from './commands'

let test: TestArray
let sourceId: string
let snapshotId: string
beforeEach(async () => {
  test = await TestArray.start()
  const { id: poolId } = await test.pool()
  sourceId = (await test.disk(poolId, 'Accounting', 4 * MiB)).id
  await write(1)
  snapshotId = (await test.do(createSnapshot, { sourceId, repositoryPercent: 120 })).id
  await write(2)
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

const write = (value: number) =>
  test.engine.asHost(sourceId, async (volume) => {
    await volume.write([Buffer.alloc(4 * MiB, value)], 0)
    await volume.flush()
  })

/** The value of the source's every byte. */
async function content(): Promise<number> {
  const bytes = Buffer.alloc(4 * MiB)
  await test.engine.asHost(sourceId, async (volume) => {
    await volume.read(bytes, 0)
  })
  const value = bytes[0] ?? -1
  expect(bytes.equals(Buffer.alloc(bytes.length, value))).toBe(true)
  return value
}

const snapshot = () => test.ask(getSnapshot, { id: snapshotId })
const eventTypes = async () => (await test.ask(listEvents, { subject: snapshotId })).items.map(({ type }) => type)

/** The engine says that the rollback can't go on, when it begins to restore. */
function failNextRun(): void {
  test.engine.before = (name) => {
    if (name === 'image.rollback') throw new EngineError('sourceRead', 'the disk is broken')
  }
}

async function paused(): Promise<void> {
  await test.array.database.rollback.create({
    data: {
      snapshotId, sourceId, status: 'inProgress', statusAt: new Date(), priority: 'medium', startedAt: new Date(), begun: true,
    },
  })
  test.engine.emit({ type: 'rollbackPaused', rollback: { imageId: snapshotId, sourceId }, fault: { code: 'repositoryFull', detail: 'no room' } })
  await vi.waitFor(async () => expect((await snapshot()).rollback?.status).toBe('paused'))
}

describe('rolling back', () => {
  it('gives the source its old content at once, and ends by itself', async () => {
    const begun = await test.do(rollbackSnapshot, { id: snapshotId, priority: 'lowest' }, operator)
    expect(begun.rollback === null || begun.rollback.priority === 'lowest').toBe(true)
    expect(await content()).toBe(1)
    await vi.waitFor(async () => expect((await snapshot()).rollback).toBeNull())
    expect(await content()).toBe(1)
    expect((await snapshot()).status).toMatch(/optimal|overThreshold/)
    expect(await eventTypes()).toEqual(expect.arrayContaining(['snapshot_rollback_started', 'snapshot_rollback_completed']))
    // The same snapshot serves again.
    await write(3)
    await test.do(rollbackSnapshot, { id: snapshotId })
    expect(await content()).toBe(1)
  })

  it('is the operator’s', async () => {
    expect(await test.refused(rollbackSnapshot, { id: snapshotId }, viewer)).toMatchObject({ code: 'role_required' })
    expect(await content()).toBe(2)
  })

  it('is refused where it would leave the source undefined', async () => {
    await test.do(updateVirtualDisk, { id: sourceId, capacityBytes: 8 * MiB })
    expect(await test.refused(rollbackSnapshot, { id: snapshotId })).toMatchObject({ code: 'rollback_source_grew' })
    await test.do(disableSnapshot, { id: snapshotId })
    expect(await test.refused(rollbackSnapshot, { id: snapshotId })).toMatchObject({ code: 'rollback_snapshot_inactive' })
    for (const command of [resumeRollback, cancelRollback])
      expect(await test.refused(command, { id: snapshotId })).toMatchObject({ code: 'rollback_none' })
    expect(await test.refused(updateRollback, { id: snapshotId, priority: 'high' })).toMatchObject({ code: 'rollback_none' })
  })

  it('leaves nothing behind when the engine can’t begin it', async () => {
    failNextRun()
    const outcome = await test.command(rollbackSnapshot, { id: snapshotId })
    expect(outcome.ok).toBe(false)
    expect((await snapshot()).rollback).toBeNull()
    expect(await content()).toBe(2)
    test.errors.length = 0
  })
})

describe('a paused rollback', () => {
  beforeEach(paused)

  it('is a condition with its steps, an operation and a critical event', async () => {
    expect((await snapshot()).rollback).toMatchObject({ status: 'paused', failure: { code: 'repository_full' } })
    const { items } = await test.ask(listConditions, {}, operator)
    expect(items.map(({ code }) => code)).toContain('snapshot_rollback_paused')
    const [, resume, cancel] = items.find(({ code }) => code === 'snapshot_rollback_paused')?.steps ?? []
    expect([resume?.command?.name, resume?.command?.allowed]).toEqual(['resumeRollback', null])
    expect([cancel?.command?.name, cancel?.command?.confirm]).toEqual(['cancelRollback', true])
    expect((await test.ask(listOperations, {})).items).toMatchObject([{ id: snapshotId, kind: 'snapshotRollback', status: 'paused' }])
    expect(await eventTypes()).toContain('snapshot_rollback_paused')
  })

  it('forbids what would read or change the source as a whole, or the snapshot', async () => {
    const other = await test.disk((await test.array.database.pool.findFirstOrThrow()).id, 'Other', 8 * MiB)
    const code = async (refused: Promise<{ code: string }>) => (await refused).code
    expect(await code(test.refused(createSnapshot, { sourceId }))).toBe('disk_rolling_back')
    expect(await code(test.refused(updateVirtualDisk, { id: sourceId, capacityBytes: 8 * MiB }))).toBe('disk_rolling_back')
    for (const type of ['offline', 'online'] as const) {
      expect(await code(test.refused(createCopy, { sourceId, targetId: other.id, type }))).toBe('disk_rolling_back')
      expect(await code(test.refused(createCopy, { sourceId: other.id, targetId: sourceId, type }))).toBe('disk_rolling_back')
    }
    expect(await code(test.refused(disableSnapshot, { id: snapshotId }))).toBe('rollback_uses_snapshot')
    expect(await code(test.refused(deleteSnapshot, { id: snapshotId }))).toBe('rollback_uses_snapshot')
    expect(await code(test.refused(rollbackSnapshot, { id: snapshotId }))).toBe('disk_rolling_back')
    expect(await code(test.refused(deleteVirtualDisk, { id: sourceId }))).toBe('disk_has_snapshots')
    const sources = (await test.ask(listCopySources, {})).items
    expect(sources.find(({ virtualDiskId }) => virtualDiskId === sourceId)?.reason?.code).toBe('disk_rolling_back')
    const targets = (await test.ask(listCopyTargets, { sourceId: other.id, type: 'offline' })).items
    expect(targets.find(({ virtualDiskId }) => virtualDiskId === sourceId)?.reason?.code).toBe('disk_rolling_back')
  })

  it('goes on when it is resumed, and to its end', async () => {
    await test.do(resumeRollback, { id: snapshotId }, operator)
    await vi.waitFor(async () => expect((await snapshot()).rollback).toBeNull())
    expect(await content()).toBe(1)
    expect((await test.ask(listConditions, {})).items.map(({ code }) => code)).not.toContain('snapshot_rollback_paused')
  })

  it('pauses again when it can’t go on', async () => {
    failNextRun()
    expect((await test.do(resumeRollback, { id: snapshotId })).rollback).toMatchObject({
      status: 'paused',
      failure: { code: 'source_read_error' },
    })
  })

  it('is gone when it is given up', async () => {
    await test.do(cancelRollback, { id: snapshotId })
    expect((await snapshot()).rollback).toBeNull()
    await test.do(disableSnapshot, { id: snapshotId })
  })

  it('takes another priority', async () => {
    expect((await test.do(updateRollback, { id: snapshotId, priority: 'highest' })).rollback?.priority).toBe('highest')
  })
})
