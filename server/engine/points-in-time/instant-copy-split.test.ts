import { describe, expect, test, vi } from 'vitest'
import type { InstantCopyFacts, InstantCopyRates } from '../contract'
import { GRAIN_SECTORS, SmallArray } from '../testing/small-array'

const GRAINS = 8
const NOTHING = { copyBytesPerSecond: 0, cleanBytesPerSecond: 0 }
/** Everything is copied, and older images go on looking through the target. */
const COPIED = { copyBytesPerSecond: 1e10, cleanBytesPerSecond: 0 }
const FAST = { copyBytesPerSecond: 1e10, cleanBytesPerSecond: 1e10 }

let run = 0
const start = (array: SmallArray, sourceId: string, targetId: string, rates: InstantCopyRates, restore = false) =>
  array.call('instantCopy.start', {
    mappings: [{ instantCopyId: `${sourceId}-${targetId}`, run: (run += 1), sourceId, targetId, grainBytes: 65_536, incremental: false, restore, ...rates }],
  })

async function factsOf(array: SmallArray, targetId: string): Promise<InstantCopyFacts> {
  const [facts] = await array.call('instantCopy.facts', { targetIds: [targetId] })
  if (!facts) throw new Error(`${targetId} is the target of no mapping`)
  return facts
}

/** The value of the first sector of every grain. */
async function grainsOf(array: SmallArray, disk: string): Promise<number[]> {
  const sectors = await array.read(disk, 0, GRAINS * GRAIN_SECTORS)
  return Array.from({ length: GRAINS }, (_, grain) => sectors[grain * GRAIN_SECTORS] ?? Number.NaN)
}

const DISKS = ['source', 'oldest', 'old', 'kept', 'new', 'below']
const OLDEST = [1, 1, 1, 1, 1, 1, 1, 1]
const OLD = [7, 1, 1, 1, 1, 1, 1, 1]
const KEPT = [7, 8, 1, 1, 1, 1, 1, 1]
const NEW = [7, 8, 9, 1, 1, 1, 1, 1]
/** An image of the oldest, which is written itself. */
const BELOW = [1, 1, 1, 1, 1, 20, 1, 1]

/** Four images of a source, each a write later than the one before it, and one of the oldest; `kept` has everything. */
async function family(): Promise<SmallArray> {
  const array = new SmallArray(1)
  await array.makePool()
  for (const [index, disk] of DISKS.entries()) {
    await array.makeDisk(disk, GRAINS)
    await array.write(disk, index + 1, 0, GRAINS * GRAIN_SECTORS)
  }
  await start(array, 'source', 'oldest', NOTHING)
  await array.write('source', 7, 0)
  await start(array, 'source', 'old', NOTHING)
  await array.write('source', 8, GRAIN_SECTORS)
  await start(array, 'source', 'kept', COPIED)
  await vi.waitFor(async () => expect((await factsOf(array, 'kept')).copiedBytes).toBe(GRAINS * 65_536))
  await array.write('source', 9, 2 * GRAIN_SECTORS)
  await start(array, 'source', 'new', NOTHING)
  await start(array, 'oldest', 'below', NOTHING)
  await array.write('below', 20, 5 * GRAIN_SECTORS)
  await array.call('disk.flush', { diskIds: ['below'] })
  return array
}

/** Every image shows what it is to show, also when everybody else is written. */
async function expectImages(array: SmallArray, kept: number[] = KEPT): Promise<void> {
  expect(await grainsOf(array, 'oldest')).toEqual(OLDEST)
  expect(await grainsOf(array, 'old')).toEqual(OLD)
  expect(await grainsOf(array, 'kept')).toEqual(kept)
  expect(await grainsOf(array, 'new')).toEqual(NEW)
  expect(await grainsOf(array, 'below')).toEqual(BELOW)
}

