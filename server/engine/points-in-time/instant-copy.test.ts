import { describe, expect, test, vi } from 'vitest'
import type { InstantCopyFacts } from '../contract'
import { GRAIN_SECTORS, SmallArray } from '../testing/small-array'

const GRAIN = GRAIN_SECTORS * 512
const GRAINS = 8
const NO_RATES = { copyBytesPerSecond: 0, cleanBytesPerSecond: 0 }
const FAST = { copyBytesPerSecond: 1e10, cleanBytesPerSecond: 1e10 }

/** Disks of eight grains, each written all over with its own number from 1 on. */
async function arrayOf(...disks: string[]): Promise<SmallArray> {
  const array = new SmallArray(1)
  await array.makePool()
  for (const [index, disk] of disks.entries()) {
    await array.makeDisk(disk, GRAINS)
    await array.write(disk, index + 1, 0, GRAINS * GRAIN_SECTORS)
  }
  return array
}

let run = 0
type Options = { incremental?: boolean; restore?: boolean; rates?: typeof FAST }

function mapping(sourceId: string, targetId: string, { incremental = false, restore = false, rates = NO_RATES }: Options = {}) {
  run += 1
  return { instantCopyId: `${sourceId}-${targetId}`, run, sourceId, targetId, grainBytes: 65_536 as const, incremental, restore, ...rates }
}

const start = (array: SmallArray, ...mappings: ReturnType<typeof mapping>[]) => array.call('instantCopy.start', { mappings })

async function factsOf(array: SmallArray, targetId: string): Promise<InstantCopyFacts> {
  const [facts] = await array.call('instantCopy.facts', { targetIds: [targetId] })
  if (!facts) throw new Error(`${targetId} is the target of no mapping`)
  return facts
}

const until = (array: SmallArray, targetId: string, state: InstantCopyFacts['state']) =>
  vi.waitFor(async () => expect(await factsOf(array, targetId)).toMatchObject({ state }), { timeout: 10_000 })

/** The value of the first sector of every grain. */
async function grainsOf(array: SmallArray, disk: string): Promise<number[]> {
  const sectors = await array.read(disk, 0, GRAINS * GRAIN_SECTORS)
  return Array.from({ length: GRAINS }, (_, grain) => sectors[grain * GRAIN_SECTORS] ?? Number.NaN)
}
const all = (value: number) => Array.from({ length: GRAINS }, () => value)

describe('a target', () => {
  test('shows its source as it was, takes writes of its own, and is a disk of its own when it has everything', async () => {
    const array = await arrayOf('source', 'target')
    const { mappings } = await start(array, mapping('source', 'target'))
    expect(mappings).toMatchObject([{ state: 'copying', copiedBytes: 0, totalBytes: GRAINS * GRAIN, dependsOn: ['source'] }])
    await array.write('source', 7, 0)
    await array.write('target', 8, GRAIN_SECTORS + 3)
    expect(await grainsOf(array, 'target')).toEqual(all(1))
    expect(await array.read('target', GRAIN_SECTORS + 3)).toEqual([8])
    expect(await array.read('source', GRAIN_SECTORS + 3)).toEqual([1])
    await array.call('disk.flush', { diskIds: ['source'] })
    expect(await factsOf(array, 'target')).toMatchObject({ copiedBytes: 2 * GRAIN })
    await array.call('instantCopy.setRates', { targetId: 'target', ...FAST })
    await until(array, 'target', 'idle')
    expect(array.events).toContainEqual(expect.objectContaining({ type: 'instantCopyCompleted' }))
    await array.call('instantCopy.forget', { targetId: 'target' })
    await array.write('source', 9, 0, GRAINS * GRAIN_SECTORS)
    expect(await grainsOf(array, 'target')).toEqual(all(1))
    expect(await (await array.again()).call('instantCopy.facts', { targetIds: ['target'] })).toEqual([])
  })

  test('gets a grain that a host writes wholly without reading its source', async () => {
    const array = await arrayOf('source', 'target')
    await start(array, mapping('source', 'target'))
    array.files.fails = (call, path) => call === 'read' && path.includes('/source/data')
    await array.write('target', 5, 2 * GRAIN_SECTORS, GRAIN_SECTORS)
    array.files.fails = () => false
    expect(await grainsOf(array, 'target')).toEqual([1, 1, 5, 1, 1, 1, 1, 1])
    expect(await factsOf(array, 'target')).toMatchObject({ copiedBytes: GRAIN })
  })

  test('keeps its content when its start is refused, and is known as a target no more than before', async () => {
    const array = await arrayOf('source', 'target', 'other')
    await array.call('disk.grow', { diskId: 'other', capacityBytes: (GRAINS + 1) * GRAIN })
    await expect(start(array, mapping('source', 'target'), mapping('source', 'other'))).rejects.toMatchObject({ code: 'imageState' })
    expect(await array.call('instantCopy.facts', { targetIds: ['target', 'other'] })).toEqual([])
    expect(await grainsOf(array, 'target')).toEqual(all(2))
  })

  test('keeps its content when its start can not be recorded, also after a restart', async () => {
    const array = await arrayOf('source', 'target')
    let left = 0
    array.files.fails = (call, path) => call === 'sync' && path.endsWith('/target/mapping') && (left += 1) >= 3
    await expect(start(array, mapping('source', 'target'))).rejects.toMatchObject({ code: 'io' })
    array.files.fails = () => false
    await array.allow('target')
    expect(await grainsOf(array, 'target')).toEqual(all(2))
  })

  test.each([
    ['source', 'source'],
    ['source', 'target'],
    ['target', 'source'],
    ['other', 'target'],
  ])('is refused that would show itself, or that is a target or a source already (%s to %s)', async (from, to) => {
    const array = await arrayOf('source', 'target', 'other')
    await start(array, mapping('source', 'target'))
    await expect(start(array, mapping(from, to))).rejects.toMatchObject({ code: 'diskInUse' })
    expect(await grainsOf(array, 'target')).toEqual(all(1))
  })
})

