import { expect, test } from 'vitest'
import { SmallArray } from '../testing/small-array'

/** As many COMPARE AND WRITEs that arrive together. */
const UPDATES = 40

test.each([false, true])('updates see one another whole, among other writes (with an image: %s)', async (withImage) => {
  const array = new SmallArray(1)
  await array.makePool()
  await array.makeDisk('disk', 4)
  if (withImage) {
    await array.makeSnapshot('image', 'disk', 4)
    await array.startImages(['image'])
  }
  const { volume, release } = await array.engine.openVolume('disk')
  const work = Array.from({ length: UPDATES }, async (_, index) => {
    await Promise.all([
      volume.update(0, 512, (found) => {
        found[0] = (found[0] ?? 0) + 1
        return found
      }),
      volume.write([Buffer.alloc(512, index)], 512 * (1 + index)),
    ])
  })
  await Promise.all(work)
  const counted = Buffer.alloc(512)
  await volume.read(counted, 0)
  expect(counted[0]).toBe(UPDATES)
  await release()
  await array.call('engine.shutdown', null)
})

test('an update that changes nothing writes nothing, and one that may not is refused', async () => {
  const array = new SmallArray(2)
  await array.makePool()
  await array.makeDisk('disk', 1)
  const { volume, release } = await array.engine.openVolume('disk')
  await volume.update(0, 512, () => null)
  expect((await array.call('disk.statistics', { diskId: 'disk' })).writeOperations).toBe(0)
  await array.allow('disk', true, false)
  await expect(volume.update(0, 512, (found) => found)).rejects.toMatchObject({ code: 'EPERM' })
  await expect(volume.update(1_000_000_000_000, 512, (found) => found)).rejects.toMatchObject({ code: 'EINVAL' })
  await array.allow('disk')
  await volume.write([Buffer.alloc(512)], 0)
  await release()
  await array.call('engine.shutdown', null)
})
