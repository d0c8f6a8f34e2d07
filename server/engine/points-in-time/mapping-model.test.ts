import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Random } from '../testing/random'
import { repeatable, runsOf } from '../testing/repeatable'
import { SECTORS } from '../testing/scenarios/geometry'
import { deathsIn, places, play, seed, zero } from '../testing/scenarios/histories'
import { MappingScenario } from '../testing/scenarios/mappings/scenario'
import { type Asked, DISKS, type MappingStep, type Rate } from '../testing/scenarios/mappings/steps'

const RUNS = runsOf(10)
const TIMEOUT = 60_000 + RUNS * 8_000

const disk = fc.nat({ max: DISKS - 1 })
const snapshot = fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) })
const range = fc
  .tuple(fc.nat({ max: SECTORS - 1 }), fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 300 }), fc.constant(SECTORS)))
  .map(([first, count]) => ({ first, count: Math.min(count, SECTORS - first) }))
const rate = fc.constantFrom<Rate>('none', 'none', 'slow', 'fast', 'kept')
const asked: fc.Arbitrary<Asked> = fc.record({
  source: disk,
  target: disk,
  incremental: fc.boolean(),
  restore: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  rate,
})
const step: fc.Arbitrary<MappingStep> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.tuple(disk, snapshot, range, zero).map(([on, image, where, zeroed]): MappingStep => ({ kind: 'write', disk: on, snapshot: image, zero: zeroed, ...where })),
  },
  { weight: 3, arbitrary: fc.tuple(disk, snapshot).map(([on, image]): MappingStep => ({ kind: 'read', disk: on, snapshot: image })) },
  { weight: 1, arbitrary: disk.map((on): MappingStep => ({ kind: 'flush', disk: on })) },
  { weight: 8, arbitrary: fc.array(asked, { minLength: 1, maxLength: 3 }).map((mappings): MappingStep => ({ kind: 'start', mappings })) },
  { weight: 2, arbitrary: disk.map((target): MappingStep => ({ kind: 'stop', target, force: false })) },
  { weight: 1, arbitrary: disk.map((target): MappingStep => ({ kind: 'stop', target, force: true })) },
  { weight: 3, arbitrary: fc.nat({ max: 3 }).map((choice): MappingStep => ({ kind: 'split', choice })) },
  { weight: 4, arbitrary: fc.tuple(disk, rate).map(([first, at]): MappingStep => ({ kind: 'giveBack', first, rate: at })) },
  { weight: 1, arbitrary: disk.map((target): MappingStep => ({ kind: 'forget', target })) },
  { weight: 2, arbitrary: disk.map((on): MappingStep => ({ kind: 'snapshot', disk: on })) },
  { weight: 1, arbitrary: disk.map((on): MappingStep => ({ kind: 'endSnapshot', disk: on })) },
  { weight: 1, arbitrary: fc.nat({ max: SECTORS - 2 }).map((first): MappingStep => ({ kind: 'dependentWrites', first })) },
)
const batches = fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 16 })
/** Every disk has something in it before anything else happens. */
const filled: MappingStep[][] = [
  Array.from({ length: DISKS }, (_, on): MappingStep => ({ kind: 'write', disk: on, snapshot: false, zero: false, first: 30 * on, count: 400 })),
]
/** Disk 0 has an older and a newer image, neither of which gets anything by itself, and the older has one of its own. */
const imaged: MappingStep[][] = [
  ...filled,
  ...[[0, 1], [0, 2], [1, 3]].flatMap(([source = 0, target = 0]): MappingStep[][] => [
    [{ kind: 'start', mappings: [{ source, target, incremental: target === 2, restore: false, rate: 'none' }] }],
    [
      { kind: 'write', disk: source, snapshot: false, zero: false, first: 100 * target, count: 60 },
      { kind: 'write', disk: target, snapshot: false, zero: target === 2, first: 40, count: 60 },
    ],
  ]),
]
const givingBack = fc.tuple(fc.constantFrom(1, 2), rate).map(([first, at]): MappingStep[] => [{ kind: 'giveBack', first, rate: at }])

describe('instant copies under random histories', { timeout: TIMEOUT }, () => {
  test('show what their sources were when they started, with any targets, cascades, stops and restores', async () => {
    let begun = 0
    let moved = 0
    await fc.assert(
      fc.asyncProperty(seed, batches, async (chance, history) => {
        const scenario = new MappingScenario(new Random(chance), null)
        await scenario.prepare()
        expect(await play(scenario, [...filled, ...history])).toBe(true)
        await scenario.verify()
        await scenario.restart()
        expect(await play(scenario, history)).toBe(true)
        await scenario.verify()
        begun += scenario.begun
        moved += scenario.moved
      }),
      repeatable(RUNS),
    )
    expect(begun).toBeGreaterThan(RUNS)
    if (RUNS >= 100) expect(moved).toBeGreaterThan(RUNS / 50)
  })

  /** Plays a history again and again with a death at some of its operations. */
  async function crashAt(chance: number, history: readonly MappingStep[][], after: readonly MappingStep[][], picked: readonly number[], power: 'lost' | 'kept') {
    for (const death of await deathsIn(new MappingScenario(new Random(chance), null), history, picked)) {
      const scenario = new MappingScenario(new Random(chance), death)
      await scenario.prepare()
      await play(scenario, history)
      const next = await scenario.recover(power)
      await next.verify()
      await play(next, after)
      await next.verify()
    }
  }

  test.each(['lost', 'kept'] as const)('hold when the process dies at any operation (power %s)', async (power) => {
    await fc.assert(
      fc.asyncProperty(seed, batches, batches, places(4), (chance, history, after, at) => crashAt(chance, [...filled, ...history], after, at, power)),
      repeatable(RUNS),
    )
  })

  test.each(['lost', 'kept'] as const)('hold when it dies after a source is given its content back (power %s)', async (power) => {
    await fc.assert(
      fc.asyncProperty(seed, givingBack, batches, places(4), (chance, back, after, at) => crashAt(chance, [...imaged, back, ...after], after, at, power)),
      repeatable(RUNS),
    )
  })

  test('show a source that is given its content back as its image, and all others as they were', async () => {
    await fc.assert(
      fc.asyncProperty(seed, givingBack, batches, async (chance, back, after) => {
        const scenario = new MappingScenario(new Random(chance), null)
        await scenario.prepare()
        expect(await play(scenario, imaged)).toBe(true)
        const { begun } = scenario
        expect(await play(scenario, [back])).toBe(true)
        expect(scenario.begun).toBe(begun + 1)
        await scenario.verify()
        expect(await play(scenario, after)).toBe(true)
        await scenario.verify()
        await scenario.restart()
      }),
      repeatable(RUNS),
    )
  })
})