describe('two mappings that would close a circle of images', () => {
  const onto = (from: string, to: string) => mapping(from, to, { restore: true })
  const contents = (array: SmallArray) => Promise.all(['source', 'target', 'other', 'below'].map((disk) => grainsOf(array, disk)))
  async function halves(): Promise<SmallArray> {
    const array = await arrayOf('source', 'target', 'other', 'below')
    await start(array, mapping('source', 'target'))
    await start(array, mapping('other', 'below'))
    return array
  }

  test('are refused when they start at one instant', async () => {
    const array = await halves()
    await expect(start(array, onto('target', 'other'), onto('below', 'source'))).rejects.toMatchObject({ code: 'diskInUse' })
    expect(await contents(array)).toEqual([1, 1, 3, 3].map(all))
  })

  test('are not both started when they are asked for at the same time', async () => {
    const array = await halves()
    const asked = await Promise.allSettled([start(array, onto('target', 'other')), start(array, onto('below', 'source'))])
    expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(await contents(array)).toEqual([1, 1, 1, 3].map(all))
  })
})

describe('an incremental mapping', () => {
  test.each(['kept', 'lost'] as const)('copies what the source had not been flushed with, after the power was %s', async (power) => {
    const array = await arrayOf('source', 'target')
    // What a host has open nobody flushes but by its own wish.
    await array.engine.openVolume('source')
    for (const grain of [1, 2, 3, 4, 5, 6]) await array.write('source', 9, grain * GRAIN_SECTORS)
    await start(array, mapping('source', 'target', { incremental: true, rates: FAST }))
    await until(array, 'target', 'idle')
    const again = await array.again(power === 'lost' ? array.files.afterPowerLoss() : array.files.afterKill())
    for (const disk of ['source', 'target']) await again.allow(disk)
    await start(again, mapping('source', 'target', { incremental: true }))
    expect(await grainsOf(again, 'target')).toEqual(await grainsOf(again, 'source'))
  })

  test('copies in its next run exactly what has changed on either side', async () => {
    const array = await arrayOf('source', 'target')
    await start(array, mapping('source', 'target', { incremental: true, rates: FAST }))
    await until(array, 'target', 'idle')
    expect(await factsOf(array, 'target')).toMatchObject({ differenceBytes: 0 })
    await array.write('source', 7, 3 * GRAIN_SECTORS)
    await array.write('target', 8, 5 * GRAIN_SECTORS)
    expect(await factsOf(array, 'target')).toMatchObject({ differenceBytes: 2 * GRAIN })

    const again = await array.again()
    for (const disk of ['source', 'target']) await again.allow(disk)
    await again.write('source', 7, 6 * GRAIN_SECTORS)
    expect(await factsOf(again, 'target')).toMatchObject({ differenceBytes: 3 * GRAIN })
    const { mappings } = await start(again, mapping('source', 'target', { incremental: true }))
    expect(mappings).toMatchObject([{ copiedBytes: 5 * GRAIN, state: 'copying' }])
    expect(await grainsOf(again, 'target')).toEqual([1, 1, 1, 7, 1, 1, 7, 1])
    await again.call('instantCopy.setRates', { targetId: 'target', ...FAST })
    await until(again, 'target', 'idle')
    expect(await grainsOf(again, 'target')).toEqual([1, 1, 1, 7, 1, 1, 7, 1])
  })

  test('that stops while it copies takes nothing for the same, and its target not for whole, that hosts change then', async () => {
    let whole = 0
    for (let seed = 1; seed <= 40; seed += 1) {
      const array = await arrayOf('source', 'target')
      await start(array, mapping('source', 'target', { incremental: true, rates: FAST }))
      for (let turns = 0; turns < seed; turns += 1) await array.files.turn()
      await array.call('instantCopy.stop', { targetIds: ['target'], force: false })
      await array.write('source', 7, 0, GRAINS * GRAIN_SECTORS)
      await vi.waitFor(async () => expect((await factsOf(array, 'target')).state).toMatch(/idle|stopped/), { timeout: 10_000, interval: 1 })
      const { state } = await factsOf(array, 'target')
      if (state === 'idle') expect(await grainsOf(array, 'target'), `turns ${seed}`).toEqual(all(1))
      whole += state === 'idle' ? 1 : 0
      await start(array, mapping('source', 'target', { incremental: true, rates: FAST }))
      await until(array, 'target', 'idle')
      expect(await grainsOf(array, 'target'), `turns ${seed}`).toEqual(all(7))
    }
    expect(whole).toBeGreaterThan(0)
    expect(whole).toBeLessThan(40)
  })

  test('copies everything when it can not be told what has changed, and no write fails for it', async () => {
    const array = await arrayOf('source', 'target')
    await start(array, mapping('source', 'target', { incremental: true, rates: FAST }))
    await until(array, 'target', 'idle')
    const { release } = await array.engine.openVolume('source')
    array.files.fails = (call, path) => call === 'sync' && path.endsWith('/target/split')
    await array.write('source', 7, 0)
    expect(await factsOf(array, 'target')).toMatchObject({ differenceBytes: GRAINS * GRAIN })
    array.files.fails = () => false
    await release()
    const again = await array.again()
    expect(await factsOf(again, 'target')).toMatchObject({ differenceBytes: GRAINS * GRAIN })
  })
})

