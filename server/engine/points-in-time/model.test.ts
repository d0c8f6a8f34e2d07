import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Random } from '../testing/random'
import { type Fault, type Repository, Scenario, SECTORS, SNAPSHOTS, SOURCES, type Step } from '../testing/scenario'

/** How many random histories each test tells; the long night's run sets more. */
const RUNS = Number(process.env.LUNETTE_MODEL_RUNS ?? 25)
const TIMEOUT = 60_000 + RUNS * 8_000

const source = fc.nat({ max: SOURCES - 1 })
const snapshot = fc.nat({ max: SNAPSHOTS - 1 })
const range = fc
  .tuple(fc.nat({ max: SECTORS - 1 }), fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 300 })))
  .map(([first, count]) => ({ first, count: Math.min(count, SECTORS - first) }))
const zero = fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) })

const step: fc.Arbitrary<Step> = fc.oneof(
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
)
const fault = fc
  .tuple(fc.constantFrom<Fault>('noSpace', 'repositorySync', 'recordSync', 'restoredSync', 'mended', 'mended'), source, snapshot)
  .map(([what, on, image]): Step => ({ kind: 'fault', fault: what, source: on, snapshot: image }))
const brokenBatches = fc.array(
  fc.array(fc.oneof({ weight: 9, arbitrary: step }, { weight: 1, arbitrary: fault }), { minLength: 1, maxLength: 5 }),
  { minLength: 1, maxLength: 20 },
)
const batches = fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 14 })
const seed = fc.nat()
/** Room for every grain, twice: what hosts write into an image, and what it inherits. */
const roomy: Repository = { grains: 16, policy: 'failSnapshot' }
const tight = fc.record<Repository>({
  grains: fc.integer({ min: 1, max: 4 }),
  policy: fc.constantFrom('failSnapshot' as const, 'failSourceWrites' as const),
})
const someTight = fc.array(fc.oneof(fc.constant(roomy), tight), { minLength: SOURCES * SNAPSHOTS, maxLength: SOURCES * SNAPSHOTS })
const allRoomy = Array.from({ length: SOURCES * SNAPSHOTS }, () => roomy)

async function play(scenario: Scenario, history: readonly Step[][]): Promise<boolean> {
  for (const steps of history) if (!(await scenario.batch(steps))) return false
  return true
}

describe('images of sources under random histories', { timeout: TIMEOUT }, () => {
  test('are what the sources held when they started, whatever happens at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(seed, batches, async (chance, history) => {
        const scenario = new Scenario(new Random(chance), allRoomy, null)
        await scenario.prepare()
        expect(await play(scenario, history)).toBe(true)
        await scenario.verify()
        await scenario.restart()
      }),
      { numRuns: RUNS },
    )
  })

  test('fail or refuse as their policy says when their repositories are too small, and harm nobody else', async () => {
    await fc.assert(
      fc.asyncProperty(seed, someTight, batches, async (chance, repositories, history) => {
        const scenario = new Scenario(new Random(chance), repositories, null)
        await scenario.prepare()
        expect(await play(scenario, history)).toBe(true)
        await scenario.verify()
        await scenario.restart()
      }),
      { numRuns: RUNS },
    )
  })
})

test.each(['lost', 'kept'] as const)(
  'a pool without room and syncs that fail make images fail or calls be refused, and nothing wrong (power %s)',
  async (power) => {
    await fc.assert(
      fc.asyncProperty(seed, someTight, brokenBatches, async (chance, repositories, history) => {
        const scenario = new Scenario(new Random(chance), repositories, null)
        await scenario.prepare()
        expect(await play(scenario, history)).toBe(true)
        await scenario.verify()
        await scenario.recover(power)
        await scenario.verify()
      }),
      { numRuns: RUNS },
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
      { numRuns: RUNS },
    )
  })
})

describe('the contract of durability', { timeout: TIMEOUT }, () => {
  /** Plays a history once to count the store's operations, then again with a death at one of them. */
  async function crashEverywhere(
    chance: number,
    repositories: readonly Repository[],
    history: readonly Step[][],
    after: readonly Step[][],
    places: readonly number[],
    power: 'lost' | 'kept',
  ): Promise<void> {
    const whole = new Scenario(new Random(chance), repositories, null)
    await whole.prepare()
    const first = whole.files.operations + 1
    await play(whole, history)
    const last = whole.files.operations
    for (const place of places) {
      if (last < first) return
      const crashAt = first + (place % (last - first + 1))
      const scenario = new Scenario(new Random(chance), repositories, crashAt)
      await scenario.prepare()
      await play(scenario, history)
      await scenario.recover(power)
      await scenario.verify()
      await play(scenario, after)
      await scenario.verify()
    }
  }

  const places = fc.array(fc.nat({ max: 100_000 }), { minLength: 4, maxLength: 4 })

  test('holds when the power is lost at any operation', async () => {
    await fc.assert(
      fc.asyncProperty(seed, someTight, batches, batches, places, (chance, repositories, history, after, at) =>
        crashEverywhere(chance, repositories, history, after, at, 'lost'),
      ),
      { numRuns: RUNS },
    )
  })

  test('holds when the process is killed at any operation', async () => {
    await fc.assert(
      fc.asyncProperty(seed, someTight, batches, batches, places, (chance, repositories, history, after, at) =>
        crashEverywhere(chance, repositories, history, after, at, 'kept'),
      ),
      { numRuns: RUNS },
    )
  })

  test('holds when the power is lost at every single operation of one history', async () => {
    const write = (first: number, count: number): Step => ({ kind: 'write', zero: false, source: 0, first, count })
    const history: Step[][] = [
      [write(0, 300), { kind: 'dependentWrites', first: 400 }],
      [{ kind: 'flush', source: 0 }],
      [{ kind: 'start', snapshots: [{ source: 0, snapshot: 0 }, { source: 1, snapshot: 0 }] }, write(10, 20)],
      [write(0, 200), { kind: 'writeImage', zero: false, source: 0, snapshot: 0, first: 100, count: 60 }],
      [{ kind: 'start', snapshots: [{ source: 0, snapshot: 1 }] }, write(250, 80)],
      [write(0, 552), { kind: 'writeImage', zero: true, source: 0, snapshot: 1, first: 0, count: 128 }],
      [{ kind: 'end', source: 0, snapshot: 1 }, write(140, 100)],
      [{ kind: 'end', source: 0, snapshot: 0 }],
    ]
    const counting = new Scenario(new Random(7), allRoomy, null)
    await counting.prepare()
    const first = counting.files.operations + 1
    await play(counting, history)
    const every = Array.from({ length: counting.files.operations - first + 1 }, (_, index) => index)
    expect(every.length).toBeGreaterThan(60)
    await crashEverywhere(7, allRoomy, history, [], every, 'lost')
  })
})
