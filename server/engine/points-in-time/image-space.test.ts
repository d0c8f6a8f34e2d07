import { expect, test, vi } from 'vitest'
import { Random } from '../testing/random'
import { GRAIN_SECTORS, SmallArray } from '../testing/small-array'

const GRAIN = GRAIN_SECTORS * 512
const GRAINS = 12

async function arrayOf(snapshots: number, seed = 1, grains = GRAINS): Promise<{ array: SmallArray; images: string[] }> {
  const array = new SmallArray(seed)
  await array.makePool()
  await array.makeDisk('source', grains)
  await array.write('source', 1, 0, grains * GRAIN_SECTORS)
  const images = Array.from({ length: snapshots }, (_, index) => `image-${index}`)
  for (const image of images) await array.makeSnapshot(image, 'source', grains)
  return { array, images }
}

const spaceOf = (array: SmallArray) => array.call('image.space', { sourceId: 'source' })
const total = async (array: SmallArray) => (await spaceOf(array)).reduce((sum, { keptBytes }) => sum + keptBytes, 0)

test('what an image keeps, and what its end frees, of images that look through one another', async () => {
  const { array } = await arrayOf(3)
  await array.startImages(['image-0'])
  await array.write('source', 2, 0)
  await array.startImages(['image-1'])
  await array.write('source', 3, 0, 2 * GRAIN_SECTORS)
  await array.startImages(['image-2'])
  expect(await spaceOf(array)).toEqual([
    { imageId: 'image-0', keptBytes: GRAIN, freedBytes: GRAIN },
    // Grain 1 is seen by image-0 too, which inherits it; grain 0 image-0 has of its own.
    { imageId: 'image-1', keptBytes: 2 * GRAIN, freedBytes: GRAIN },
    { imageId: 'image-2', keptBytes: 0, freedBytes: 0 },
  ])
})

test('the end of an image frees what was said, in random histories', async () => {
  for (let seed = 1; seed <= 12; seed += 1) {
    const random = new Random(seed)
    const { array, images } = await arrayOf(5, seed)
    for (const image of images) {
      await array.startImages([image])
      for (let write = 0; write < 3; write += 1) {
        await array.write('source', 10 + seed + write, random.below(GRAINS) * GRAIN_SECTORS)
      }
      if (random.below(2) === 0) await array.write(image, 99, random.below(GRAINS) * GRAIN_SECTORS)
    }
    const left = [...images]
    while (left.length > 0) {
      const [image = ''] = left.splice(random.below(left.length), 1)
      const before = await total(array)
      const promised = (await spaceOf(array)).find(({ imageId }) => imageId === image)?.freedBytes
      await array.call('image.end', { imageId: image })
      expect(before - (await total(array)), `seed ${seed}, ${image}`).toBe(promised)
    }
  }
})

test('a write to a source with 256 images preserves its grain once', async () => {
  const { array, images } = await arrayOf(256, 1, 4)
  const preserved = async () => (await array.call('disk.statistics', { diskId: 'source' })).copyOnWriteOperations
  const { release } = await array.engine.openVolume('source')
  for (const [index, image] of images.entries()) {
    await array.startImages([image])
    if (index !== 0 && index !== 127 && index !== 255) continue
    const before = [await preserved(), await total(array)]
    await array.write('source', 7 + index, 0)
    await array.call('disk.flush', { diskIds: ['source'] })
    expect([await preserved(), await total(array)], `${index + 1} images`).toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) + GRAIN])
  }
  // The oldest of them still reads what it was cut from, the newest what the one before wrote.
  expect(await array.read('image-0', 0)).toEqual([1])
  expect(await array.read('image-1', 0)).toEqual([7])
  expect(await array.read('image-255', 0)).toEqual([134])
  expect(await spaceOf(array)).toHaveLength(256)
  await release()
})

test('images cut together share an instant that survives a restart; one cut alone has none', async () => {
  const { array } = await arrayOf(3)
  const { images } = await array.startImages(['image-0', 'image-1'])
  const [first, second] = images
  expect(first?.instantId).toEqual(expect.any(String))
  expect(second?.instantId).toBe(first?.instantId)
  expect((await array.startImages(['image-2'])).images[0]?.instantId).toBeNull()
  const again = await array.again()
  await again.call('image.end', { imageId: 'image-1' })
  const facts = await again.call('image.facts', { imageIds: ['image-0', 'image-1'] })
  expect(facts.map(({ instantId }) => instantId)).toEqual([first?.instantId, null])
})

test('an image warns again after its repository grew, and tells when it has room again', async () => {
  const array = new SmallArray(1)
  await array.makePool()
  await array.makeDisk('source', 8)
  await array.write('source', 1, 0, 8 * GRAIN_SECTORS)
  await array.makeSnapshot('small', 'source', 8, 2)
  await array.startImages(['small'], 'failSourceWrites')
  const { release } = await array.engine.openVolume('source')
  const overwrite = (grain: number) => array.write('source', 2, grain * GRAIN_SECTORS)
  const told = (...types: string[]) => vi.waitFor(() => expect(array.events.map(({ type }) => type)).toEqual(types))
  await overwrite(0)
  await overwrite(1)
  await expect(overwrite(2)).rejects.toMatchObject({ code: 'ENOSPC' })
  await told('imageOverThreshold', 'imageFull')
  await array.call('disk.grow', { diskId: 'small-repository', capacityBytes: 5 * GRAIN })
  await overwrite(2)
  await told('imageOverThreshold', 'imageFull', 'imageRoomAgain')
  // 80 % of five grains are four.
  await overwrite(3)
  await told('imageOverThreshold', 'imageFull', 'imageRoomAgain', 'imageOverThreshold')
  await release()
})
