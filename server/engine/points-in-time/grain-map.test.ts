import { expect, test } from 'vitest'
import { Random } from '../testing/random'
import { VolatileFiles } from '../testing/volatile-files'
import { GrainLog } from './grain-log'
import { ABSENT, GrainMap, slotLocation, ZEROES } from './grain-map'

/** Of 64 TiB in grains of 64 KiB. */
const GRAINS = 2 ** 30

test('a map finds what it was given, and the next of it from anywhere', () => {
  const random = new Random(4)
  const map = new GrainMap()
  const given = new Map<number, number>()
  for (let count = 0; count < 2000; count += 1) {
    const grain = random.chance(50) ? random.below(3000) : random.below(GRAINS)
    const location = random.chance(20) ? ZEROES : slotLocation(count)
    map.set(grain, location)
    given.set(grain, location)
  }
  const sorted = [...given.keys()].toSorted((one, other) => one - other)
  expect([map.held, map.slots]).toEqual([given.size, [...given.values()].filter((location) => location !== ZEROES).length])
  for (const [index, grain] of sorted.entries()) {
    expect(map.get(grain)).toBe(given.get(grain))
    expect(map.next(grain, GRAINS)).toBe(grain)
    expect(map.next(grain + 1, GRAINS)).toBe(sorted[index + 1] ?? GRAINS)
    expect(map.next(grain + 1, grain + 2)).toBe(given.has(grain + 1) ? grain + 1 : grain + 2)
  }
  expect(map.get(GRAINS - 1)).toBe(given.get(GRAINS - 1) ?? ABSENT)
})

test('a search over 64 TiB of which little is kept takes microseconds', () => {
  const map = new GrainMap()
  map.set(GRAINS - 1, ZEROES)
  const started = performance.now()
  for (let count = 0; count < 100; count += 1) expect(map.next(count, GRAINS)).toBe(GRAINS - 1)
  expect(performance.now() - started).toBeLessThan(500)
})

test('a log of very many single grains is read in a moment', async () => {
  const files = new VolatileFiles(new Random(5), null)
  const one = await files.openBlocks('/one')
  const log = await GrainLog.begin(one, 3)
  await log.append([{ grain: 7, location: ZEROES }])
  const frame = Buffer.alloc(one.length)
  await one.read(frame, 0)
  expect(frame.length).toBe(28)

  const many = await files.openBlocks('/many')
  const frames = await GrainLog.begin(many, 3)
  for (let grain = 0; grain < 3000; grain += 1) await frames.append([{ grain, location: slotLocation(grain) }])
  let reads = 0
  const counted = new Proxy(many, {
    get(target, name: keyof typeof many) {
      if (name === 'read') reads += 1
      const member = target[name]
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
  const { map, nextSlot } = await GrainLog.load(counted, 3)
  expect([map.held, nextSlot]).toEqual([3000, 3000])
  expect(reads).toBeLessThan(5)
})
