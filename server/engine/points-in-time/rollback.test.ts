import { expect, test } from 'vitest'
import { stamp } from '../testing/array-model'
import { GRAIN_SECTORS, SmallArray } from '../testing/small-array'

const GRAINS = 4
const SIZES = { quietStepBytes: GRAIN_SECTORS * 512, durableEveryBytes: GRAIN_SECTORS * 512 }

/** A source of four grains, written all over with 1. */
async function sourceOfOnes(seed = 1): Promise<SmallArray> {
  const array = new SmallArray(seed, undefined, SIZES)
  await array.makePool()
  await array.makeDisk('source', GRAINS)
  await array.write('source', 1, 0, GRAINS * GRAIN_SECTORS)
  return array
}

/** Asks for a rollback; answers whether it has begun. It may be refused for an image that has failed. */
async function rollBackUnlessFailed(array: SmallArray, imageId: string): Promise<boolean> {
  try {
    await array.call('image.rollback', { imageId, priority: 'lowest' })
    return true
  } catch (error) {
    expect(error).toMatchObject({ code: 'imageState' })
    return false
  }
}

async function completed(array: SmallArray): Promise<void> {
  await expect.poll(() => array.events.some(({ type }) => type === 'rollbackCompleted')).toBe(true)
}

/** The value that every sector of each grain has; a list where they differ. */
async function grainsOf(array: SmallArray, diskId: string): Promise<(number | number[])[]> {
  const sectors = await array.read(diskId, 0, GRAINS * GRAIN_SECTORS)
  return Array.from({ length: GRAINS }, (_, grain) => {
    const found = new Set(sectors.slice(grain * GRAIN_SECTORS, (grain + 1) * GRAIN_SECTORS))
    const [value = Number.NaN, ...others] = found
    return others.length > 0 ? [value, ...others] : value
  })
}

/** Images of 1, 2 in the first grain, and 3 in the second one besides; then 4 all over. */
async function threeImages(): Promise<SmallArray> {
  const array = await sourceOfOnes()
  for (const [index, image] of ['older', 'image', 'newer'].entries()) {
    if (index > 0) await array.write('source', index + 1, (index - 1) * GRAIN_SECTORS, GRAIN_SECTORS)
    await array.makeSnapshot(image, 'source', GRAINS)
    await array.startImages([image])
  }
  for (let grain = 0; grain < GRAINS; grain += 1) await array.write('source', 4, grain * GRAIN_SECTORS, GRAIN_SECTORS)
  return array
}

async function expectImages(array: SmallArray): Promise<void> {
  expect(await grainsOf(array, 'older')).toEqual([1, 1, 1, 1])
  expect(await grainsOf(array, 'image')).toEqual([2, 1, 1, 1])
  expect(await grainsOf(array, 'newer')).toEqual([2, 3, 1, 1])
}

test('a source has the content of the image at once and for good, and no image of it changes', async () => {
  const array = await threeImages()
  await array.call('image.rollback', { imageId: 'image', priority: 'lowest' })
  expect(await grainsOf(array, 'source')).toEqual([2, 1, 1, 1])
  await expectImages(array)
  await array.write('source', 5, 2 * GRAIN_SECTORS, GRAIN_SECTORS)
  await completed(array)
  expect(await grainsOf(array, 'source')).toEqual([2, 1, 5, 1])
  await expectImages(array)
  for (const image of ['image', 'newer', 'older']) await array.call('image.end', { imageId: image })
  expect(await grainsOf(array, 'source')).toEqual([2, 1, 5, 1])
})

test('what hosts wrote into the image is part of what the source goes back to, and what they write there later is not', async () => {
  const array = await threeImages()
  await array.write('image', 6, GRAIN_SECTORS, GRAIN_SECTORS)
  await array.call('image.rollback', { imageId: 'image', priority: 'lowest' })
  await array.write('image', 7, 0, GRAINS * GRAIN_SECTORS)
  expect(await grainsOf(array, 'source')).toEqual([2, 6, 1, 1])
  await completed(array)
  expect(await grainsOf(array, 'source')).toEqual([2, 6, 1, 1])
  expect(await grainsOf(array, 'older')).toEqual([1, 1, 1, 1])
})

