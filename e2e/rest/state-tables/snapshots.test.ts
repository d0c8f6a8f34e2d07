/**
 * Every row of the state table of snapshots, on the running product: each is brought into each status, each event
 * happens to it for real, and what becomes of it is what the table says.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { REFUSALS } from '../../../server/array/door/refusals'
import { type FullPolicy, SNAPSHOT_STATUSES, type SnapshotStatus } from '../../../server/array/snapshots/schema'
import { SNAPSHOT_STATES, type SnapshotEvent } from '../../../server/array/snapshots/states'
import { createDisk, createHost, createPool, mapDisk } from '../../support/array'
import { run, runRefused } from '../../support/commands'
import { Product } from '../../support/product'
import type { Answer } from '../../support/rest'

const MIB = 2 ** 20
/** The repository has 8 MiB, the least there is; it warns from 4 MiB on. */
const SOURCE_BYTES = 16 * MIB
const SOME = '1M'
const OVER_THRESHOLD = '5M'
const ALL = '8M'
const TOO_MUCH = '12M'

let product: Product
let poolId: string
let hostId: string

beforeAll(async () => {
  product = await Product.start()
  poolId = await createPool(product)
  hostId = await createHost(product, 'host')
})
afterAll(() => product.dispose())

interface Snapshot {
  id: string
  /** Where hosts write its source. */
  uri: string
}

let made = 0

/** Of a source of its own, which is full. */
async function snapshotWith(fullPolicy: FullPolicy): Promise<Snapshot> {
  made += 1
  const { id: sourceId } = await createDisk(product, poolId, `source ${made}`, SOURCE_BYTES)
  const uri = await mapDisk(product, sourceId, hostId)
  await write(uri, `${SOURCE_BYTES}`)
  const { id } = await product.rest.post<{ id: string }>('/snapshots', { sourceId, repositoryPercent: 1, fullPolicy })
  return { id, uri }
}

const writing = (length: string, offset = '0') => ['-f', 'raw', '-c', `write -P ${(made % 200) + 1} ${offset} ${length}`]
const write = (uri: string, length: string, offset?: string) => run('qemu-io', ...writing(length, offset), uri)

/** Every grain of the repository is taken, and one more is asked for. */
async function writeRefused(uri: string): Promise<void> {
  await write(uri, ALL)
  expect(await runRefused('qemu-io', ...writing('64K', ALL), uri)).toMatch(/No space left on device/)
}

async function statusOf({ id }: Snapshot): Promise<SnapshotStatus> {
  return (await product.rest.get<{ status: SnapshotStatus }>(`/snapshots/${id}`)).status
}

async function reaches(snapshot: Snapshot, status: SnapshotStatus): Promise<void> {
  await expect.poll(() => statusOf(snapshot), { interval: 20, timeout: 10_000 }).toBe(status)
}

/** Sources' writes fail rather than the snapshot, unless it is to fail. */
const BRING: Record<SnapshotStatus, () => Promise<Snapshot>> = {
  optimal: () => snapshotWith('failSourceWrites'),
  async overThreshold() {
    const snapshot = await snapshotWith('failSourceWrites')
    await write(snapshot.uri, OVER_THRESHOLD)
    await reaches(snapshot, 'overThreshold')
    return snapshot
  },
  async full() {
    const snapshot = await snapshotWith('failSourceWrites')
    await writeRefused(snapshot.uri)
    await reaches(snapshot, 'full')
    return snapshot
  },
  async disabled() {
    const snapshot = await snapshotWith('failSnapshot')
    await product.rest.post(`/snapshots/${snapshot.id}/disable`)
    return snapshot
  },
  async failed() {
    const snapshot = await snapshotWith('failSnapshot')
    await write(snapshot.uri, TOO_MUCH)
    await reaches(snapshot, 'failed')
    return snapshot
  },
}

/** null when nobody was asked. */
type Happening = (snapshot: Snapshot) => Promise<Answer | null>

const asked =
  (action: 'disable' | 'recreate'): Happening =>
  ({ id }) =>
    product.rest.ask('POST', `/snapshots/${id}/${action}`)
const disable = asked('disable')
const recreate = asked('recreate')

/** The source is written: by as much, from there on. */
const written =
  (length: string, offset?: string): Happening =>
  async ({ uri }) => {
    await write(uri, length, offset)
    return null
  }

/** What was much of the repository is little of a larger one. */
const enlargedTo =
  (repositoryCapacityBytes: number): Happening =>
  ({ id }) =>
    product.rest.ask('PATCH', `/snapshots/${id}`, { repositoryCapacityBytes })
const enlarged = enlargedTo(64 * MIB)
const enlargedALittle = enlargedTo(12 * MIB)

/** So much is written that the writes are refused, for the repository's sake. */
const overfull: Happening = async ({ uri }) => {
  await writeRefused(uri)
  return null
}

/** So much is written that the snapshot fails, when the array is to let it. */
const fail: Happening = async ({ id, uri }) => {
  await product.rest.patch(`/snapshots/${id}`, { fullPolicy: 'failSnapshot' })
  await write(uri, TOO_MUCH)
  return null
}

const HAPPEN: Record<SnapshotEvent, Record<SnapshotStatus, Happening>> = {
  disable: { optimal: disable, overThreshold: disable, full: disable, disabled: disable, failed: disable },
  recreate: { optimal: recreate, overThreshold: recreate, full: recreate, disabled: recreate, failed: recreate },
  belowThreshold: {
    optimal: enlarged,
    overThreshold: enlarged,
    full: enlarged,
    disabled: enlarged,
    failed: enlarged,
  },
  overThreshold: {
    optimal: written(OVER_THRESHOLD),
    overThreshold: written(SOME, OVER_THRESHOLD),
    full: enlargedALittle,
    disabled: written(OVER_THRESHOLD),
    failed: written(OVER_THRESHOLD),
  },
  full: {
    optimal: overfull,
    overThreshold: overfull,
    full: overfull,
    // There is no image any more whose repository could be full.
    disabled: written(TOO_MUCH),
    failed: written(TOO_MUCH),
  },
  failed: { optimal: fail, overThreshold: fail, full: fail, disabled: fail, failed: fail },
}

const rows = (Object.keys(HAPPEN) as SnapshotEvent[]).flatMap((event) =>
  SNAPSHOT_STATUSES.map((status) => [event, status, HAPPEN[event][status]] as const),
)

/** What the engine has told until now has been heeded: a command waits for it. */
const settled = () => product.rest.patch('/array', { maxRunningCopies: 8 })

describe('to a snapshot', () => {
  it.each(rows)('%s happens when it is %s', async (event, status, happen) => {
    const snapshot = await BRING[status]()
    expect(await statusOf(snapshot)).toBe(status)
    const answer = await happen(snapshot)
    const transition = SNAPSHOT_STATES[event][status]
    if (transition === 'ignored') {
      await settled()
      expect(await statusOf(snapshot)).toBe(status)
    } else if ('refused' in transition) {
      expect(answer).toMatchObject({ status: REFUSALS[transition.refused].status, body: { code: transition.refused } })
      expect(await statusOf(snapshot)).toBe(status)
    } else {
      if (answer) expect(answer.status).toBe(200)
      await reaches(snapshot, transition.to)
    }
  })
})
