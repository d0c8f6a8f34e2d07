/**
 * Every row of the state table of virtual disk copies, on the running product: each pair is brought into each status,
 * each event happens to it for real, and what becomes of it is what the table says.
 */
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { COPY_STATUSES, COPY_TYPES, type CopyStatus, type CopyType } from '../../../server/array/copies/schema'
import { COPY_STATES, type CopyEvent } from '../../../server/array/copies/states'
import { REFUSALS } from '../../../server/array/door/refusals'
import { type CopyFacts, copyOf, copyReaches, createDisk, createHost, createPool, mapDisk } from '../../support/array'
import { run } from '../../support/commands'
import { Product } from '../../support/product'
import type { Answer } from '../../support/rest'
import { SlowSource } from '../../support/slow-source'

const MIB = 2 ** 20
const QUICK_BYTES = 64 * MIB
/** A repository of one percent has 8 MiB, the least there is. */
const MORE_THAN_REPOSITORY = '12M'

let product: Product
let poolId: string
/** Has no room for a copy. */
let smallPoolId: string
let slow: SlowSource
let quick: { id: string; uri: string }
/** The copy that takes the only place there is. */
let blockerId: string
let endings: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  product = await Product.start({ smallFileSystem: { name: 'small', bytes: 8 * MIB } })
  poolId = await createPool(product)
  smallPoolId = await createPool(product, path.join('small', 'small-pool'))
  const hostId = await createHost(product, 'host')
  slow = await SlowSource.make(product, poolId, { id: hostId, name: 'host' })
  const { id } = await createDisk(product, poolId, 'quick source', QUICK_BYTES)
  quick = { id, uri: await mapDisk(product, id, hostId) }
  await run('qemu-io', '-f', 'raw', '-c', `write -P 1 0 ${QUICK_BYTES}`, quick.uri)
  const target = await createDisk(product, poolId, 'blocker target', slow.bytes)
  const body = { sourceId: slow.id, targetId: target.id, type: 'offline', priority: 'lowest' }
  blockerId = (await product.rest.post<{ id: string }>('/copies', body)).id
  await product.rest.post(`/copies/${blockerId}/stop`)
})
afterEach(async () => {
  for (const ending of endings.reverse()) await ending()
  endings = []
})
afterAll(async () => {
  await slow.stop()
  await product.dispose()
})

interface Pair {
  id: string
  type: CopyType
  /** The snapshot that it reads: the source itself when it is offline, its own when it is online. */
  snapshotId: string
  /** Where hosts write the disk that this is a snapshot of. */
  uri: string
}

/** Makes a pair, whose run begins if there is a place for it. */
async function pairOf(
  type: CopyType,
  from: { id: string; uri: string },
  bytes: number,
  priority: 'lowest' | 'highest' = 'lowest',
  inPool = poolId,
): Promise<Pair> {
  const { rest } = product
  const target = await createDisk(product, inPool, 'target', bytes)
  endings.push(() => rest.delete(`/virtual-disks/${target.id}`))
  let sourceId = from.id
  if (type === 'offline') {
    const snapshot = await rest.post<{ id: string }>('/snapshots', { sourceId, name: 'source', repositoryPercent: 1 })
    endings.push(() => rest.delete(`/snapshots/${snapshot.id}`))
    sourceId = snapshot.id
  }
  const body = { sourceId, targetId: target.id, type, priority, ...(type === 'online' && { repositoryPercent: 1 }) }
  const { id, snapshotId } = await rest.post<CopyFacts>('/copies', body)
  endings.push(async () => {
    await rest.ask('POST', `/copies/${id}/stop`)
    await rest.ask('DELETE', `/copies/${id}`)
  })
  return { id, type, snapshotId: snapshotId ?? sourceId, uri: from.uri }
}

/** From now on one copy may be in progress, and one is. */
async function leaveNoPlace(): Promise<void> {
  await leaveOnePlace()
  await product.rest.post(`/copies/${blockerId}/recopy`)
  endings.push(() => product.rest.ask('POST', `/copies/${blockerId}/stop`))
}

async function leaveOnePlace(): Promise<void> {
  await setPlaces(1)
  endings.push(() => setPlaces(8))
}

const setPlaces = (maxRunningCopies: number) => product.rest.patch('/array', { maxRunningCopies })