describe('targets that depend on one another', () => {
  /** old and new are images of the source, below is one of old. */
  async function family(): Promise<SmallArray> {
    const array = await arrayOf('source', 'old', 'new', 'below')
    await start(array, mapping('source', 'old'))
    await array.write('source', 20, 0)
    await start(array, mapping('source', 'new'))
    await array.write('source', 21, GRAIN_SECTORS)
    await start(array, mapping('old', 'below'))
    await array.write('old', 30, 2 * GRAIN_SECTORS)
    return array
  }
  const OLD = [1, 1, 30, 1, 1, 1, 1, 1]
  const NEW = [20, 1, 1, 1, 1, 1, 1, 1]

  test('say so', async () => {
    const array = await family()
    expect(await factsOf(array, 'old')).toMatchObject({ dependsOn: ['source', 'new'], dependents: ['below'] })
    expect(await factsOf(array, 'new')).toMatchObject({ dependsOn: ['source'], dependents: ['below', 'old'] })
    expect(await factsOf(array, 'below')).toMatchObject({ dependsOn: ['old'], dependents: [] })
  })

  test.each([['new'], ['old']])('get what they see through one that stops before it is gone (%s)', async (stopped) => {
    const array = await family()
    await array.allow(stopped, false, false)
    await array.call('instantCopy.stop', { targetIds: [stopped], force: false })
    await until(array, stopped, 'stopped')
    if (stopped === 'new') expect(await grainsOf(array, 'old')).toEqual(OLD)
    else expect(await grainsOf(array, 'new')).toEqual(NEW)
    expect(await grainsOf(array, 'below')).toEqual(all(1))
    await array.write('source', 40, 0, GRAINS * GRAIN_SECTORS)
    expect(await grainsOf(array, 'below')).toEqual(all(1))
  })

  test('go with one that is stopped at once, and nobody else does', async () => {
    const array = await family()
    await array.allow('old', false, false)
    await array.call('instantCopy.stop', { targetIds: ['old'], force: true })
    expect(await factsOf(array, 'old')).toMatchObject({ state: 'stopped', failure: null })
    expect(await factsOf(array, 'below')).toMatchObject({ state: 'stopped', failure: null })
    await expect(array.read('below', 0)).rejects.toMatchObject({ code: 'EPERM' })
    expect(await factsOf(array, 'new')).toMatchObject({ state: 'copying', dependents: [] })
    expect(await grainsOf(array, 'new')).toEqual(NEW)
    expect(await grainsOf(array, 'source')).toEqual([20, 21, 1, 1, 1, 1, 1, 1])
  })

  const failures: [string, (array: SmallArray) => void, string][] = [
    ['has no room', ({ files }) => Object.assign(files, { noSpace: true }), 'noSpace'],
    ['can not be written', ({ files }) => Object.assign(files, { fails: (call: string, path: string) => call === 'sync' && path.includes('/old/data') }), 'targetWrite'],
  ]
  test.each(failures)('stop with one that %s, and the source goes on', async (_, fail, code) => {
    const array = await arrayOf('source', 'other')
    await array.makeDisk('old', GRAINS)
    await array.makeDisk('below', GRAINS)
    await start(array, mapping('source', 'old'))
    await start(array, mapping('old', 'below'))
    fail(array)
    await array.write('source', 50, 0)
    expect(await array.read('source', 0, 2)).toEqual([50, 1])
    await until(array, 'old', 'stopped')
    expect(await factsOf(array, 'old')).toMatchObject({ failure: { code } })
    await until(array, 'below', 'stopped')
    array.files.fails = () => false
    array.files.noSpace = false
    const again = await array.again()
    expect(await factsOf(again, 'below')).toMatchObject({ state: 'stopped' })
  })

  test('cost a source write one grain, whatever their number', async () => {
    const array = await arrayOf('source')
    for (let index = 0; index < 32; index += 1) {
      await array.makeDisk(`target-${index}`, GRAINS)
      await start(array, mapping('source', `target-${index}`))
    }
    const { release } = await array.engine.openVolume('source')
    await array.write('source', 9, 0)
    await array.call('disk.flush', { diskIds: ['source'] })
    expect(await array.call('disk.statistics', { diskId: 'source' })).toMatchObject({ copyOnWriteOperations: 1 })
    await release()
    for (const index of [0, 17, 31]) expect(await grainsOf(array, `target-${index}`)).toEqual(all(1))
  })
})

