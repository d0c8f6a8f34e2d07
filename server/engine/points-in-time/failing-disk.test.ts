import { expect, test } from 'vitest'
import { values } from '../testing/array-model'
import { GRAIN_SECTORS, SmallArray } from '../testing/small-array'

/** Two sources of four grains, written all over with 1, and snapshots of the first. */
async function arrayWith(snapshots: readonly string[], seed = 1): Promise<SmallArray> {
  const array = new SmallArray(seed)
  await array.makePool()
  for (const source of ['source', 'other']) {
    await array.makeDisk(source, 4)
    await array.write(source, 1, 0, 4 * GRAIN_SECTORS)
  }
  for (const snapshot of snapshots) {
    await array.makeSnapshot(snapshot, 'source', 4)
    // Their records are there already: what fails later is the change of a record, not the making.
    await array.startImages([snapshot])
    await array.call('image.end', { imageId: snapshot })
    await array.allow(snapshot)
  }
  return array
}

test('a source that can not say where its data is gets an answer to its writes, and its image is given up', async () => {
  const array = await arrayWith(['image'])
  await array.startImages(['image'])
  array.files.fails = (call, path) => call === 'seek' && path.endsWith('source/data')
  await array.write('source', 2, 0)
  expect(await array.stateOf('image')).toBe('failed')
  expect(await array.read('source', 0, 2)).toEqual([2, 1])
})

test('an image whose record could not be written has not started: neither now nor after a restart', async () => {
  const array = await arrayWith(['image'])
  const { release } = await array.engine.openVolume('source')
  array.files.fails = (call, path) => call === 'sync' && path.endsWith('/image/image')
  await expect(array.startImages(['image'])).rejects.toMatchObject({ code: 'io' })
  array.files.fails = () => false
  await array.write('source', 2, 0)
  await release()
  expect(await array.stateOf('image')).not.toBe('active')
  expect(await (await array.again()).stateOf('image')).not.toBe('active')
})

test.each([1, 2, 3, 4, 5, 6])('a group of which one record could not be written starts none of its images (%i)', async (seed) => {
  const array = await arrayWith(['one', 'two', 'three'], seed)
  const { release } = await array.engine.openVolume('source')
  array.files.fails = (call, path) => call === 'sync' && path.endsWith('/one/image')
  await expect(array.startImages(['one', 'two', 'three'])).rejects.toMatchObject({ code: 'io' })
  array.files.fails = () => false
  await array.write('source', 2, 0)
  await release()
  const again = await array.again()
  for (const image of ['one', 'two', 'three']) {
    expect(await array.stateOf(image)).not.toBe('active')
    expect(await again.stateOf(image)).not.toBe('active')
  }
})

test('a group that could not be confirmed takes nothing of older images with it', async () => {
  const array = await arrayWith(['old', 'one', 'two'])
  await array.startImages(['old'])
  const { volume, release } = await array.engine.openVolume('source')
  let syncs = 0
  const written: Promise<void | null>[] = []
  array.files.fails = (call, path) => {
    if (call !== 'sync' || !path.endsWith('/one/image')) return false
    syncs += 1
    // The first sync cuts the image, inside the barrier; a write that waits for the barrier comes right behind it.
    if (syncs === 1) written.push(Promise.resolve(volume.write([Buffer.alloc(512, 7)], 0)))
    return syncs === 2
  }
  await expect(array.startImages(['one', 'two'])).rejects.toMatchObject({ code: 'io' })
  await Promise.all(written)
  expect(syncs).toBeGreaterThanOrEqual(2)
  await release()
  expect(await array.read('old', 0)).toEqual([1])
  expect(await array.stateOf('one')).not.toBe('active')
  expect(await array.stateOf('two')).not.toBe('active')
})

test('a grain whose map entry could not be made durable is not found later without its content', async () => {
  for (const power of ['lost', 'kept'] as const) {
    for (let seed = 1; seed <= 8; seed += 1) {
      const array = await arrayWith(['image'], seed)
      await array.startImages(['image'], 'failSourceWrites')
      array.files.failsWith = 'ENOSPC'
      array.files.fails = (call, path) => call === 'sync' && path.endsWith('/grains')
      // The write is refused, or goes on because the image has failed; an image that is still active must be whole.
      await Promise.allSettled([array.write('source', 2, 0)])
      const again = await array.again(power === 'lost' ? array.files.afterPowerLoss() : array.files.afterKill())
      await again.allow('image')
      if ((await again.stateOf('image')) === 'active') expect(await again.read('image', 0)).toEqual([1])
    }
  }
})

test('a read that was under way when its image failed does not answer with what the source holds now', async () => {
  let refused = 0
  for (let seed = 1; seed <= 150; seed += 1) {
    const array = await arrayWith([], seed)
    await array.makeSnapshot('small', 'source', 4, 1)
    await array.startImages(['small'])
    const { volume, release } = await array.engine.openVolume('small')
    const overwrite = async () => {
      await array.write('source', 2, 0, 2 * GRAIN_SECTORS)
      await array.write('source', 2, 2 * GRAIN_SECTORS, 2 * GRAIN_SECTORS)
    }
    const bytes = Buffer.alloc(2 * GRAIN_SECTORS * 512)
    const read = Promise.resolve(volume.read(bytes, bytes.length)).then(
      () => expect(new Set(values(bytes))).toEqual(new Set([1])),
      (error: unknown) => {
        expect(error).toMatchObject({ code: 'EIO' })
        refused += 1
      },
    )
    await Promise.all([read, overwrite()])
    await release()
    expect(await array.stateOf('small')).toBe('failed')
  }
  expect(refused).toBeGreaterThan(0)
})

test('an image whose repository was full has room again once the repository has grown', async () => {
  const array = await arrayWith([])
  await array.makeSnapshot('small', 'source', 4, 1)
  await array.startImages(['small'], 'failSourceWrites')
  await array.write('source', 2, 0)
  await expect(array.write('source', 2, GRAIN_SECTORS)).rejects.toMatchObject({ code: 'ENOSPC' })
  const { release } = await array.engine.openVolume('source')
  await expect(array.write('source', 2, GRAIN_SECTORS)).rejects.toMatchObject({ code: 'ENOSPC' })
  const full = async () => (await array.call('image.facts', { imageIds: ['small'] }))[0]?.full
  expect(await full()).toBe(true)
  await array.call('disk.grow', { diskId: 'small-repository', capacityBytes: 4 * GRAIN_SECTORS * 512 })
  expect(await full()).toBe(false)
  await array.write('source', 2, GRAIN_SECTORS)
  expect(await array.read('small', GRAIN_SECTORS)).toEqual([1])
  await release()
})

test('zeroes that were written into an image over a hole of its source, and flushed, survive a power loss', async () => {
  for (let seed = 1; seed <= 10; seed += 1) {
    const array = await arrayWith([], seed)
    const source = await array.engine.openVolume('source')
    await source.volume.flush()
    await source.volume.zero(0, 512, false)
    await array.makeSnapshot('image', 'source', 4)
    await array.startImages(['image'])
    const image = await array.engine.openVolume('image')
    await image.volume.zero(0, 512, false)
    await image.volume.flush()
    const again = await array.again(array.files.afterPowerLoss())
    await again.allow('image')
    expect(await again.read('image', 0, 2)).toEqual([0, 1])
  }
})