test('a rollback is found again after the process died, and goes on from what is restored', async () => {
  const array = await threeImages()
  await array.call('image.rollback', { imageId: 'image', priority: 'lowest' })
  await array.write('source', 5, 3 * GRAIN_SECTORS)
  const again = new SmallArray(2, array.files.afterKill(), SIZES)
  const contents = await again.call('pool.open', { path: '/pool', arrayId: 'array', expectedPoolId: 'pool' })
  expect(contents.rollbacks).toEqual([{ imageId: 'image', sourceId: 'source' }])
  for (const disk of ['source', 'older', 'image', 'newer']) await again.allow(disk)
  expect(await grainsOf(again, 'source')).toEqual([2, 1, 1, [5, 1]])
  await again.call('image.resumeRollback', { imageId: 'image', priority: 'high' })
  await completed(again)
  expect(await grainsOf(again, 'source')).toEqual([2, 1, 1, [5, 1]])
  await expectImages(again)
  expect(await again.call('image.resumeRollback', { imageId: 'image', priority: 'high' })).toBeNull()
})

test('what an earlier rollback restored does not count, though a crash left its log behind', async () => {
  const array = await threeImages()
  await array.call('image.rollback', { imageId: 'image', priority: 'lowest' })
  await array.write('source', 5, 0, GRAINS * GRAIN_SECTORS)
  const log = array.files.disk.get('/pool/disks/source/restored')
  await completed(array)
  expect(log?.current.length).toBeGreaterThan(0)
  await array.call('engine.shutdown', null)
  const left = array.files.afterKill()
  if (log) left.set('/pool/disks/source/restored', log)
  const again = await array.again(left)
  for (const disk of ['source', 'older', 'image', 'newer']) await again.allow(disk)
  await again.call('image.rollback', { imageId: 'image', priority: 'lowest' })
  expect(await grainsOf(again, 'source')).toEqual([2, 1, 1, 1])
  const last = await again.again()
  for (const disk of ['source', 'older', 'image', 'newer']) await last.allow(disk)
  expect(await grainsOf(last, 'source')).toEqual([2, 1, 1, 1])
  await expectImages(last)
})

test('while a source is being rolled back, nothing that needs its old blocks or its image may begin', async () => {
  const array = await threeImages()
  await array.makeSnapshot('another', 'source', GRAINS)
  await array.makeDisk('target', GRAINS)
  await array.call('image.rollback', { imageId: 'image', priority: 'lowest' })
  const inUse = { code: 'diskInUse' }
  await expect(array.call('image.end', { imageId: 'image' })).rejects.toMatchObject(inUse)
  await expect(array.call('image.rollback', { imageId: 'older', priority: 'lowest' })).rejects.toMatchObject(inUse)
  await expect(array.call('image.cancelRollback', { imageId: 'image' })).rejects.toMatchObject(inUse)
  await expect(array.startImages(['another'])).rejects.toMatchObject(inUse)
  const grown = 2 * GRAINS * GRAIN_SECTORS * 512
  await expect(array.call('disk.grow', { diskId: 'source', capacityBytes: grown })).rejects.toMatchObject(inUse)
  await completed(array)
  await array.startImages(['another'])
  await array.call('disk.grow', { diskId: 'source', capacityBytes: grown })
  // Its image is one of a smaller disk now.
  const begin = array.call('image.rollback', { imageId: 'image', priority: 'lowest' })
  await expect(begin).rejects.toMatchObject({ code: 'imageState' })
})

test('a source whose image lost its map is not shown as what it was; given up, it is what is restored of it', async () => {
  const array = await threeImages()
  await array.call('image.rollback', { imageId: 'image', priority: 'lowest' })
  await array.write('source', 5, 3 * GRAIN_SECTORS, GRAIN_SECTORS)
  const left = array.files.afterKill()
  // A newer one, which the source looks through as well.
  const map = left.get('/pool/disks/newer-repository/grains')?.current.sectors
  map?.set(0, Uint8Array.from(map.get(0) ?? [], (byte, at) => (at === 20 ? byte ^ 1 : byte)))
  const again = await array.again(left)
  await again.allow('source')
  await expect(again.read('source', 0)).rejects.toMatchObject({ code: 'imageDamaged' })
  const resume = again.call('image.resumeRollback', { imageId: 'image', priority: 'high' })
  await expect(resume).rejects.toMatchObject({ code: 'imageDamaged' })
  await again.call('image.cancelRollback', { imageId: 'image' })
  expect((await grainsOf(again, 'source')).at(3)).toBe(5)
  expect(await again.call('image.end', { imageId: 'image' })).toMatchObject({ state: 'ended' })
})