describe('an earlier content', () => {
  test('comes back at once from a target that has everything, and other images of the source keep theirs', async () => {
    const array = await arrayOf('source', 'backup', 'other')
    await start(array, mapping('source', 'backup', { rates: FAST }))
    await until(array, 'backup', 'idle')
    await array.write('source', 7, 0)
    await start(array, mapping('source', 'other'))
    await array.write('source', 8, GRAIN_SECTORS)
    await array.call('instantCopy.forget', { targetId: 'backup' })
    await start(array, mapping('backup', 'source', { restore: true }))
    expect(await grainsOf(array, 'source')).toEqual(all(1))
    await array.write('source', 9, 3 * GRAIN_SECTORS)
    await array.write('backup', 10, 4 * GRAIN_SECTORS)
    expect(await grainsOf(array, 'other')).toEqual([7, 1, 1, 1, 1, 1, 1, 1])
    await array.call('instantCopy.setRates', { targetId: 'source', ...FAST })
    await until(array, 'source', 'idle')
    expect(await grainsOf(array, 'source')).toEqual([1, 1, 1, 9, 1, 1, 1, 1])
    expect(await grainsOf(array, 'backup')).toEqual([1, 1, 1, 1, 10, 1, 1, 1])
    expect(await grainsOf(array, 'other')).toEqual([7, 1, 1, 1, 1, 1, 1, 1])
  })
})
