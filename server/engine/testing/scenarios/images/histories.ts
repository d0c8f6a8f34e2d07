/** Random histories of images, and how they are played: whole, or with a death at any operation of the store. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { Random } from '../../random'
import { SECTORS } from '../geometry'
import { deathsIn, play, zero } from '../histories'
import { TARGETS } from './copies'
import { Scenario } from './scenario'
import { type Fault, type Repository, SNAPSHOTS, SOURCES, type Step } from './steps'

export const source = fc.nat({ max: SOURCES - 1 })
export const snapshot = fc.nat({ max: SNAPSHOTS - 1 })
export const range = fc
  .tuple(fc.nat({ max: SECTORS - 1 }), fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 300 })))
  .map(([first, count]) => ({ first, count: Math.min(count, SECTORS - first) }))

const target = fc.nat({ max: TARGETS - 1 })

export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(source, range, zero).map(([on, where, zeroed]): Step => ({ kind: 'write', zero: zeroed, source: on, ...where })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(source, snapshot, range, zero)
      .map(([on, image, where, zeroed]): Step => ({ kind: 'writeImage', zero: zeroed, source: on, snapshot: image, ...where })),
  },
  { weight: 1, arbitrary: source.map((on): Step => ({ kind: 'read', source: on })) },
  { weight: 4, arbitrary: fc.tuple(source, snapshot).map(([on, image]): Step => ({ kind: 'readImage', source: on, snapshot: image })) },
  { weight: 1, arbitrary: source.map((on): Step => ({ kind: 'flush', source: on })) },
  { weight: 1, arbitrary: fc.nat({ max: SECTORS - 2 }).map((first): Step => ({ kind: 'dependentWrites', first })) },
  {
    weight: 4,
    arbitrary: fc
      .array(fc.record({ source, snapshot }), { minLength: 1, maxLength: 3 })
      .map((snapshots): Step => ({ kind: 'start', snapshots })),
  },
  { weight: 2, arbitrary: fc.tuple(source, snapshot).map(([on, image]): Step => ({ kind: 'end', source: on, snapshot: image })) },
  { weight: 2, arbitrary: fc.tuple(source, snapshot).map(([on, image]): Step => ({ kind: 'rollback', source: on, snapshot: image })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(target, source, fc.option(snapshot, { freq: 3 }), fc.constantFrom('lowest' as const, 'highest' as const))
      .map(([onto, on, image, priority]): Step => ({ kind: 'copy', target: onto, source: on, snapshot: image, priority })),
  },
  { weight: 1, arbitrary: target.map((onto): Step => ({ kind: 'stopCopy', target: onto })) },
  {
    weight: 1,
    arbitrary: fc.tuple(target, range, zero).map(([onto, where, zeroed]): Step => ({ kind: 'writeTarget', zero: zeroed, target: onto, ...where })),
  },
)
export const fault = fc
  .tuple(fc.constantFrom<Fault>('noSpace', 'repositorySync', 'recordSync', 'restoredSync', 'mended', 'mended'), source, snapshot)
  .map(([what, on, image]): Step => ({ kind: 'fault', fault: what, source: on, snapshot: image }))
export const brokenBatches = fc.array(
  fc.array(fc.oneof({ weight: 9, arbitrary: step }, { weight: 1, arbitrary: fault }), { minLength: 1, maxLength: 5 }),
  { minLength: 1, maxLength: 20 },
)
export const batches = fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 14 })
export const shortBatches = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 })
/** Room for every grain, twice: what hosts write into an image, and what it inherits. */
export const roomy: Repository = { grains: 16, policy: 'failSnapshot' }
export const tight = fc.record<Repository>({
  grains: fc.integer({ min: 1, max: 4 }),
  policy: fc.constantFrom('failSnapshot' as const, 'failSourceWrites' as const),
})
export const someTight = fc.array(fc.oneof(fc.constant(roomy), tight), { minLength: SOURCES * SNAPSHOTS, maxLength: SOURCES * SNAPSHOTS })
export const allRoomy = Array.from({ length: SOURCES * SNAPSHOTS }, () => roomy)

/** Plays a history in which nobody dies, after which everything is what it must be. */
export async function played(chance: number, repositories: readonly Repository[], history: readonly Step[][]): Promise<Scenario> {
  const scenario = new Scenario(new Random(chance), repositories, null)
  await scenario.prepare()
  expect(await play(scenario, history)).toBe(true)
  await scenario.verify()
  return scenario
}

/**
 * Plays a history again for each place with a death there: at operations that the numbers pick, or at every one in turn.
 * Answers how many deaths there were.
 */
export async function crashEverywhere(
  chance: number,
  repositories: readonly Repository[],
  history: readonly Step[][],
  after: readonly Step[][],
  picked: readonly number[] | 'everywhere',
  power: 'lost' | 'kept',
): Promise<number> {
  const deaths = await deathsIn(new Scenario(new Random(chance), repositories, null), history, picked)
  for (const death of deaths) {
    const scenario = new Scenario(new Random(chance), repositories, death)
    await scenario.prepare()
    await play(scenario, history)
    await scenario.recover(power)
    await scenario.verify()
    await play(scenario, after)
    // Nothing that the first death left may come back with the second.
    await scenario.recover('lost')
    await scenario.finish()
  }
  return deaths.length
}
