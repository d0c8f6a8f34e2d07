/**
 * Every reason for which the array refuses something, met at the running product: with its status, its sentences in
 * both languages, the field that it is about, and everything as it was.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RefusalCode, REFUSALS } from '../../../server/array/door/refusals'
import type { Rest } from '../../support/rest'
import { everything } from '../../support/everything'
import { COPIES } from './copies'
import { DOOR } from './door'
import { HOSTS } from './hosts'
import { IDENTITY } from './identity'
import { INSTANT_COPIES } from './instant-copies'
import { POOLS } from './pools'
import { type Provoked, type Refused, type Scenario, Scene, World } from './scene'
import { SNAPSHOTS } from './snapshots'
import { VIRTUAL_DISKS } from './virtual-disks'

/** A refusal without a scenario does not compile. */
const SCENARIOS: Record<RefusalCode, Scenario> = {
  ...POOLS,
  ...VIRTUAL_DISKS,
  ...COPIES,
  ...DOOR,
  ...IDENTITY,
  ...HOSTS,
  ...SNAPSHOTS,
  ...INSTANT_COPIES,
}

const all = Object.entries(SCENARIOS) as [RefusalCode, Scenario][]
const seen = all.flatMap(([code, scenario]) => (typeof scenario === 'function' ? [[code, scenario] as const] : []))
const unseen = all.flatMap(([code, scenario]) => (typeof scenario === 'function' ? [] : [[code, scenario] as const]))

let world: World
beforeAll(async () => {
  world = await World.start()
})
afterAll(() => world.dispose())

describe('the refusal', () => {
  it.each(seen)('%s', async (code, scenario) => {
    const scene = new Scene(world, code)
    try {
      await expectRefused(code, await scenario(scene))
    } finally {
      await scene.end()
    }
  })

  it('that can’t be met from outside is an exception', () => {
    expect(unseen.length).toBeLessThan(5)
    for (const [, { unseen: why }] of unseen) expect(why).toMatch(/\w+\.test\.ts/)
  })
})

async function expectRefused(code: RefusalCode, { ask, path, says = [], of = world.product }: Provoked): Promise<void> {
  const before = await state(of.rest)
  const english = await ask('en')
  const german = await ask('de')
  for (const refused of [english, german]) {
    expectProblem(refused, code, path)
    for (const name of says) expect(sentences(refused)).toContain(name)
  }
  for (const part of ['title', 'detail', 'remedy'] as const) {
    expect(german.problem[part]).not.toBe(english.problem[part])
  }
  expect(await state(of.rest)).toEqual(before)
}

function expectProblem({ status, problem }: Refused, code: RefusalCode, path: string | undefined) {
  expect(problem).toEqual({
    type: `urn:lunette:problem:${code}`,
    title: expect.stringMatching(/\S/),
    status: REFUSALS[code].status,
    detail: expect.stringMatching(/^\S.*[.!]$/s),
    code,
    remedy: expect.stringMatching(/^\S.*[.!]$/s),
    ...(path !== undefined && {
      errors: expect.arrayContaining([{ path, message: expect.stringMatching(/\S/) }]),
    }),
  })
  expect(status).toBe(problem.status)
  expect(JSON.stringify([problem.title, problem.detail, problem.remedy])).not.toMatch(/[{}]|refusals\.|problems\./)
}

const sentences = ({ problem }: Refused) => `${problem.detail} ${problem.remedy}`

/** All that is configured, and all that was done. What was refused is written down too, and is no deed. */
async function state(rest: Rest): Promise<unknown> {
  const { items } = await rest.get<{ items: { sequence: number; type: string; actor: { kind: string } }[] }>('/events?limit=1000')
  const deeds = items.filter(({ type, actor }) => actor.kind !== 'array' && !NO_DEED.has(type))
  return [await everything(rest), deeds[0]?.sequence]
}
const NO_DEED = new Set(['command_refused', 'command_denied', 'token_refused', 'sign_in_failed'])