/** Afterwards no place is free, so that what is to be pending stays that. */
const BRING: Record<CopyStatus, (type: CopyType) => Promise<Pair>> = {
  async pending(type) {
    await leaveNoPlace()
    return pairOf(type, quick, QUICK_BYTES)
  },
  async inProgress(type) {
    await leaveOnePlace()
    return pairOf(type, slow, slow.bytes)
  },
  async completed(type) {
    const pair = await pairOf(type, quick, QUICK_BYTES, 'highest')
    await copyReaches(product, pair.id, 'completed')
    await leaveNoPlace()
    return pair
  },
  async failed(type) {
    const pair = await pairOf(type, quick, QUICK_BYTES, 'highest', smallPoolId)
    await copyReaches(product, pair.id, 'failed')
    await leaveNoPlace()
    return pair
  },
  async stopped(type) {
    await leaveNoPlace()
    const pair = await pairOf(type, quick, QUICK_BYTES)
    await product.rest.post(`/copies/${pair.id}/stop`)
    return pair
  },
}

/** null when nobody was asked. */
type Happening = (pair: Pair) => Promise<Answer | null>

async function slotFree(): Promise<null> {
  await setPlaces(8)
  return null
}

/** A run is let end well. */
async function complete({ id }: Pair): Promise<null> {
  await product.rest.patch(`/copies/${id}`, { priority: 'highest' })
  await copyReaches(product, id, 'completed')
  return null
}

/** A host writes more than the repository of the snapshot holds that the copy reads. */
async function fail({ uri, snapshotId, type }: Pair): Promise<null> {
  await run('qemu-io', '-f', 'raw', '-c', `write -P ${endings.length + 100} 0 ${MORE_THAN_REPOSITORY}`, uri)
  // An online copy that has ended keeps no image which could fail.
  if (type === 'offline') {
    const snapshot = () => product.rest.get<{ status: string }>(`/snapshots/${snapshotId}`)
    await expect.poll(async () => (await snapshot()).status).toBe('failed')
  }
  return null
}

const stop: Happening = ({ id }) => product.rest.ask('POST', `/copies/${id}/stop`)
const recopy: Happening = ({ id }) => product.rest.ask('POST', `/copies/${id}/recopy`)
const remove: Happening = ({ id }) => product.rest.ask('DELETE', `/copies/${id}`)

/** The engine tells that a run completed only while it is in progress; once it has ended otherwise, it is too late. */
const TOO_LATE = 'server/array/copies/copy-failures.test.ts: “heeds no word of a run that has ended”'

const HAPPEN: Record<CopyEvent, Record<CopyStatus, Happening | string>> = {
  slotFree: { pending: slotFree, inProgress: slotFree, completed: slotFree, failed: slotFree, stopped: slotFree },
  completed: { pending: TOO_LATE, inProgress: complete, completed: TOO_LATE, failed: TOO_LATE, stopped: TOO_LATE },
  failed: { pending: fail, inProgress: fail, completed: fail, failed: fail, stopped: fail },
  stop: { pending: stop, inProgress: stop, completed: stop, failed: stop, stopped: stop },
  recopy: { pending: recopy, inProgress: recopy, completed: recopy, failed: recopy, stopped: recopy },
  remove: { pending: remove, inProgress: remove, completed: remove, failed: remove, stopped: remove },
}

const rows = (Object.keys(HAPPEN) as CopyEvent[]).flatMap((event) =>
  COPY_STATUSES.flatMap((status) => {
    const happen = HAPPEN[event][status]
    return typeof happen === 'string' ? [] : [[event, status, happen] as const]
  }),
)

/** What the engine has told until now has been heeded: a command waits for it. */
const settled = async () => setPlaces((await product.rest.get<{ maxRunningCopies: number }>('/array')).maxRunningCopies)

async function statusOf({ id }: Pair): Promise<CopyStatus | 'removed'> {
  const { status, body } = await product.rest.ask<CopyFacts>('GET', `/copies/${id}`)
  return status === 404 ? 'removed' : body.status
}

describe.each(COPY_TYPES)('to an %s copy', (type) => {
  it.each(rows)('%s happens when it is %s', async (event, status, happen) => {
    const pair = await BRING[status](type)
    expect((await copyOf(product, pair.id)).status).toBe(status)
    const answer = await happen(pair)
    const transition = COPY_STATES[event][status]
    if (transition === 'ignored') {
      await settled()
      expect(await statusOf(pair)).toBe(status)
    } else if ('refused' in transition) {
      expect(answer).toMatchObject({ status: REFUSALS[transition.refused].status, body: { code: transition.refused } })
      expect(await statusOf(pair)).toBe(status)
    } else {
      if (answer) expect(answer.status).toBe(event === 'remove' ? 204 : 200)
      await expect.poll(() => statusOf(pair), { interval: 20, timeout: 10_000 }).toBe(transition.to)
    }
  })
})
