import { describe, expect, test, vi } from 'vitest'
import type { InstantCopyFacts } from '../contract'
import { GRAIN_SECTORS, SmallArray } from '../testing/small-array'

const GRAIN = GRAIN_SECTORS * 512
const GRAINS = 8
const NO_RATES = { copyBytesPerSecond: 0, cleanBytesPerSecond: 0 }
const FAST = { copyBytesPerSecond: 1e10, cleanBytesPerSecond: 1e10 }

let run = 0
function mapping(sourceId: string, targetId: string, more: { restore?: boolean; incremental?: boolean } & Partial<typeof FAST> = {}) {
  run += 1
  return { instantCopyId: `${sourceId}-${targetId}`, run, sourceId, targetId, grainBytes: 65_536 as const, incremental: false, restore: false, ...NO_RATES, ...more }
}

const start = (array: SmallArray, ...mappings: ReturnType<typeof mapping>[]) => array.call('instantCopy.start', { mappings })
const back = (more: Partial<typeof FAST> & { incremental?: boolean } = {}) => mapping('image', 'source', { restore: true, ...more })

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

/** What each of them holds before anything is given back. */
const BEFORE = {
  source: [6, 6, 1, 1, 1, 1, 1, 3],
  older: all(1),
  image: [5, 1, 1, 1, 1, 9, 1, 1],
  newer: [6, 6, 1, 1, 1, 1, 1, 1],
  below: [5, 1, 1, 1, 1, 1, 1, 1],
}

/** Three images of a source, the second of which has had a write, and an image of that one from before the write. */
async function family(more: { incremental?: boolean } = {}): Promise<SmallArray> {
  const array = new SmallArray(1)
  await array.makePool()
  for (const disk of ['source', 'older', 'image', 'newer', 'below']) await array.makeDisk(disk, GRAINS)
  await array.write('source', 1, 0, GRAINS * GRAIN_SECTORS)
  await start(array, mapping('source', 'older'))
  await array.write('source', 5, 0)
  await start(array, mapping('source', 'image', more))
  await start(array, mapping('image', 'below'))
  await array.write('image', 9, 5 * GRAIN_SECTORS)
  await array.write('source', 6, 0)
  await array.write('source', 6, GRAIN_SECTORS)
  await start(array, mapping('source', 'newer'))
  await array.write('source', 3, 7 * GRAIN_SECTORS)
  await array.call('disk.flush', { diskIds: Object.keys(BEFORE) })
  return array
}

async function expectAll(array: SmallArray, expected: Partial<typeof BEFORE>): Promise<void> {
  for (const [disk, grains] of Object.entries({ ...BEFORE, ...expected })) expect(await grainsOf(array, disk), disk).toEqual(grains)
}
const GIVEN = { source: BEFORE.image }

async function allowAll(array: SmallArray): Promise<SmallArray> {
  for (const disk of Object.keys(BEFORE)) await array.allow(disk)
  return array
}