test.each(Array.from({ length: 60 }, (_, index) => index + 1))(
  'an image that writes make fail while the rollback to it begins is rolled back to as a whole, or not at all (%i)',
  async (seed) => {
    const array = await sourceOfOnes(seed)
    await array.makeSnapshot('image', 'source', GRAINS, 1)
    await array.startImages(['image'])
    await array.write('source', 2, GRAIN_SECTORS - 1)
    const { volume, release } = await array.engine.openVolume('source')
    // One after the other, on a grain that the image holds and on one for which its repository has no room.
    const places = Array.from({ length: 12 }, (_, index) => (index % 2) * GRAIN_SECTORS + Math.floor(index / 2))
    const writing = (async () => {
      for (const place of places) await volume.write([stamp(7, 1)], place * 512)
    })()
    const [begun] = await Promise.all([rollBackUnlessFailed(array, 'image'), writing])
    const found = await array.read('source', 0, GRAINS * GRAIN_SECTORS)
    const seen = places.map((place) => found[place])
    if (begun) {
      // What was written before that instant is given up, and all that was written behind it is there.
      const instant = seen.indexOf(7)
      expect(seen).toEqual(places.map((_, index) => (instant >= 0 && index >= instant ? 7 : 1)))
    } else expect(seen).toEqual(places.map(() => 7))
    expect(found[GRAIN_SECTORS - 1]).toBe(begun ? 1 : 2)
    await release()
    await array.call('engine.shutdown', null)
  },
)

test.each(Array.from({ length: 60 }, (_, index) => index + 1))(
  'what a host writes into a newer image while the rollback begins stays out of the source (%i)',
  async (seed) => {
    const array = await sourceOfOnes(seed)
    await array.makeSnapshot('image', 'source', GRAINS, 1)
    await array.makeSnapshot('newer', 'source', GRAINS)
    await array.startImages(['image'])
    await array.write('source', 2, 0)
    await array.startImages(['newer'])
    const { volume, release } = await array.engine.openVolume('newer')
    // The image needs what it sees in these grains through the newer one, and has no room for it.
    const writing = (async () => {
      for (const grain of [1, 2, 3]) await volume.write([stamp(7, 1)], grain * GRAIN_SECTORS * 512)
    })()
    const [begun] = await Promise.all([rollBackUnlessFailed(array, 'image'), writing])
    const rest = Array.from({ length: GRAINS * GRAIN_SECTORS - 1 }, () => 1)
    expect(await array.read('source', 0, GRAINS * GRAIN_SECTORS)).toEqual([begun ? 1 : 2, ...rest])
    expect(await array.read('newer', 0, GRAIN_SECTORS + 1)).toEqual([2, ...rest.slice(0, GRAIN_SECTORS - 1), 7])
    await release()
    await array.call('engine.shutdown', null)
  },
)

test.each(Array.from({ length: 30 }, (_, index) => index + 1))(
  'a host that comes while a rollback is given up sees what stays (%i)',
  async (seed) => {
    const before = await sourceOfOnes(seed)
    await before.makeSnapshot('image', 'source', GRAINS)
    await before.startImages(['image'])
    await before.write('source', 2, 0, GRAINS * GRAIN_SECTORS)
    await before.call('image.rollback', { imageId: 'image', priority: 'lowest' })
    const array = await before.again(before.files.afterKill(), seed)
    await array.allow('source')
    const cancelling: Promise<null>[] = []
    array.files.fails = (call, path) => {
      // The image's map is being loaded: the source is neither open nor closed.
      if (call === 'read' && path.endsWith('/grains') && cancelling.length === 0)
        cancelling.push(array.call('image.cancelRollback', { imageId: 'image' }))
      return false
    }
    const { release } = await array.engine.openVolume('source')
    await Promise.all(cancelling)
    expect(cancelling).toHaveLength(1)
    const seen = await array.read('source', 0, GRAINS * GRAIN_SECTORS)
    await release()
    await array.call('engine.shutdown', null)
    const again = await array.again()
    await again.allow('source')
    expect(await again.read('source', 0, GRAINS * GRAIN_SECTORS)).toEqual(seen)
  },
)
