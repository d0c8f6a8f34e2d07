import { expect, test } from 'vitest'
import { GRAIN_SECTORS, SmallArray } from '../testing/small-array'

test('what a crash left in a slot that the map does not name never shows', async () => {
  const array = new SmallArray(5)
  await array.makePool()
  await array.makeDisk('source', 2)
  await array.makeSnapshot('image', 'source', 2)
  await array.startImages(['image'])
  // The grain was a hole, so the image keeps it as zeroes, without a slot.
  await array.write('source', 9, 0)
  const left = array.files.afterKill()
  // Another grain was being preserved when the power went: its bytes reached the repository, its place in the map did not.
  const repository = left.get('/pool/disks/image-repository/data')
  if (!repository) throw new Error('the repository has no data')
  repository.current.length = GRAIN_SECTORS * 512
  for (let sector = 0; sector < GRAIN_SECTORS; sector += 1)
    repository.current.sectors.set(sector, new Uint8Array(512).fill(7))

  const again = await array.again(left)
  await again.allow('image')
  await again.write('image', 3, 0)
  expect(await again.read('image', 0, 3)).toEqual([3, 0, 0])
})