describe('a source', () => {
  test('is at once what an image of it is that has not got everything, and nobody else is another', async () => {
    const array = await family()
    await expectAll(array, {})
    const { mappings } = await start(array, back())
    expect(mappings).toMatchObject([{ state: 'copying', restore: true, copiedBytes: 0, totalBytes: GRAINS * GRAIN, failure: null }])
    await expectAll(array, GIVEN)
    await array.write('source', 20, 2 * GRAIN_SECTORS)
    await array.write('image', 30, 3 * GRAIN_SECTORS)
    await array.write('older', 40, 4 * GRAIN_SECTORS)
    await expectAll(array, {
      source: [5, 1, 20, 1, 1, 9, 1, 1],
      image: [5, 1, 1, 30, 1, 9, 1, 1],
      older: [1, 1, 1, 1, 40, 1, 1, 1],
    })
  })

  test('is restored at the rate of the mapping, and whole and of its own then, while the image goes on', async () => {
    const array = await family()
    await start(array, back())
    expect(await factsOf(array, 'source')).toMatchObject({ state: 'copying', copiedBytes: 0 })
    await array.call('instantCopy.setRates', { targetId: 'source', ...FAST })
    await until(array, 'source', 'idle')
    expect(array.events).toContainEqual(expect.objectContaining({ type: 'instantCopyCompleted', mapping: expect.objectContaining({ targetId: 'source', copiedBytes: GRAINS * GRAIN }) }))
    expect(array.events.filter(({ type }) => type.startsWith('rollback'))).toEqual([])
    expect(await factsOf(array, 'image')).toMatchObject({ state: 'copying' })
    await expectAll(array, GIVEN)
    await array.write('image', 30, 0, GRAINS * GRAIN_SECTORS)
    await expectAll(array, { ...GIVEN, image: all(30) })
  })

  test('has hosts restore what they write, and is whole when they have written all, at a rate of 0', async () => {
    const array = await family()
    await start(array, back())
    await array.write('source', 20, 0, GRAINS * GRAIN_SECTORS)
    await until(array, 'source', 'idle')
    await expectAll(array, { source: all(20) })
  })

  test('can be given back what an image has that is handing it on to older ones', async () => {
    const array = await family()
    await array.call('instantCopy.setRates', { targetId: 'image', ...FAST, cleanBytesPerSecond: 65_536 })
    await vi.waitFor(async () => expect(await factsOf(array, 'image')).toMatchObject({ copiedBytes: GRAINS * GRAIN }))
    await vi.waitFor(() => {
      const told = array.events.findLast(({ type }) => type === 'instantCopyProgress')
      expect(told?.type === 'instantCopyProgress' && told.mappings.some(({ cleanedBytes }) => (cleanedBytes ?? 0) > 0)).toBe(true)
    })
    await start(array, back())
    await expectAll(array, GIVEN)
    await array.write('source', 20, 0, GRAINS * GRAIN_SECTORS)
    await array.call('instantCopy.setRates', { targetId: 'image', ...FAST })
    await until(array, 'image', 'idle')
    await array.write('image', 30, 0, GRAINS * GRAIN_SECTORS)
    await expectAll(array, { source: all(20), image: all(30) })
  })

  test('says whose content it shows, and who would lose it with whom', async () => {
    const array = await family()
    await start(array, back())
    expect(await factsOf(array, 'source')).toMatchObject({ dependsOn: ['image', 'newer'], dependents: [] })
    expect((await factsOf(array, 'image')).dependents).toContain('source')
    expect((await factsOf(array, 'newer')).dependents).toContain('source')
    expect((await factsOf(array, 'older')).dependents).not.toContain('source')
  })

  test('is refused to be given back with others at once, through two steps, or by an image that is going', async () => {
    const array = await family()
    await array.makeDisk('other', GRAINS)
    await expect(start(array, back(), mapping('older', 'other'))).rejects.toMatchObject({ code: 'diskInUse' })
    await expect(start(array, mapping('below', 'source', { restore: true }))).rejects.toMatchObject({ code: 'diskInUse' })
    await array.call('instantCopy.setRates', { targetId: 'image', ...NO_RATES })
    await array.allow('image', false, false)
    await array.call('instantCopy.stop', { targetIds: ['image'], force: false })
    await expect(start(array, back())).rejects.toMatchObject({ code: 'imageState' })
    expect(await grainsOf(array, 'source')).toEqual(BEFORE.source)
  })

  test('takes no image, no other content and no second restore meanwhile', async () => {
    const array = await family()
    await array.makeDisk('other', GRAINS)
    await array.makeSnapshot('snapshot', 'source', GRAINS)
    await start(array, back())
    const refused = { code: 'diskInUse' }
    await expect(array.startImages(['snapshot'])).rejects.toMatchObject(refused)
    await expect(start(array, mapping('source', 'other'))).rejects.toMatchObject(refused)
    await expect(start(array, mapping('older', 'source', { restore: true }))).rejects.toMatchObject(refused)
    await expect(array.call('instantCopy.forget', { targetId: 'source' })).rejects.toMatchObject(refused)
    expect(await grainsOf(array, 'source')).toEqual(BEFORE.image)
  })
})

