import { expect, test } from 'vitest'
import { SmallArray } from '../testing/small-array'

/** A source with three images, each started after a write; the middle one is about to be lost. */
async function threeImages(): Promise<SmallArray> {
  const array = new SmallArray(3)
  await array.makePool()
  await array.makeDisk('source', 2)
  for (const [number, image] of ['oldest', 'middle', 'newest'].entries()) {
    await array.makeSnapshot(image, 'source', 2)
    await array.write('source', number + 1, 0)
    await array.startImages([image])
  }
  await array.write('source', 9, 0)
  await array.call('engine.shutdown', null)
  return array
}

test.each([
  ['the label of a snapshot', '/pool/disks/middle/label.json'],
  ['the folder of a repository', '/pool/disks/middle-repository/'],
])('without %s, what looks through it fails and everything else is as it was', async (_, lost) => {
  const array = await threeImages()
  const left = array.files.afterKill()
  for (const file of [...left.keys()]) if (file.startsWith(lost)) left.delete(file)
  const again = await array.again(left)
  expect(await again.stateOf('oldest')).toBe('failed')
  expect(await again.stateOf('newest')).toBe('active')
  for (const disk of ['source', 'oldest', 'newest']) await again.allow(disk)
  await expect(again.read('oldest', 0)).rejects.toMatchObject({ code: 'EIO' })
  expect(await again.read('newest', 0)).toEqual([3])
  expect(await again.read('source', 0)).toEqual([9])
  await again.write('source', 10, 0)
  expect(await again.read('newest', 0)).toEqual([3])
  // What failed can still be ended and deleted.
  expect(await again.call('image.end', { imageId: 'oldest' })).toMatchObject({ state: 'ended' })
  if (lost.includes('repository')) {
    expect(await again.call('image.end', { imageId: 'middle' })).toMatchObject({ state: 'ended' })
    await again.call('disk.delete', { diskId: 'middle' })
  }
})

test('when neither label nor record of a snapshot can be read, no image of the pool is trusted', async () => {
  const array = await threeImages()
  const left = array.files.afterKill()
  left.delete('/pool/disks/middle/label.json')
  const record = left.get('/pool/disks/middle/image')
  for (const sector of record?.current.sectors.keys() ?? []) record?.current.sectors.set(sector, new Uint8Array(512).fill(1))
  const again = await array.again(left)
  expect(await Promise.all(['oldest', 'newest'].map((image) => again.stateOf(image)))).toEqual(['failed', 'failed'])
  await again.allow('source')
  expect(await again.read('source', 0)).toEqual([9])
})

test('the images of a source that is gone can be ended, and are whole when it comes back', async () => {
  const array = await threeImages()
  const left = array.files.afterKill()
  const source = [...left].filter(([file]) => file.startsWith('/pool/disks/source/'))
  for (const [file] of source) left.delete(file)
  const without = await array.again(left)
  expect(await without.call('image.end', { imageId: 'middle' })).toMatchObject({ state: 'ended' })
  for (const disk of ['middle', 'middle-repository']) await without.call('disk.delete', { diskId: disk })
  await without.call('engine.shutdown', null)
  const returned = without.files.afterKill()
  for (const [file, content] of source) returned.set(file, content)
  const again = await without.again(returned)
  for (const disk of ['source', 'oldest', 'newest']) await again.allow(disk)
  expect(await Promise.all(['source', 'oldest', 'newest'].map((disk) => again.read(disk, 0)))).toEqual([[9], [1], [3]])
})

test('without their source all images can be ended and deleted, newest or oldest first', async () => {
  for (const order of [['newest', 'middle', 'oldest'], ['oldest', 'middle', 'newest']]) {
    const array = await threeImages()
    const left = array.files.afterKill()
    for (const file of [...left.keys()]) if (file.startsWith('/pool/disks/source/')) left.delete(file)
    const without = await array.again(left)
    for (const image of order) {
      expect(await without.call('image.end', { imageId: image })).toMatchObject({ state: 'ended' })
      for (const disk of [image, `${image}-repository`]) await without.call('disk.delete', { diskId: disk })
    }
    await without.call('pool.close', { poolId: 'pool', erase: true })
  }
})
