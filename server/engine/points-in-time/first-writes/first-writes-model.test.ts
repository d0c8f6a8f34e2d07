import fc from 'fast-check'
import { afterAll, beforeAll, describe, test, vi } from 'vitest'
import { repeatable, runsOf } from '../../testing/repeatable'
import { SECTORS } from '../../testing/scenarios/geometry'
import { places, seed } from '../../testing/scenarios/histories'
import { allRoomy, crashEverywhere, fault, played, snapshot, someTight, source, step } from '../../testing/scenarios/images/histories'
import type { Step } from '../../testing/scenarios/images/steps'

const RUNS = runsOf(4)
const TIMEOUT = 60_000 + RUNS * 8_000

beforeAll(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterAll(() => void vi.useRealTimers())

const small: fc.Arbitrary<Step> = fc
  .tuple(source, fc.nat({ max: SECTORS - 1 }), fc.integer({ min: 1, max: 8 }))
  .map(([on, first, count]) => ({ kind: 'write', zero: false, source: on, first, count: Math.min(count, SECTORS - first) }))
const start = fc.tuple(source, snapshot).map(([on, image]): Step => ({ kind: 'start', snapshots: [{ source: on, snapshot: image }] }))

/** Sources full of blocks, with images, whose grains hosts then begin to write: nearly every write is answered early. */
const early = (other: fc.Arbitrary<Step>) =>
  fc
    .array(fc.array(fc.oneof({ weight: 12, arbitrary: small }, { weight: 1, arbitrary: start }, { weight: 3, arbitrary: other }), { minLength: 2, maxLength: 6 }), {
      minLength: 1,
      maxLength: 6,
    })
    .map((batches): Step[][] => [
      [0, 1].map((on): Step => ({ kind: 'write', zero: false, source: on, first: 0, count: SECTORS })),
      [{ kind: 'start', snapshots: [0, 1].map((on) => ({ source: on, snapshot: 0 })) }],
      ...batches,
    ])

describe('writes that are answered early', { timeout: TIMEOUT }, () => {
  test('are what hosts read, and images keep what was there', async () => {
    await fc.assert(
      fc.asyncProperty(seed, someTight, early(step), async (chance, repositories, history) => {
        const scenario = await played(chance, repositories, history)
        await scenario.restart()
        await scenario.finish()
      }),
      repeatable(RUNS),
    )
  })

  test.each(['lost', 'kept'] as const)('hold when the process dies at any operation (power %s)', async (power) => {
    await fc.assert(
      fc.asyncProperty(seed, early(step), early(step), places(6), async (chance, history, after, at) => {
        await crashEverywhere(chance, allRoomy, history, after.slice(2), at, power)
      }),
      repeatable(RUNS),
    )
  })

  test.each(['lost', 'kept'] as const)('hold in a pool without room and with syncs that fail (power %s)', async (power) => {
    const broken = fc.oneof({ weight: 1, arbitrary: step }, { weight: 1, arbitrary: fault })
    await fc.assert(
      fc.asyncProperty(seed, someTight, early(broken), async (chance, repositories, history) => {
        const scenario = await played(chance, repositories, history)
        await scenario.recover(power)
        await scenario.finish()
      }),
      repeatable(RUNS),
    )
  })
})
