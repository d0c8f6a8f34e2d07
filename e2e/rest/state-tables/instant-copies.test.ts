/**
 * The state table of instant copies, on the running product: each is brought into each status, each event happens to it
 * for real, and what becomes of it is what the table says. `preparing` lasts as long as a command, and so do `flushed`
 * and `flushFailed`; server/array/instant-copies/recovery.test.ts has those.
 */
import { renameSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { REFUSALS } from '../../../server/array/door/refusals'
import { INSTANT_COPY_STATES, type InstantCopyEvent, type InstantCopyStatus } from '../../../server/array/instant-copies/states'
import { createDisk, createHost, createPool, mapDisk } from '../../support/array'
import { run } from '../../support/commands'
import { Product } from '../../support/product'
import type { Answer } from '../../support/rest'

const MIB = 2 ** 20
/** Handing so much down takes twelve seconds, at the least rate of a stop. */
const DISK_BYTES = 32 * MIB
const WRITTEN = '24M'

let product: Product
let hostId: string

beforeAll(async () => {
  product = await Product.start()
  hostId = await createHost(product, 'host')
})
afterAll(() => product.dispose())

interface Subject {
  id: string
  /** Each has a pool of its own, which can go and come. */
  folder: string
}

let made = 0

const { ask, post, get } = {
  ask: (...asked: Parameters<Product['rest']['ask']>) => product.rest.ask(...asked),
  post: <T>(place: string, body: object = {}) => product.rest.post<T>(place, body),
  get: <T>(place: string) => product.rest.get<T>(place),
}

async function idle(): Promise<Subject & { sourceId: string; poolId: string }> {
  made += 1
  const folder = `pool-${made}`
  const poolId = await createPool(product, folder)
  const { id: sourceId } = await createDisk(product, poolId, `source ${made}`, DISK_BYTES)
  const { id: targetId } = await createDisk(product, poolId, `target ${made}`, DISK_BYTES)
  const { id } = await post<{ id: string }>('/instant-copies', { sourceId, targetId, copyRate: 0, cleanRate: 0 })
  return { id, folder, sourceId, poolId }
}

async function copying() {
  const subject = await idle()
  await post(`/instant-copies/${subject.id}/start`, { prepare: true })
  return subject
}

/** An older one of the same source looks through it at what was written since. */
async function stopping(): Promise<Subject> {
  const { id: older, sourceId, poolId, folder } = await copying()
  const { id: targetId } = await createDisk(product, poolId, `newer target ${made}`, DISK_BYTES)
  const { id } = await post<{ id: string }>('/instant-copies', { sourceId, targetId, copyRate: 0, cleanRate: 0 })
  await post(`/instant-copies/${id}/start`, { prepare: true })
  const uri = await mapDisk(product, sourceId, hostId)
  await run('qemu-io', '-f', 'raw', '-c', `write -P 7 0 ${WRITTEN}`, uri)
  expect((await get<{ dependents: string[] }>(`/instant-copies/${id}`)).dependents).toEqual([older])
  await post(`/instant-copies/${id}/stop`)
  return { id, folder }
}

async function statusOf({ id }: Subject): Promise<InstantCopyStatus | 'deleted'> {
  const { status, body } = await ask('GET', `/instant-copies/${id}`)
  return status === 404 ? 'deleted' : (body as { status: InstantCopyStatus }).status
}

async function reaches(subject: Subject, ...ends: readonly (InstantCopyStatus | 'deleted')[]): Promise<void> {
  await expect.poll(async () => ends.includes(await statusOf(subject)), { interval: 20, timeout: 20_000 }).toBe(true)
}

const inside = (name: string) => path.join(product.directory, name)

async function loses({ folder }: Subject): Promise<void> {
  renameSync(inside(folder), inside(`${folder}-away`))
  await post('/conditions/recheck')
}

async function getsBack({ folder }: Subject): Promise<void> {
  renameSync(inside(`${folder}-away`), inside(folder))
  await post('/conditions/recheck')
}

type Seen = Exclude<InstantCopyStatus, 'preparing'>

const BRING: Record<Seen, () => Promise<Subject>> = {
  idle,
  copying,
  stopping,
  async prepared() {
    const subject = await idle()
    await post(`/instant-copies/${subject.id}/prepare`)
    return subject
  },
  async stopped() {
    const subject = await copying()
    await post(`/instant-copies/${subject.id}/stop`)
    await reaches(subject, 'stopped')
    return subject
  },
  async suspended() {
    const subject = await copying()
    await loses(subject)
    return subject
  },
}

/** null when nobody was asked. */
type Happening = (subject: Subject) => Promise<Answer | null>

const asked =
  (action: string, body: object = {}): Happening =>
  ({ id }) =>
    ask('POST', `/instant-copies/${id}/${action}`, body)

const HAPPEN: Record<Exclude<InstantCopyEvent, 'flushed' | 'flushFailed' | 'stopped'>, Happening> = {
  prepare: asked('prepare'),
  start: asked('start'),
  stop: asked('stop'),
  stopForced: asked('stop', { force: true }),
  split: asked('stop', { split: true }),
  async completed({ id }) {
    // What it copies in the background, and what others need of it, comes as fast as it can.
    await product.rest.patch(`/instant-copies/${id}`, { copyRate: 150, cleanRate: 150 })
    return null
  },
  async lost(subject) {
    await loses(subject)
    return null
  },
  async found(subject) {
    if ((await statusOf(subject)) !== 'suspended') await loses(subject)
    await getsBack(subject)
    return null
  },
  async regroup({ id }) {
    const { id: consistencyGroupId } = await post<{ id: string }>('/consistency-groups', { name: `group ${made}` })
    return ask('PATCH', `/instant-copies/${id}`, { consistencyGroupId })
  },
  delete: ({ id }) => ask('DELETE', `/instant-copies/${id}`),
  deleteForced: ({ id }) => ask('DELETE', `/instant-copies/${id}`, { force: true }),
}

type Event = keyof typeof HAPPEN
/** Only a target that has everything can be split off, which has an end by itself unless an older one is read through it. */
async function whole(): Promise<Subject> {
  const { sourceId, poolId, folder } = await copying()
  const { id: targetId } = await createDisk(product, poolId, `whole target ${made}`, DISK_BYTES)
  const { id } = await post<{ id: string }>('/instant-copies', { sourceId, targetId, copyRate: 150, cleanRate: 0 })
  await post(`/instant-copies/${id}/start`, { prepare: true })
  const percent = async () => (await get<{ progressPercent: number }>(`/instant-copies/${id}`)).progressPercent
  await expect.poll(percent, { interval: 20, timeout: 20_000 }).toBe(100)
  const uri = await mapDisk(product, sourceId, hostId)
  await run('qemu-io', '-f', 'raw', '-c', `write -P 7 0 ${WRITTEN}`, uri)
  return { id, folder }
}

const BRING_TO_SPLIT: Record<Seen, () => Promise<Subject>> = {
  ...BRING,
  copying: whole,
  async stopping() {
    const subject = await whole()
    await post(`/instant-copies/${subject.id}/stop`)
    return subject
  },
}

const statuses = Object.keys(BRING) as Seen[]
const rows = (Object.keys(HAPPEN) as Event[]).flatMap((event) =>
  statuses
    // A pool that is away can't be lost, and what can't be reached can't be completed. A stop of others is its own end.
    .filter((status) => status !== 'suspended' || (event !== 'lost' && event !== 'completed'))
    .filter((status) => status !== 'stopping' || event !== 'completed')
    .map((status) => [event, status] as const),
)

/** What the engine has told until now has been heeded: a command waits for it. */
const settled = () => product.rest.patch('/array', { maxRunningCopies: 8 })

describe('to an instant copy', () => {
  it.each(rows)('%s happens when it is %s', async (event, status) => {
    const subject = await (event === 'split' ? BRING_TO_SPLIT : BRING)[status]()
    expect(await statusOf(subject)).toBe(status)
    const answer = await HAPPEN[event](subject)
    const transition = INSTANT_COPY_STATES[event][status]
    if (transition === 'ignored') {
      if (answer) expect(answer.status).toBe(200)
      await settled()
      expect(await statusOf(subject)).toBe(status)
    } else if ('refused' in transition) {
      expect(answer).toMatchObject({ status: REFUSALS[transition.refused].status, body: { code: transition.refused } })
      expect(await statusOf(subject)).toBe(status)
    } else {
      if (answer) expect([200, 204]).toContain(answer.status)
      // A preparation is over when the command is.
      await reaches(subject, ...(event === 'prepare' ? ['prepared' as const] : transition.to))
    }
  })
})
