import { expect, test } from 'vitest'
import { GRAIN_SECTORS, SmallArray } from './testing/small-array'

async function arrayWith(): Promise<SmallArray> {
  const array = new SmallArray(3, undefined, { quietStepBytes: 4096, durableEveryBytes: 4096 })
  await array.makePool()
  await array.makeDisk('source', 600)
  await array.makeDisk('target', 600)
  for (const image of ['old', 'new']) await array.makeSnapshot(image, 'source', 600)
  return array
}

test('a shutdown ends what is under way before the pool is let go, and the next start goes on with it', async () => {
  const array = await arrayWith()
  await array.startImages(['old'])
  await array.startImages(['new'])
  // Many grains that only the newer image has; the older one inherits them when that one ends.
  for (let grain = 0; grain < 600; grain += 1) await array.write('source', 1 + grain, grain * GRAIN_SECTORS)
  await array.allow('old', true, false)
  await array.allow('target', false, false)
  const copy = { copyId: 'copy', run: 1, sourceId: 'old', targetId: 'target', priority: 'highest' } as const
  await array.call('copy.start', copy)
  const ending = array.call('image.end', { imageId: 'new' }).then(
    () => 'ended',
    () => 'interrupted',
  )
  await array.call('engine.shutdown', null)
  const before = array.files.operations
  expect(await ending).toBe('interrupted')
  await expect(array.call('pool.open', { path: '/pool', arrayId: 'array', expectedPoolId: null })).rejects.toMatchObject({ code: 'internal' })
  expect(array.files.operations, 'nothing touches the store any more').toBe(before)

  const again = await array.again()
  await again.allow('old')
  await expect.poll(() => again.call('image.end', { imageId: 'new' }).then(({ state }) => state)).toBe('ended')
  expect(await again.read('old', 0)).toEqual([0])
  expect(await again.read('old', 599 * GRAIN_SECTORS)).toEqual([0])
  expect(again.events.filter(({ type }) => type === 'internalError')).toEqual([])
  await again.call('engine.shutdown', null)
})
