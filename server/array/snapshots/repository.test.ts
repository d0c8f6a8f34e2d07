import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { listConditions } from '../conditions/queries'
import { GiB, KiB, MiB } from '../door/fields'
import { operator, TestArray } from '../testing'
import { updateVirtualDisk } from '../virtual-disks/commands'
import { createSnapshot, createSnapshots, deleteSnapshot, disableSnapshot, updateSnapshot } from './commands'
import { listSourceImages } from './images-queries'
import { getSnapshot } from './queries'
import { MAX_SNAPSHOTS_OF_SOURCE } from './rules'

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

const GRAIN = 64 * KiB
const conditions = async () => (await test.ask(listConditions, {})).items.map(({ code }) => code)
const status = async (id: string) => (await test.ask(getSnapshot, { id })).status
/** The types of the events from the nth on. */
const eventsFrom = async (from: number) => (await test.events()).slice(from)

const fill = (diskId: string, offset: number, length: number, value: number) =>
  test.engine.asHost(diskId, async (volume) => volume.write([Buffer.alloc(length, value)], offset))

/** A source of 16 MiB and a snapshot of it with the smallest repository, 8 MiB: 128 grains. */
async function source(): Promise<string> {
  const { id } = await test.disk(poolId, 'Source', 16 * MiB)
  await fill(id, 0, 16 * MiB, 1)
  return id
}

/** Overwrites grains, so that the repository takes that many. */
const overwrite = (sourceId: string, first: number, grains: number) =>
  fill(sourceId, first * GRAIN, grains * GRAIN, 2)

describe('a repository', () => {
  it('that is full lets writes to the source go on as soon as it has grown', async () => {
    const sourceId = await source()
    const { id, repositoryId } = await test.do(createSnapshot, { sourceId, fullPolicy: 'failSourceWrites' })
    await fill(sourceId, 0, 128 * GRAIN, 2)
    await expect(fill(sourceId, 128 * GRAIN, GRAIN, 2)).rejects.toMatchObject({ code: 'ENOSPC' })
    await expect.poll(() => status(id)).toBe('full')
    expect(await conditions()).toEqual(['snapshot_full'])
    const before = (await test.events()).length

    const grown = await test.do(updateSnapshot, { id, repositoryCapacityBytes: 12 * MiB }, operator)
    expect(grown).toMatchObject({ status: 'overThreshold', repositoryCapacityBytes: 12 * MiB, repositoryUsedBytes: 8 * MiB })
    expect(await conditions()).toEqual(['snapshot_over_threshold'])
    expect(await eventsFrom(before)).toEqual(['snapshot_repository_grown', 'snapshot_room_again'])
    await fill(sourceId, 128 * GRAIN, GRAIN, 2)

    // The repository is a virtual disk as well; grown as such it has the same effect.
    await test.do(updateVirtualDisk, { id: repositoryId, capacityBytes: 32 * MiB })
    expect(await status(id)).toBe('optimal')
    expect(await conditions()).toEqual([])
    expect((await test.events()).slice(-2)).toEqual(['virtual_disk_grown', 'snapshot_below_threshold'])
    // The image is whole: it shows what was there before the first overwrite.
    const shown = Buffer.alloc(512)
    await test.engine.asHost(id, async (volume) => volume.read(shown, 0))
    expect(shown).toEqual(Buffer.alloc(512, 1))
  })

  it('that is full stays so over a restart', async () => {
    const sourceId = await source()
    const { id } = await test.do(createSnapshot, { sourceId, fullPolicy: 'failSourceWrites' })
    await fill(sourceId, 0, 128 * GRAIN, 2)
    await expect(fill(sourceId, 128 * GRAIN, GRAIN, 2)).rejects.toMatchObject({ code: 'ENOSPC' })
    await expect.poll(() => status(id)).toBe('full')
    await test.restart()
    expect(await status(id)).toBe('full')
    expect((await test.do(updateSnapshot, { id, repositoryCapacityBytes: 64 * MiB })).status).toBe('optimal')
  })

  it('warns by its threshold, which may be moved both ways', async () => {
    const sourceId = await source()
    const { id } = await test.do(createSnapshot, { sourceId })
    await overwrite(sourceId, 0, 64)
    await expect.poll(() => status(id)).toBe('overThreshold')
    const before = (await test.events()).length
    expect((await test.do(updateSnapshot, { id, warningThresholdPercent: 51 })).status).toBe('optimal')
    expect(await conditions()).toEqual([])
    expect((await test.do(updateSnapshot, { id, warningThresholdPercent: 10 })).status).toBe('overThreshold')
    expect(await eventsFrom(before)).toEqual([
      'snapshot_policy_changed',
      'snapshot_below_threshold',
      'snapshot_policy_changed',
      'snapshot_over_threshold',
    ])
    // Growing it warns anew only when the threshold is crossed again.
    expect((await test.do(updateSnapshot, { id, repositoryCapacityBytes: 64 * MiB })).status).toBe('optimal')
    await overwrite(sourceId, 64, 64)
    await expect.poll(() => status(id)).toBe('overThreshold')
  })

  it.each([
    ['smaller than it is', 8 * MiB, 409],
    ['too small for any', MiB, 400],
    ['not whole mebibytes', 20 * MiB + 512, 400],
    ['too large', 17 * 1024 * GiB, 400],
    ['no number', '20 MiB', 400],
    ['no size', null, 400],
  ])('is not made %s', async (_, repositoryCapacityBytes, expected) => {
    const { id: sourceId } = await test.disk(poolId, 'Source', 64 * MiB)
    const { id } = await test.do(createSnapshot, { sourceId })
    const problem = await test.refused(updateSnapshot, { id, name: 'Other', repositoryCapacityBytes })
    expect([problem.status, problem.errors?.map(({ path }) => path)]).toEqual([expected, ['repositoryCapacityBytes']])
    expect(await test.ask(getSnapshot, { id })).toMatchObject({ name: 'Source-1', repositoryCapacityBytes: 13 * MiB })
  })

  it('grows while its snapshot is disabled', async () => {
    const sourceId = await source()
    const { id } = await test.do(createSnapshot, { sourceId })
    await test.do(disableSnapshot, { id })
    const grown = await test.do(updateSnapshot, { id, repositoryCapacityBytes: 10 * MiB })
    expect(grown).toMatchObject({ status: 'disabled', repositoryCapacityBytes: 10 * MiB })
  })
})

