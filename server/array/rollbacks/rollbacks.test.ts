import { readFileSync, renameSync } from 'node:fs'
import path from 'node:path'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { EngineError } from '../../engine/engine-error'
import { listConditions } from '../conditions/queries'
import { listCopySources, listCopyTargets } from '../copies/candidates-queries'
import { createCopy } from '../copies/commands'
import { MiB } from '../door/fields'
import { listEvents } from '../events/queries'
import { listOperations } from '../operations/queries'
import { importPool } from '../pools/commands'
import { lookAtPools } from '../pools/presence'
import { createSnapshot, deleteSnapshot, disableSnapshot } from '../snapshots/commands'
import { getSnapshot } from '../snapshots/queries'
import { operator, TestArray, TestEngine, viewer } from '../testing'
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
async function content(of = test): Promise<number> {
  const bytes = Buffer.alloc(4 * MiB)
  await of.engine.asHost(sourceId, async (volume) => {
    await volume.read(bytes, 0)
  })
  const value = bytes[0] ?? -1
  expect(bytes.equals(Buffer.alloc(bytes.length, value))).toBe(true)
  return value
}

const snapshot = () => test.ask(getSnapshot, { id: snapshotId })
const eventTypes = async () => (await test.ask(listEvents, { subject: snapshotId })).items.map(({ type }) => type)

/** What the rollback writes fails, as on a broken disk. The hosts' own writes don't come by here in these tests. */
const breakSource = (code: 'EIO' | 'ENOSPC' | null) => {
  test.engine.files.faults = (call, file) => (call === 'write' && file.endsWith(`${sourceId}/data`) ? code : null)
}

async function reaches(status: 'paused' | undefined): Promise<void> {
  await vi.waitFor(async () => expect((await snapshot()).rollback?.status).toBe(status), { timeout: 10_000 })
}

async function paused(): Promise<void> {
  breakSource('ENOSPC')
  await test.do(rollbackSnapshot, { id: snapshotId })
  await reaches('paused')
  breakSource(null)
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
    test.engine.before = (name) => {
      if (name === 'image.rollback') throw new EngineError('sourceRead', 'the disk is broken')
    }
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
    expect((await snapshot()).rollback).toMatchObject({ status: 'paused', failure: { code: 'no_space' } })
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

  it('shows hosts the old content all the same, and takes their writes', async () => {
    expect(await content()).toBe(1)
    await write(5)
    expect(await content()).toBe(5)
    await test.restart()
    expect((await snapshot()).rollback?.status).toBe('paused')
    expect(await content()).toBe(5)
  })

  it('goes on when it is resumed, and to its end', async () => {
    await test.do(resumeRollback, { id: snapshotId }, operator)
    await reaches(undefined)
    expect(await content()).toBe(1)
    expect((await test.ask(listConditions, {})).items.map(({ code }) => code)).not.toContain('snapshot_rollback_paused')
    expect(await eventTypes()).toEqual(expect.arrayContaining(['snapshot_rollback_resumed', 'snapshot_rollback_completed']))
  })

  it('pauses again when it can’t go on', async () => {
    breakSource('EIO')
    await test.do(resumeRollback, { id: snapshotId })
    await vi.waitFor(async () => expect((await snapshot()).rollback?.failure?.code).toBe('target_write_error'))
    expect((await eventTypes()).filter((type) => type === 'snapshot_rollback_paused')).toHaveLength(2)
    breakSource(null)
    await test.do(resumeRollback, { id: snapshotId })
    await reaches(undefined)
  })

  it('is gone when it is given up, and the snapshot serves again', async () => {
    await test.do(cancelRollback, { id: snapshotId }, operator)
    expect((await snapshot()).rollback).toBeNull()
    expect(await eventTypes()).toContain('snapshot_rollback_cancelled')
    await test.do(rollbackSnapshot, { id: snapshotId })
    await reaches(undefined)
    expect(await content()).toBe(1)
    await test.do(disableSnapshot, { id: snapshotId })
  })

  it.each(['before', 'after'] as const)('is never begun anew by a process that died %s giving it up', async (when) => {
    test.engine.dieAt(0, when)
    void test.command(cancelRollback, { id: snapshotId })
    await test.engine.death
    await test.restartAfterDeath()
    const { rollback } = await snapshot()
    expect(rollback?.status).toBe(when === 'before' ? 'paused' : undefined)
    if (when === 'before') await test.do(cancelRollback, { id: snapshotId })
    await write(9)
    expect(await test.refused(resumeRollback, { id: snapshotId })).toMatchObject({ code: 'rollback_none' })
    expect(await content()).toBe(9)
    expect((await eventTypes()).filter((type) => type === 'snapshot_rollback_cancelled')).toHaveLength(1)
    expect((await test.ask(listConditions, {})).items.map(({ code }) => code)).not.toContain('snapshot_rollback_paused')
  })

  it('is not begun anew by the engine, should the record outlive it', async () => {
    await test.engine.call('image.cancelRollback', { imageId: snapshotId })
    await write(9)
    expect((await test.do(resumeRollback, { id: snapshotId })).rollback).toBeNull()
    expect(await content()).toBe(9)
  })

  it('takes another priority', async () => {
    expect((await test.do(updateRollback, { id: snapshotId, priority: 'highest' })).rollback?.priority).toBe('highest')
  })
})

