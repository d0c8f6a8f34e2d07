import { expect, test } from 'vitest'
import { stamp } from '../../testing/array-model'
import { GRAIN_SECTORS, SmallArray } from '../../testing/small-array'

const SECTOR = 512
const GRAINS = 8

/** A source full of ones, durably, with an image of it, and a host that has it open. */
async function withImage(seed: number) {
  const array = new SmallArray(seed)
  await array.makePool()
  await array.makeDisk('source', GRAINS)
  await array.write('source', 1, 0, GRAINS * GRAIN_SECTORS)
  for (const image of ['image', 'later']) await array.makeSnapshot(image, 'source', GRAINS)
  await array.startImages(['image'])
  const { volume, release } = await array.engine.openVolume('source')
  const write = async (value: number, first: number, count = 1) => {
    await volume.write([stamp(value, count)], first * SECTOR)
  }
  return { array, volume, release, write }
}

const seeds = Array.from({ length: 20 }, (_, seed) => seed)

test.each(seeds)('a first write that was answered outlives the process, and its image keeps what was there (seed %d)', async (seed) => {
  const { array, write } = await withImage(seed)
  for (const grain of [0, 3, 5]) await write(2 + grain, grain * GRAIN_SECTORS + 7)
  await write(9, 3 * GRAIN_SECTORS + 7)
  const after = await array.again(array.files.afterKill())
  await after.allow('source')
  await after.allow('image')
  for (const [grain, value] of [[0, 2], [3, 9], [5, 7]] as const)
    expect(await after.read('source', grain * GRAIN_SECTORS + 6, 3)).toEqual([1, value, 1])
  expect(new Set(await after.read('image', 0, GRAINS * GRAIN_SECTORS))).toEqual(new Set([1]))
})

test.each(seeds)('what was flushed behind first writes is not undone by them when the power is lost (seed %d)', async (seed) => {
  const { array, volume, write } = await withImage(seed)
  await write(2, 7)
  await volume.flush()
  await write(3, 7)
  await volume.flush()
  await write(4, GRAIN_SECTORS)
  const after = await array.again(array.files.afterPowerLoss())
  await after.allow('source')
  await after.allow('image')
  expect(await after.read('source', 6, 3)).toEqual([1, 3, 1])
  expect([[1], [4]]).toContainEqual(await after.read('source', GRAIN_SECTORS))
  expect(new Set(await after.read('image', 0, GRAINS * GRAIN_SECTORS))).toEqual(new Set([1]))
})

test.each(seeds)('a first write is read at once, keeps its place among others, and is in an image that starts after it (seed %d)', async (seed) => {
  const { array, volume, release, write } = await withImage(seed)
  const read = async (first: number, count: number) => {
    const bytes = Buffer.alloc(count * SECTOR)
    await volume.read(bytes, first * SECTOR)
    return Array.from({ length: count }, (_, at) => bytes.readUInt32LE(at * SECTOR))
  }
  await write(2, 10)
  await write(3, 11, 2)
  expect(await read(9, 5)).toEqual([1, 2, 3, 3, 1])
  // Over two grains, so that it can't be answered early; and zeroes.
  await write(4, GRAIN_SECTORS - 2, 4)
  await write(5, GRAIN_SECTORS - 1)
  await volume.zero(11 * SECTOR, SECTOR, true)
  await write(6, 2 * GRAIN_SECTORS)
  await array.startImages(['later'])
  await write(7, 2 * GRAIN_SECTORS)
  expect(await read(9, 5)).toEqual([1, 2, 0, 3, 1])
  expect(await read(GRAIN_SECTORS - 3, 6)).toEqual([1, 4, 5, 4, 4, 1])
  await release()
  await array.allow('later')
  expect(await array.read('later', 9, 5)).toEqual([1, 2, 0, 3, 1])
  expect(await array.read('later', 2 * GRAIN_SECTORS)).toEqual([6])
  expect(await array.read('source', 2 * GRAIN_SECTORS)).toEqual([7])
  expect(new Set(await array.read('image', 0, GRAINS * GRAIN_SECTORS))).toEqual(new Set([1]))
})

test('a first write of which nobody can say that it is kept ends flushes and images until the disk is opened again', async () => {
  const { array, volume, release, write } = await withImage(1)
  // Of what keeps the image, and of what would note that it failed.
  array.files.fails = (call, path) => call === 'sync' && (path.includes('repository') || path.endsWith('/image'))
  await write(2, 7)
  await expect(volume.flush()).rejects.toThrow(/could not be written/)
  await expect(array.startImages(['later'])).rejects.toThrow()
  array.files.fails = () => false
  await release().catch(() => undefined)
  expect(await array.read('source', 6, 3)).toEqual([1, 2, 1])
  expect(await array.stateOf('later')).toBe('prepared')
})

