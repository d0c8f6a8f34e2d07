import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Random } from '../testing/random'
import { repeatable, runsOf } from '../testing/repeatable'
import { places, play, seed, zero } from '../testing/scenarios/histories'
import { allRoomy, batches, brokenBatches, crashEverywhere, played, range, shortBatches, snapshot, someTight } from '../testing/scenarios/images/histories'
import { Scenario } from '../testing/scenarios/images/scenario'
import { SNAPSHOTS, type Step } from '../testing/scenarios/images/steps'

const RUNS = runsOf(10)
/** Each of them is played again for every operation of it. */
const EVERYWHERE_RUNS = runsOf(4)
const TIMEOUT = 60_000 + RUNS * 8_000
/** They are many, and a machine may have much else to do. */
const EVERYWHERE_TIMEOUT = 10 * TIMEOUT

// Those by which an engine tells its progress: nobody listens here, and a dead process can't end its own.
beforeAll(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterAll(() => void vi.useRealTimers())

describe('images of sources under random histories', { timeout: TIMEOUT }, () => {
  test('are what the sources held when they started, whatever happens at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(seed, batches, async (chance, history) => {
        const scenario = await played(chance, allRoomy, history)
        await scenario.restart()
        await scenario.finish()
      }),
      repeatable(RUNS),
    )
  })

  test('fail or refuse as their policy says when their repositories are too small, and harm nobody else', async () => {
    await fc.assert(
      fc.asyncProperty(seed, someTight, batches, async (chance, repositories, history) => {
        const scenario = await played(chance, repositories, history)
        await scenario.restart()
        await scenario.finish()
      }),
      repeatable(RUNS),
    )
  })
})

test.each(['lost', 'kept'] as const)(
  'a pool without room and syncs that fail make images fail or calls be refused, and nothing wrong (power %s)',
  async (power) => {
    await fc.assert(
      fc.asyncProperty(seed, someTight, brokenBatches, async (chance, repositories, history) => {
        const scenario = await played(chance, repositories, history)
        await scenario.recover(power)
        await scenario.finish()
      }),
      repeatable(RUNS),
    )
  },
  TIMEOUT,
)

/** What happens to one source and its images while a rollback of it stands still. */
const stepInRollback: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(range, zero).map(([where, zeroed]): Step => ({ kind: 'write', zero: zeroed, source: 0, ...where })) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(snapshot, range, zero)
      .map(([image, where, zeroed]): Step => ({ kind: 'writeImage', zero: zeroed, source: 0, snapshot: image, ...where })),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'read', source: 0 }) },
  { weight: 2, arbitrary: snapshot.map((image): Step => ({ kind: 'readImage', source: 0, snapshot: image })) },
  { weight: 1, arbitrary: snapshot.map((image): Step => ({ kind: 'end', source: 0, snapshot: image })) },
)
const few = (steps: fc.Arbitrary<Step>, most: number) =>
  fc.array(fc.array(steps, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: most })

/** Images of the first source, one after the other, each with writes of hosts before the next. */
const imagesWithWrites = fc
  .array(fc.tuple(few(stepInRollback, 3), few(stepInRollback, 2)), { minLength: SNAPSHOTS - 1, maxLength: SNAPSHOTS - 1 })
  .map((parts) =>
    parts.flatMap(([before, after], image): Step[][] => [
      ...before.map((steps) => steps.filter(({ kind }) => kind !== 'end')),
      [{ kind: 'start', snapshots: [{ source: 0, snapshot: image }] }],
      ...after.map((steps) => steps.filter(({ kind }) => kind !== 'end')),
    ]),
  )

describe.each(['lost', 'kept'] as const)('a source in the middle of a rollback (power %s)', { timeout: TIMEOUT }, (power) => {
  test('is the image and what hosts wrote since, and no image changes, whatever happens until it goes on', async () => {
    const rolledBack = fc.nat({ max: SNAPSHOTS - 2 })
    await fc.assert(
      fc.asyncProperty(
        seed,
        someTight,
        imagesWithWrites,
        rolledBack,
        few(stepInRollback, 8),
        fc.integer({ min: 1, max: 200 }),
        async (chance, repositories, images, image, during, crashAt) => {
          const scenario = new Scenario(new Random(chance), repositories, null)
          await scenario.prepare()
          const rollback: Step[][] = [[{ kind: 'rollback', source: 0, snapshot: image }]]
          expect(await play(scenario, [...images, ...rollback])).toBe(true)
          if (chance % 4 === 0) await scenario.recover(power)
          else await scenario.restart(chance % 2 === 0 ? crashAt : null)
          if (!(await play(scenario, during))) await scenario.recover(power)
          await scenario.verify()
          await scenario.recover(power)
          await scenario.verify()
          expect(await play(scenario, [...rollback, ...during])).toBe(true)
          await scenario.verify()
          await scenario.restart()
        },
      ),
      repeatable(RUNS),
    )
  })
})

describe('the contract of durability', { timeout: TIMEOUT }, () => {
  test('holds when the power is lost at any operation', async () => {
    await fc.assert(
      fc.asyncProperty(seed, someTight, batches, batches, places(4), async (chance, repositories, history, after, at) => {
        await crashEverywhere(chance, repositories, history, after, at, 'lost')
      }),
      repeatable(RUNS),
    )
  })

  test('holds when the process is killed at any operation', async () => {
    await fc.assert(
      fc.asyncProperty(seed, someTight, batches, batches, places(4), async (chance, repositories, history, after, at) => {
        await crashEverywhere(chance, repositories, history, after, at, 'kept')
      }),
      repeatable(RUNS),
    )
  })

  test.each(['lost', 'kept'] as const)('holds at every operation of a history, one after the other (power %s)', { timeout: EVERYWHERE_TIMEOUT }, async (power) => {
    await fc.assert(
      fc.asyncProperty(seed, someTight, shortBatches, shortBatches, async (chance, repositories, history, after) => {
        await crashEverywhere(chance, repositories, history, after, 'everywhere', power)
      }),
      repeatable(EVERYWHERE_RUNS),
    )
  })

  test('holds when the power is lost at every single operation of one history', { timeout: EVERYWHERE_TIMEOUT }, async () => {
    const write = (first: number, count: number): Step => ({ kind: 'write', zero: false, source: 0, first, count })
    const history: Step[][] = [
      [write(0, 300), { kind: 'dependentWrites', first: 400 }],
      [{ kind: 'flush', source: 0 }],
      [{ kind: 'start', snapshots: [{ source: 0, snapshot: 0 }, { source: 1, snapshot: 0 }] }, write(10, 20)],
      [write(0, 200), { kind: 'writeImage', zero: false, source: 0, snapshot: 0, first: 100, count: 60 }],
      [{ kind: 'copy', target: 0, source: 0, snapshot: 0, priority: 'highest' }, write(300, 20)],
      [{ kind: 'start', snapshots: [{ source: 0, snapshot: 1 }] }, write(250, 80)],
      [write(0, 552), { kind: 'writeImage', zero: true, source: 0, snapshot: 1, first: 0, count: 128 }],
      [{ kind: 'end', source: 0, snapshot: 1 }, write(140, 100)],
      [{ kind: 'end', source: 0, snapshot: 0 }],
    ]
    expect(await crashEverywhere(7, allRoomy, history, [], 'everywhere', 'lost')).toBeGreaterThan(60)
  })
})
