import { expect, test } from 'vitest'
import { GRAIN_SECTORS, SmallArray } from '../testing/small-array'

const GRAIN_BYTES = GRAIN_SECTORS * 512
/** A grain at a time. */
const SMALL_STEPS = { quietStepBytes: GRAIN_BYTES, durableEveryBytes: GRAIN_BYTES }

/** A source written all over with 1, an empty target, and a snapshot of the source that is not started. */
async function arrayWith(seed: number, repositoryGrains = 16): Promise<SmallArray> {
  const array = new SmallArray(seed, undefined, SMALL_STEPS)
  await array.makePool()
  await array.makeDisk('source', 8)
  await array.makeDisk('target', 8)
  await array.makeSnapshot('snapshot', 'source', 8, repositoryGrains)
  await array.write('source', 1, 0, 8 * GRAIN_SECTORS)
  await array.allow('snapshot', true, false)
  await array.allow('target', false, false)
  return array
}

const copy = { copyId: 'copy', run: 1, sourceId: 'snapshot', targetId: 'target', priority: 'medium' } as const

function ended(array: SmallArray): Promise<string> {
  return expect
    .poll(() => array.events.find(({ type }) => type === 'copyCompleted' || type === 'copyFailed')?.type, { interval: 1 })
    .toBeTruthy()
    .then(() => array.events.find(({ type }) => type === 'copyCompleted' || type === 'copyFailed')?.type ?? '')
}

test('a copy never completes with bytes that its snapshot did not hold, when the snapshot fails under it', async () => {
  const outcomes = new Set<string>()
  for (let seed = 1; seed <= 30; seed += 1) {
    const array = await arrayWith(seed, 1)
    await array.startImages(['snapshot'])
    await array.call('copy.start', copy)
    const overwrite = async () => {
      for (let grain = 0; grain < 8; grain += 1) await array.write('source', 2, grain * GRAIN_SECTORS, GRAIN_SECTORS)
    }
    const [outcome] = await Promise.all([ended(array), overwrite()])
    outcomes.add(outcome)
    await array.allow('target')
    if (outcome === 'copyCompleted') expect(new Set(await array.read('target', 0, 8 * GRAIN_SECTORS))).toEqual(new Set([1]))
  }
  expect(outcomes).toContain('copyFailed')
})

test('no image starts of a disk that a copy is filling', async () => {
  const array = await arrayWith(1)
  await array.makeSnapshot('of-target', 'target', 8)
  await array.startImages(['snapshot'])
  await array.call('copy.start', copy)
  await expect(array.startImages(['of-target'])).rejects.toMatchObject({ code: 'diskInUse' })
  await ended(array)
  await array.startImages(['of-target'])
})

test('a stop that was sent right behind the start stops', async () => {
  const array = await arrayWith(1)
  await array.startImages(['snapshot'])
  const started = array.call('copy.start', copy)
  await array.call('copy.stop', { copyId: 'copy' })
  await started
  // Nothing of it holds the snapshot any more.
  await array.call('image.end', { imageId: 'snapshot' })
})

test('two copies that would read and fill one disk do not both start', async () => {
  const array = await arrayWith(1)
  await array.makeDisk('third', 8)
  await array.allow('third', false, false)
  await array.startImages(['snapshot'])
  const starts = await Promise.allSettled([
    array.call('copy.start', copy),
    array.call('copy.start', { ...copy, copyId: 'next', sourceId: 'target', targetId: 'third' }),
  ])
  expect(starts.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

test('a copy that is sent again after its snapshot started anew begins anew', async () => {
  const array = await arrayWith(1)
  await array.startImages(['snapshot'])
  await array.call('copy.start', copy)
  await expect.poll(() => array.call('copy.start', copy).then(({ copiedBytes }) => copiedBytes), { interval: 1 }).toBeGreaterThan(GRAIN_BYTES)
  await array.call('copy.stop', { copyId: 'copy' })
  await array.call('image.end', { imageId: 'snapshot' })
  await array.write('source', 2, 0, 8 * GRAIN_SECTORS)
  await array.startImages(['snapshot'])
  await array.call('copy.start', copy)
  expect(await ended(array)).toBe('copyCompleted')
  await array.allow('target')
  expect(new Set(await array.read('target', 0, 8 * GRAIN_SECTORS))).toEqual(new Set([2]))
})