test.each(seeds)('nothing comes back of a log when the process is killed, and the power is lost after the next flush (seed %d)', async (seed) => {
  const { array, write } = await withImage(seed)
  await write(2, 7)
  array.files.die()
  // It is written again there, and the log emptied: also on the disk under the page cache.
  const after = await array.again(array.files.afterKill(), seed)
  await after.allow('source')
  const { volume } = await after.engine.openVolume('source')
  await volume.write([stamp(3, 1)], 7 * SECTOR)
  await volume.flush()
  for (let loss = 0; loss < 8; loss += 1) {
    const last = await after.again(after.files.afterPowerLoss(), seed)
    await last.allow('source')
    expect(await last.read('source', 6, 3)).toEqual([1, 3, 1])
  }
})

test.each(Array.from({ length: 100 }, (_, seed) => seed))('what hosts see does not go back when writes of the same sectors meet (seed %d)', async (seed) => {
  const { volume, write } = await withImage(seed)
  const found = async () => {
    const bytes = Buffer.alloc(SECTOR)
    await volume.read(bytes, (GRAIN_SECTORS + 1) * SECTOR)
    return bytes.readUInt32LE(0)
  }
  const over = write(2, GRAIN_SECTORS - 4, 8)
  const answered = Promise.all([over, write(3, GRAIN_SECTORS + 1)])
  const flushed = volume.flush()
  await answered
  const first = await found()
  await flushed
  expect(await found()).toBe(first)
})

test('a write that has no room in the log goes its own way, and a log that can say no more is emptied', async () => {
  const { array, volume, write } = await withImage(3)
  array.files.failsWith = 'ENOSPC'
  array.files.fails = (call, path) => call === 'write' && path.endsWith('/redo')
  await write(2, 7)
  array.files.fails = () => false
  await write(3, GRAIN_SECTORS + 7)
  await write(4, 2 * GRAIN_SECTORS + 7)
  array.files.fails = (call, path) => call === 'write' && path.endsWith('/redo')
  await volume.flush()
  await write(5, GRAIN_SECTORS + 7)
  const after = await array.again(array.files.afterKill())
  await after.allow('source')
  await after.allow('image')
  for (const [grain, value] of [2, 5, 4].entries()) expect(await after.read('source', grain * GRAIN_SECTORS + 7)).toEqual([value])
  expect(new Set(await after.read('image', 0, GRAINS * GRAIN_SECTORS))).toEqual(new Set([1]))
})

test.each(seeds)('first writes for which the pool has no room stay until there is some, and every flush says so (seed %d)', async (seed) => {
  const { array, volume, write } = await withImage(seed)
  array.files.failsWith = 'ENOSPC'
  array.files.fails = (call, path) => call === 'write' && path.endsWith('/source/data')
  await write(2, 7)
  await write(3, 8)
  for (let time = 0; time < 2; time += 1) await expect(volume.flush()).rejects.toMatchObject({ code: 'ENOSPC' })
  expect(array.events.some(({ type }) => type === 'poolFull')).toBe(true)
  expect(await array.read('source', 6, 4)).toEqual([1, 2, 3, 1])
  await expect(array.startImages(['later'])).rejects.toThrow()
  const killed = array.files.afterKill()
  array.files.fails = () => false
  await write(4, 8)
  await volume.flush()
  for (const [next, value] of [[await array.again(killed), 3], [await array.again(array.files.afterPowerLoss()), 4]] as const) {
    await next.allow('source')
    await next.allow('image')
    expect(await next.read('source', 6, 4)).toEqual([1, 2, value, 1])
    expect(new Set(await next.read('image', 0, GRAINS * GRAIN_SECTORS))).toEqual(new Set([1]))
  }
})

test('a copy does not begin onto a disk whose first writes could not be written: they would come over it', async () => {
  const { array, release, write } = await withImage(5)
  array.files.fails = (call, path) => call === 'write' && path.endsWith('/source/data')
  await write(2, 7)
  await release().catch(() => undefined)
  await array.makeDisk('other', GRAINS)
  await array.allow('other', true, false)
  await array.allow('source', false, false)
  await array.call('image.end', { imageId: 'image' }).catch(() => undefined)
  const copy = { copyId: 'copy', run: 1, sourceId: 'other', targetId: 'source', priority: 'highest' } as const
  await expect(array.call('copy.start', copy)).rejects.toThrow()
})

test('an engine that is shut down while somebody has a disk open leaves nothing that it would still write', async () => {
  const { array, volume, write } = await withImage(7)
  await write(2, 7)
  await array.call('engine.shutdown', null)
  expect(array.files.disk.get('/pool/disks/source/redo')?.durable.length).toBe(0)
  await volume.write([stamp(3, 1)], GRAIN_SECTORS * SECTOR)
  expect(array.files.disk.get('/pool/disks/source/redo')?.current.length).toBe(0)
  const after = await array.again(array.files.disk)
  await after.allow('source')
  await after.allow('image')
  expect(await after.read('source', 6, 3)).toEqual([1, 2, 1])
  expect(new Set(await after.read('image', 0, GRAINS * GRAIN_SECTORS))).toEqual(new Set([1]))
})