describe('what can be told of differences', () => {
  test('is forgotten by an incremental image of a source that is given another content, and by the mapping back', async () => {
    const array = await family({ incremental: true })
    await start(array, back({ incremental: true, ...FAST }))
    await until(array, 'source', 'idle')
    expect(await factsOf(array, 'source')).toMatchObject({ differenceBytes: GRAINS * GRAIN })
    await array.call('instantCopy.setRates', { targetId: 'image', ...FAST })
    await array.call('instantCopy.setRates', { targetId: 'older', ...FAST })
    await until(array, 'image', 'idle')
    expect(await factsOf(array, 'image')).toMatchObject({ differenceBytes: GRAINS * GRAIN })
  })
})

describe('a restore that is stopped', () => {
  test('leaves its target with a part of the image and everybody else whole, and can begin again', async () => {
    const array = await family()
    await start(array, back())
    await array.write('source', 20, 0)
    await array.allow('source', false, false)
    await array.call('instantCopy.stop', { targetIds: ['source'], force: false })
    expect(await factsOf(array, 'source')).toMatchObject({ state: 'stopped', failure: null })
    const { older, image, newer, below } = BEFORE
    for (const [disk, grains] of Object.entries({ older, image, newer, below })) expect(await grainsOf(array, disk), disk).toEqual(grains)
    await start(array, back(FAST))
    await array.allow('source')
    await until(array, 'source', 'idle')
    await expectAll(array, GIVEN)
  })

  test('can be forgotten: its target is a disk like others, whatever it holds', async () => {
    const array = await family()
    await start(array, back())
    await array.call('instantCopy.stop', { targetIds: ['source'], force: true })
    await array.call('instantCopy.forget', { targetId: 'source' })
    expect(await array.call('instantCopy.facts', { targetIds: ['source'] })).toEqual([])
    expect(await grainsOf(array, 'image')).toEqual(BEFORE.image)
  })

  test.each(['image', 'newer'])('goes with %s, which it looks through, when that is stopped at once', async (stopped) => {
    const array = await family()
    await start(array, back())
    await array.call('instantCopy.stop', { targetIds: [stopped], force: true })
    expect(await factsOf(array, 'source')).toMatchObject({ state: 'stopped' })
    await expect(array.read('source', 0)).rejects.toMatchObject({ code: 'EPERM' })
    if (stopped === 'image') expect(await grainsOf(array, 'newer')).toEqual(BEFORE.newer)
  })

  test('is nothing that its image waits for when that stops in order: the source gets all first', async () => {
    const array = await family()
    await start(array, back())
    await array.allow('image', false, false)
    await array.call('instantCopy.stop', { targetIds: ['image'], force: false })
    await until(array, 'source', 'idle')
    await until(array, 'image', 'stopped')
    expect(await grainsOf(array, 'source')).toEqual(BEFORE.image)
    expect(await grainsOf(array, 'older')).toEqual(BEFORE.older)
  })
})

describe('a restore that fails', () => {
  test('to begin leaves all as it was, also after a restart', async () => {
    const array = await family()
    array.files.fails = (call, path) => call === 'sync' && path.endsWith('/source/mapping')
    await expect(start(array, back(FAST))).rejects.toMatchObject({ code: 'io' })
    array.files.fails = () => false
    for (const now of [array, await allowAll(await array.again())]) {
      expect(await now.call('instantCopy.facts', { targetIds: ['source'] })).toEqual([])
      await expectAll(now, {})
    }
  })

  test('halts, says why, and goes on by itself', async () => {
    const array = await family()
    await start(array, back())
    array.files.fails = (call, path) => call === 'read' && path.endsWith('/image/data')
    await array.call('instantCopy.setRates', { targetId: 'source', ...FAST })
    await vi.waitFor(() => expect(array.events).toContainEqual(expect.objectContaining({ type: 'instantCopyHalted' })))
    expect(await factsOf(array, 'source')).toMatchObject({ state: 'copying', failure: { code: 'sourceRead' } })
    array.files.fails = () => false
    await expectAll(array, GIVEN)
    await vi.waitFor(() => expect(array.events).toContainEqual(expect.objectContaining({ type: 'instantCopyWentOn' })), { timeout: 10_000 })
    await until(array, 'source', 'idle')
    expect(await factsOf(array, 'source')).toMatchObject({ failure: null })
    await expectAll(array, GIVEN)
  })

  test('to record its end tries again, and is on its way until then', async () => {
    const array = await family()
    await start(array, back())
    array.files.fails = (call, path) => call === 'sync' && path.endsWith('/source/mapping')
    await array.call('instantCopy.setRates', { targetId: 'source', ...FAST })
    await vi.waitFor(() => expect(array.events).toContainEqual(expect.objectContaining({ type: 'instantCopyHalted' })))
    expect(await factsOf(array, 'source')).toMatchObject({ state: 'copying', failure: { code: 'targetWrite' } })
    array.files.fails = () => false
    await until(array, 'source', 'idle')
    await expectAll(array, GIVEN)
  })
})

