import { mkdirSync, renameSync } from 'node:fs'
import path from 'node:path'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { listConditions } from '../conditions/queries'
import { createCopy, recopyCopy } from '../copies/commands'
import { getCopy } from '../copies/queries'
import { MiB } from '../door/fields'
import { listEvents } from '../events/queries'
import { createHost } from '../hosts/commands'
import { createMapping } from '../mappings/commands'
import { createSnapshot } from '../snapshots/commands'
import { getSnapshot, listSnapshots } from '../snapshots/queries'
import { TestArray } from '../testing'
import { getVirtualDisk, listVirtualDisks } from '../virtual-disks/queries'
import { importPool } from './commands'
import { lookAtPools } from './presence'
import { getPool } from './queries'

let test: TestArray
beforeEach(async () => {
  test = await TestArray.start()
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

const at = (folder: string) => path.join(test.directory, folder)
const look = () => test.array.exclusive(() => lookAtPools(test.array))
const goes = () => renameSync(at('Pool'), at('away'))
const returns = () => renameSync(at('away'), at('Pool'))
const conditions = async () => (await test.ask(listConditions, {})).items.map(({ code }) => code).sort()
const status = async (id: string) => (await test.ask(getPool, { id })).status

function exportsNow(): string[] {
  const last = test.engine.calls.findLast((call) => call.name === 'targets.setExports')
  return last?.name === 'targets.setExports' ? last.input.exports.map(({ diskId }) => diskId) : []
}

const stamped = (disk: string, value: number) =>
  test.engine.asHost(disk, async (volume) => {
    await volume.write([Buffer.alloc(MiB, value)], 0)
    await volume.flush()
  })

const holds = (disk: string) =>
  test.engine.asHost(disk, async (volume) => {
    const bytes = Buffer.alloc(MiB)
    await volume.read(bytes, 0)
    return [...new Set(bytes)]
  })

describe('a pool that goes while the array runs', () => {
  it('is still told of, with all that is on it, before anybody has noticed', async () => {
    const pool = await test.pool('Pool')
    const source = await test.disk(pool.id, 'Source', 2 * MiB)
    await stamped(source.id, 1)
    const snapshot = await test.do(createSnapshot, { sourceId: source.id, repositoryPercent: 120, warningThresholdPercent: 1 })
    await stamped(source.id, 2)
    await vi.waitFor(async () => expect(await conditions()).toEqual(['snapshot_over_threshold']))
    goes()
    expect(await conditions()).toEqual(['snapshot_over_threshold'])
    expect(await test.ask(getSnapshot, { id: snapshot.id })).toMatchObject({ status: 'overThreshold' })
    expect((await test.ask(listSnapshots, {})).items).toHaveLength(1)
    expect((await test.ask(listVirtualDisks, {})).items).toHaveLength(3)
    expect(await test.ask(getVirtualDisk, { id: snapshot.id })).toMatchObject({ name: 'Source-1' })
    await look()
    expect(await conditions()).toEqual(['pool_missing'])
    returns()
    await look()
  })

  it('is missing with all that follows, touches no other pool, and comes back whole', async () => {
    const [pool, other] = [await test.pool('Pool'), await test.pool('Other')]
    const [source, lost, kept] = [
      await test.disk(other.id, 'Source', MiB),
      await test.disk(pool.id, 'Lost', MiB),
      await test.disk(other.id, 'Kept', MiB),
    ]
    const host = await test.do(createHost, { name: 'host', os: 'linux' })
    for (const { id: virtualDiskId } of [source, lost]) await test.do(createMapping, { virtualDiskId, hostId: host.id })
    await stamped(source.id, 7)
    await stamped(lost.id, 1)
    test.engine.holdCopies()
    const failing = await test.do(createCopy, { sourceId: source.id, targetId: lost.id, type: 'offline' })
    const going = await test.do(createCopy, { sourceId: source.id, targetId: kept.id, type: 'online' })
    const ended = test.engine.calls.length

    goes()
    await look()
    expect([await status(pool.id), await status(other.id)]).toEqual(['missing', 'optimal'])
    expect(await test.ask(getCopy, { id: failing.id })).toMatchObject({
      status: 'failed',
      failure: { code: 'disk_missing' },
    })
    expect((await test.ask(getCopy, { id: going.id })).status).toBe('inProgress')
    expect((await test.events()).slice(-2)).toEqual(['pool_missing', 'copy_failed'])
    expect((await test.ask(listEvents, { type: 'pool_missing' })).items[0]).toMatchObject({ severity: 'critical' })
    expect(await conditions()).toEqual(['copy_failed', 'pool_missing'])
    expect(await test.ask(getVirtualDisk, { id: lost.id })).toMatchObject({
      hostAccess: { read: false, write: false, reason: { code: 'disk_missing' } },
    })
    expect(exportsNow()).toEqual([source.id])
    expect(test.engine.calls.slice(ended).map(({ name }) => name)).toContain('pool.detach')
    expect(await test.refused(recopyCopy, { id: failing.id })).toMatchObject({ code: 'copy_target_missing' })
    const before = await test.events()
    await look()
    expect(await test.events()).toEqual(before)

    returns()
    await look()
    expect(await status(pool.id)).toBe('optimal')
    expect((await test.events()).at(-1)).toBe('pool_returned')
    expect(exportsNow().sort()).toEqual([source.id, lost.id].sort())
    expect(await conditions()).toEqual(['copy_failed'])
    test.engine.dropCopies()
    await test.do(recopyCopy, { id: failing.id })
    await vi.waitFor(async () => expect((await test.ask(getCopy, { id: failing.id })).status).toBe('completed'))
    expect(await holds(lost.id)).toEqual([7])
    expect(await conditions()).toEqual([])
  })

  it('serves again where it was moved to, once it is imported from there', async () => {
    const { id: poolId } = await test.pool('Pool')
    const [source, target] = [await test.disk(poolId, 'Source', MiB), await test.disk(poolId, 'Target', MiB)]
    const host = await test.do(createHost, { name: 'host', os: 'linux' })
    await test.do(createMapping, { virtualDiskId: source.id, hostId: host.id })
    test.engine.holdCopies()
    const copy = await test.do(createCopy, { sourceId: source.id, targetId: target.id, type: 'online' })
    goes()
    await look()
    expect(exportsNow()).toEqual([])
    await test.do(importPool, { path: at('away') })
    expect(await status(poolId)).toBe('optimal')
    expect(exportsNow()).toEqual([source.id])
    expect(await test.ask(getVirtualDisk, { id: source.id })).toMatchObject({ hostAccess: { read: true, write: true } })
    expect(await test.ask(getSnapshot, { id: copy.snapshotId ?? '' })).toMatchObject({ status: 'disabled' })
  })

  it('is noticed without being asked, within seconds, and so is its return', async () => {
    const { id } = await test.pool('Pool')
    goes()
    await vi.waitFor(async () => expect(await status(id)).toBe('missing'), { timeout: 15_000 })
    returns()
    await vi.waitFor(async () => expect(await status(id)).toBe('optimal'), { timeout: 15_000 })
    expect((await test.events()).slice(-2)).toEqual(['pool_missing', 'pool_returned'])
  }, 40_000)

  it('takes an online copy of it with it, whose image ends when it is back', async () => {
    const { id: poolId } = await test.pool('Pool')
    const [source, target] = [await test.disk(poolId, 'Source', MiB), await test.disk(poolId, 'Target', MiB)]
    const own = await test.do(createSnapshot, { sourceId: source.id })
    await stamped(source.id, 3)
    test.engine.holdCopies()
    const { id, snapshotId } = await test.do(createCopy, { sourceId: source.id, targetId: target.id, type: 'online' })
    goes()
    await look()
    expect(await test.ask(getCopy, { id })).toMatchObject({ status: 'failed', failure: { code: 'disk_missing' } })
    expect(await test.ask(getSnapshot, { id: snapshotId ?? '' })).toMatchObject({ status: 'optimal' })
    returns()
    await look()
    expect(await test.ask(getSnapshot, { id: snapshotId ?? '' })).toMatchObject({ status: 'disabled' })
    expect(await test.ask(getSnapshot, { id: own.id })).toMatchObject({ status: 'optimal' })
    expect(await holds(own.id)).toEqual([0])
    test.engine.dropCopies()
    await test.do(recopyCopy, { id })
    await vi.waitFor(async () => expect((await test.ask(getCopy, { id })).status).toBe('completed'))
    expect(await holds(target.id)).toEqual([3])
  })

  it('is missing too when another directory stands in its place, or its file system fails', async () => {
    const pool = await test.pool('Pool')
    goes()
    mkdirSync(at('Pool'))
    await look()
    expect(await status(pool.id)).toBe('missing')
    renameSync(at('Pool'), at('impostor'))
    returns()
    await look()
    expect(await status(pool.id)).toBe('optimal')

    test.engine.files.faults = (call, file) => (call === 'probe' && file === at('Pool') ? 'EIO' : null)
    await look()
    const [condition] = (await test.ask(listConditions, {})).items
    expect(condition).toMatchObject({ code: 'pool_missing', cause: expect.stringContaining('EIO') })
    test.engine.files.faults = () => null
    await look()
    expect(await conditions()).toEqual([])
  })

  it('lets go of a disk that a host uses only when the host has let go, and opens it again then', async () => {
    const pool = await test.pool('Pool')
    const disk = await test.disk(pool.id, 'Disk', MiB)
    await test.engine.asHost(disk.id, async (volume) => {
      await volume.write([Buffer.alloc(4096, 5)], 0)
      goes()
      await look()
      expect(await status(pool.id)).toBe('missing')
      returns()
      await look()
      expect(await status(pool.id)).toBe('missing')
      const [condition] = (await test.ask(listConditions, {})).items
      expect(condition?.cause).toContain('is locked')
    })
    await vi.waitFor(async () => {
      await look()
      expect(await status(pool.id)).toBe('optimal')
    })
    expect(await test.engine.asHost(disk.id, async (volume) => {
      const bytes = Buffer.alloc(4096)
      await volume.read(bytes, 0)
      return bytes[0]
    })).toBe(5)
  })
})