describe('the images of a source', () => {
  it('are in the order of their instants, with what each keeps and what deleting it frees', async () => {
    const sourceId = await source()
    const first = await test.do(createSnapshot, { sourceId, repositoryPercent: 120 })
    await overwrite(sourceId, 0, 2)
    const second = await test.do(createSnapshot, { sourceId, name: 'A second' })
    await overwrite(sourceId, 0, 4)
    const disabled = await test.do(createSnapshot, { sourceId, name: 'A disabled one' })
    await test.do(disableSnapshot, { id: disabled.id })
    const images = async () => (await test.ask(listSourceImages, { id: sourceId })).items
    expect(await images()).toMatchObject([
      { snapshotId: first.id, keptBytes: 2 * GRAIN, freedBytes: 2 * GRAIN, status: 'optimal' },
      { snapshotId: second.id, keptBytes: 4 * GRAIN, freedBytes: 2 * GRAIN, imageAt: second.imageAt },
      { snapshotId: disabled.id, keptBytes: 0, freedBytes: 0, imageAt: null },
    ])
    expect((await test.ask(listSourceImages, { id: sourceId, sort: '-imageAt' })).items.map(({ name }) => name)).toEqual([
      'A second',
      'Source-1',
      'A disabled one',
    ])
    await test.do(deleteSnapshot, { id: second.id })
    expect(await images()).toMatchObject([{ keptBytes: 4 * GRAIN, freedBytes: 4 * GRAIN }, { imageAt: null }])
  })

  it('are at most 256, and are told of at once', async () => {
    const sourceId = await source()
    for (let number = 1; number <= MAX_SNAPSHOTS_OF_SOURCE; number += 1) {
      await test.do(createSnapshot, { sourceId, repositoryPercent: 1 })
    }
    expect(await test.refused(createSnapshot, { sourceId })).toMatchObject({ status: 409, code: 'snapshot_source_limit' })
    expect(await test.refused(createSnapshots, { snapshots: [{ sourceId }] })).toMatchObject({
      code: 'snapshot_source_limit',
      errors: [{ path: 'snapshots.0.sourceId' }],
    })
    await overwrite(sourceId, 3, 1)
    const { items } = await test.ask(listSourceImages, { id: sourceId, limit: 1000 })
    expect(items).toHaveLength(256)
    expect(items.reduce((sum, { keptBytes }) => sum + keptBytes, 0)).toBe(GRAIN)
    expect(items.at(-1)?.keptBytes).toBe(GRAIN)
    expect((await test.engine.call('disk.statistics', { diskId: sourceId })).copyOnWriteOperations).toBe(1)
  })
})