describe('after a death of the process', () => {
  test('a restore goes on from what is restored', async () => {
    const array = await family()
    await start(array, back())
    await array.write('source', 20, 0)
    const again = await array.again()
    for (const disk of ['source', 'image', 'older', 'newer', 'below']) await again.allow(disk)
    expect(await factsOf(again, 'source')).toMatchObject({ state: 'copying', restore: true })
    await expectAll(again, { source: [20, 1, 1, 1, 1, 9, 1, 1] })
    await again.call('instantCopy.resume', { targetId: 'source', ...FAST })
    await until(again, 'source', 'idle')
    await expectAll(again, { source: [20, 1, 1, 1, 1, 9, 1, 1] })
  })

  test('at any operation of its start and its end the source is what it was or what the image was', async () => {
    const whole = await family()
    const before = whole.files.operations
    await start(whole, back(FAST))
    await until(whole, 'source', 'idle')
    const seen = new Set<string>()
    for (let after = 1; after <= whole.files.operations - before; after += 1) {
      const array = await family()
      array.files.dieAfter(after)
      await Promise.race([start(array, back(FAST)).then(() => until(array, 'source', 'idle')), array.files.died]).catch(() => undefined)
      for (const disk of [array.files.afterKill(), array.files.afterPowerLoss()]) {
        const again = await allowAll(await array.again(disk))
        const [facts] = await again.call('instantCopy.facts', { targetIds: ['source'] })
        seen.add(facts?.state ?? 'not begun')
        await expectAll(again, facts ? GIVEN : {})
        if (facts?.state !== 'copying') continue
        await again.call('instantCopy.resume', { targetId: 'source', ...FAST })
        await until(again, 'source', 'idle')
        await expectAll(again, GIVEN)
      }
    }
    expect([...seen].sort()).toEqual(['copying', 'idle', 'not begun'])
  })

  test('at any operation of a second start, after a first one was stopped, it is known that the source holds a part', async () => {
    const stopped = async () => {
      const array = await family()
      await start(array, back())
      await array.call('instantCopy.stop', { targetIds: ['source'], force: true })
      return array
    }
    const whole = await stopped()
    const before = whole.files.operations
    await start(whole, back())
    const seen = new Set<string>()
    // And once when it has begun.
    for (let after = 1; after <= whole.files.operations - before + 1; after += 1) {
      const array = await stopped()
      array.files.dieAfter(after)
      await Promise.race([start(array, back()), array.files.died]).catch(() => undefined)
      for (const disk of [array.files.afterKill(), array.files.afterPowerLoss()]) {
        const again = await allowAll(await array.again(disk))
        const { state } = await factsOf(again, 'source')
        seen.add(state)
        if (state === 'copying') await expectAll(again, GIVEN)
      }
    }
    expect([...seen].sort()).toEqual(['copying', 'stopped'])
  })

  test('an image that is lost with what it looked through takes the restore along, and no other content is shown', async () => {
    const array = await family()
    await start(array, back())
    const disk = array.files.afterKill()
    const broken = new SmallArray(5, disk)
    await broken.files.removeFile('/pool/disks/newer/label.json')
    const again = await allowAll(await broken.again())
    expect(await factsOf(again, 'source')).toMatchObject({ state: 'stopped', failure: { code: 'imageDamaged' } })
  })
})