describe('a split', () => {
  test('gives the older images to the target, which is a disk of its own, and the source has only the newer ones', async () => {
    const array = await family()
    const facts = await array.call('instantCopy.split', { targetId: 'kept' })
    expect(facts).toMatchObject([
      { targetId: 'kept', state: 'idle', dependents: [] },
      { targetId: 'oldest', sourceId: 'kept', state: 'copying', dependsOn: ['kept', 'old'], dependents: ['below'] },
      { targetId: 'old', sourceId: 'kept', state: 'copying', dependsOn: ['kept'], dependents: ['below', 'oldest'] },
    ])
    expect(await factsOf(array, 'new')).toMatchObject({ sourceId: 'source', dependsOn: ['source'], dependents: [] })
    expect(array.events).toContainEqual(expect.objectContaining({ type: 'instantCopyCompleted' }))
    await expectImages(array)
    await array.write('source', 30, 0, GRAINS * GRAIN_SECTORS)
    await array.write('kept', 31, 0, GRAINS * GRAIN_SECTORS)
    await expectImages(array, Array.from({ length: GRAINS }, () => 31))
    const again = await array.again()
    for (const disk of DISKS) await again.allow(disk)
    await expectImages(again, Array.from({ length: GRAINS }, () => 31))
  })

  test('lets them be copied to the end from where they are now', async () => {
    const array = await family()
    await array.call('instantCopy.split', { targetId: 'kept' })
    for (const targetId of ['below', 'oldest', 'old']) await array.call('instantCopy.setRates', { targetId, ...FAST })
    for (const targetId of ['below', 'oldest', 'old'])
      await vi.waitFor(async () => expect(await factsOf(array, targetId)).toMatchObject({ state: 'idle' }), { timeout: 10_000 })
    await array.call('instantCopy.forget', { targetId: 'old' })
    await array.call('instantCopy.forget', { targetId: 'oldest' })
    await array.call('instantCopy.forget', { targetId: 'kept' })
    await array.write('kept', 32, 0, GRAINS * GRAIN_SECTORS)
    await expectImages(array, Array.from({ length: GRAINS }, () => 32))
  })

  test('hides nothing that images of the target were written with', async () => {
    const array = await family()
    await array.makeDisk('above', GRAINS)
    await start(array, 'kept', 'above', NOTHING)
    await array.write('above', 40, 3 * GRAIN_SECTORS)
    await array.call('instantCopy.split', { targetId: 'kept' })
    await array.write('above', 41, 4 * GRAIN_SECTORS)
    await expectImages(array)
    expect(await grainsOf(array, 'above')).toEqual([7, 8, 1, 40, 41, 1, 1, 1])
  })

  test('leaves the source free for another mapping onto it', async () => {
    const array = await family()
    await array.makeDisk('other', GRAINS)
    await array.call('instantCopy.stop', { targetIds: ['new'], force: false })
    await vi.waitFor(async () => expect(await factsOf(array, 'new')).toMatchObject({ state: 'stopped' }), { timeout: 10_000 })
    await expect(start(array, 'other', 'source', NOTHING)).rejects.toMatchObject({ code: 'diskInUse' })
    await array.call('instantCopy.split', { targetId: 'kept' })
    await start(array, 'other', 'source', NOTHING)
    expect(await grainsOf(array, 'old')).toEqual(OLD)
  })

  test('is refused before the target has everything, and while a snapshot looks through it', async () => {
    const array = await family()
    await expect(array.call('instantCopy.split', { targetId: 'new' })).rejects.toMatchObject({ code: 'imageState' })
    const other = new SmallArray(2)
    await other.makePool()
    for (const disk of ['source', 'kept']) await other.makeDisk(disk, GRAINS)
    await other.makeSnapshot('snapshot', 'source', GRAINS)
    await other.startImages(['snapshot'])
    await start(other, 'source', 'kept', COPIED)
    await vi.waitFor(async () => expect((await factsOf(other, 'kept')).copiedBytes).toBe(GRAINS * 65_536))
    await expect(other.call('instantCopy.split', { targetId: 'kept' })).rejects.toMatchObject({ code: 'diskInUse' })
  })

  test('has happened or not, whichever write of a record fails, also after a restart', async () => {
    for (let failing = 1; failing <= 5; failing += 1) {
      const array = await family()
      let writes = 0
      array.files.fails = (call, path) => call === 'sync' && path.endsWith('/mapping') && (writes += 1) === failing
      const split = await array.call('instantCopy.split', { targetId: 'kept' }).then(() => true, () => false)
      array.files.fails = () => false
      await expectImages(array)
      await array.write('source', 50, 5 * GRAIN_SECTORS)
      await array.write('kept', 51, 6 * GRAIN_SECTORS)
      const kept = [7, 8, 1, 1, 1, 1, 51, 1]
      await expectImages(array, kept)
      for (const store of [array.files.afterKill(), array.files.afterPowerLoss()]) {
        const again = await array.again(store)
        for (const disk of DISKS) await again.allow(disk)
        expect(await grainsOf(again, 'oldest')).toEqual(OLDEST)
        expect(await grainsOf(again, 'old')).toEqual(OLD)
        expect(await grainsOf(again, 'below')).toEqual(BELOW)
        expect(await factsOf(again, 'old')).toMatchObject({ sourceId: split || failing > 1 ? 'kept' : 'source' })
      }
    }
  })
})