test('a log that is damaged in its middle counts up to there, and it is told', async () => {
  const { array, write } = await withImage(6)
  for (const grain of [0, 1, 2]) await write(2 + grain, grain * GRAIN_SECTORS)
  array.files.die()
  const left = array.files.afterKill()
  left.get('/pool/disks/source/redo')?.current.sectors.set((2 * 8192) / SECTOR - 8, stamp(7, 1))
  const after = await array.again(left)
  await after.allow('source')
  expect(await Promise.all([0, 1, 2].map(async (grain) => (await after.read('source', grain * GRAIN_SECTORS))[0]))).toEqual([2, 1, 1])
  const told = after.events.find(({ type }) => type === 'diskError')
  expect(told).toMatchObject({ diskId: 'source', operation: 'read', fault: { code: 'io' } })
})

/** Plays a script until the process dies at one of its operations; answers what every sector may be then, and how many there were. */
async function untilDeath(seed: number, death: number | null) {
  const { array, volume, write } = await withImage(seed)
  const sectors = new Map<number, { answered: number; asked: number; flushed: number }>()
  const put = async (value: number, at: number) => {
    const sector = sectors.get(at) ?? { answered: 1, asked: 1, flushed: 1 }
    sectors.set(at, sector)
    sector.asked = value
    await write(value, at)
    sector.answered = value
  }
  const before = array.files.operations
  if (death !== null) array.files.dieAfter(death)
  const script = async () => {
    await Promise.all([put(2, 7), put(3, GRAIN_SECTORS + 7), put(4, 3 * GRAIN_SECTORS)])
    await put(5, 7)
    await Promise.all([put(6, 7), put(7, 2 * GRAIN_SECTORS), volume.flush().then(() => put(8, GRAIN_SECTORS + 7))])
    const answered = [...sectors.values()].map((sector) => ({ sector, value: sector.answered }))
    await volume.flush()
    for (const { sector, value } of answered) sector.flushed = value
    await Promise.all([put(9, 4 * GRAIN_SECTORS), put(10, 2 * GRAIN_SECTORS)])
    await volume.zero(2 * GRAIN_SECTORS * SECTOR, SECTOR, true)
    await put(11, 2 * GRAIN_SECTORS)
    await volume.flush()
  }
  await Promise.race([script(), array.files.died])
  return { array, sectors, operations: array.files.operations - before }
}

test.each(seeds.slice(0, 2))('every answered write outlives a death at any operation, and one while it is written again (seed %d)', async (seed) => {
  const { operations } = await untilDeath(seed, null)
  expect(operations).toBeGreaterThan(40)
  for (let death = 1; death <= operations; death += 1) {
    const { array, sectors } = await untilDeath(seed, death)
    if (!array.files.crashed) continue
    const dying = new SmallArray(seed, array.files.afterKill())
    dying.files.dieAfter(1 + ((death * 7) % 60))
    await Promise.race([openAll(dying), dying.files.died])
    const after = new SmallArray(seed, dying.files.afterKill())
    await openAll(after)
    for (const [at, { answered, asked }] of sectors) {
      // Zeroes are no first write, and come in between.
      const may = at === 2 * GRAIN_SECTORS && answered === 10 ? [10, 0, 11] : [answered, asked]
      expect(may, `sector ${at} after death ${death}`).toContain((await after.read('source', at))[0])
    }
    expect(new Set(await after.read('image', 0, GRAINS * GRAIN_SECTORS)), `image after death ${death}`).toEqual(new Set([1]))
  }
})

test.each(seeds.slice(0, 2))('what was flushed outlives a power loss at any operation, and the image is what it was (seed %d)', async (seed) => {
  const { operations } = await untilDeath(seed, null)
  for (let death = 1; death <= operations; death += 1) {
    const { array, sectors } = await untilDeath(seed, death)
    if (!array.files.crashed) continue
    const after = new SmallArray(seed, array.files.afterPowerLoss())
    await openAll(after)
    for (const [at, { flushed }] of sectors)
      if (flushed > 1) expect([flushed, 0, 10, 11], `sector ${at} after death ${death}`).toContain((await after.read('source', at))[0])
    expect(new Set(await after.read('image', 0, GRAINS * GRAIN_SECTORS)), `image after death ${death}`).toEqual(new Set([1]))
  }
})

async function openAll(array: SmallArray): Promise<void> {
  await array.call('pool.open', { path: '/pool', arrayId: 'array', expectedPoolId: 'pool' })
  for (const disk of ['source', 'image']) await array.allow(disk)
  await array.read('source', 0)
}