describe('a pool that is lost in the middle of a rollback', () => {
  const at = (folder: string) => path.join(test.directory, folder)
  const look = () => test.array.exclusive(() => lookAtPools(test.array))

  it('is not what pauses it: it goes on by itself when the pool is back', async () => {
    let isAway = false
    test.engine.files.faults = (call, file) => {
      if (call !== 'write' || !file.endsWith(`${sourceId}/data`)) return null
      if (!isAway) renameSync(at('Pool'), at('away'))
      isAway = true
      return 'EIO'
    }
    await test.do(rollbackSnapshot, { id: snapshotId })
    await vi.waitFor(async () => expect((await test.array.database.pool.findFirstOrThrow()).status).toBe('missing'))
    await test.array.idle()
    expect((await test.ask(listConditions, {})).items.map(({ code }) => code)).toEqual(['pool_missing'])
    expect((await snapshot()).rollback).toMatchObject({ status: 'inProgress', progress: { bytesPerSecond: 0 } })
    expect(await eventTypes()).not.toContain('snapshot_rollback_paused')

    test.engine.files.faults = () => null
    renameSync(at('away'), at('Pool'))
    await look()
    await reaches(undefined)
    expect(await content()).toBe(1)
    expect(await eventTypes()).toContain('snapshot_rollback_completed')
  })

  it('lets go of it at once, and keeps what is restored', async () => {
    const MANY = 96 * MiB // More than the engine restores in one step.
    const { id: poolId } = await test.pool('Large')
    const large = (await test.disk(poolId, 'Large', MANY)).id
    const fill = (value: number) =>
      test.engine.asHost(large, async (volume) => {
        for (let at = 0; at < MANY; at += 4 * MiB) await volume.write([Buffer.alloc(4 * MiB, value)], at)
        await volume.flush()
      })
    await fill(1)
    const { id } = await test.do(createSnapshot, { sourceId: large, repositoryPercent: 120 })
    await fill(2)
    const told: string[] = []
    test.engine.onEvent(({ type }) => told.push(type))
    const detaching: Promise<unknown>[] = []
    test.engine.files.faults = (call, file) => {
      const isFirst = detaching.length === 0 && call === 'write' && file.endsWith(`${large}/data`)
      if (isFirst) detaching.push(test.engine.call('pool.detach', { poolId }))
      return null
    }
    await test.do(rollbackSnapshot, { id })
    await vi.waitFor(() => expect(detaching).toHaveLength(1))
    await Promise.all(detaching)
    expect(told).not.toContain('rollbackCompleted')
    expect(readFileSync(at(`Large/disks/${large}/label.json`), 'utf8')).toContain(id)

    test.engine.files.faults = () => null
    await look() // It is missing,
    await look() // and back.
    await vi.waitFor(async () => expect((await test.ask(getSnapshot, { id })).rollback).toBeNull())
    expect(told).toContain('rollbackCompleted')
  })

  it('goes on where the pool is imported from then', async () => {
    breakSource('ENOSPC')
    await test.do(rollbackSnapshot, { id: snapshotId })
    await reaches('paused')
    await test.stop()
    const other = await TestArray.start()
    try {
      renameSync(at('Pool'), path.join(other.directory, 'Pool'))
      await other.do(importPool, { path: path.join(other.directory, 'Pool') })
      await vi.waitFor(async () => {
        expect((await other.ask(listOperations, {})).items).toEqual([])
        expect(await other.events()).toContain('snapshot_rollback_completed')
      })
      expect(await other.events()).toContain('snapshot_rollback_found')
      expect(await content(other)).toBe(1)
    } finally {
      await other.remove()
    }
    test.engine = new TestEngine()
    await test.start()
  })
})
