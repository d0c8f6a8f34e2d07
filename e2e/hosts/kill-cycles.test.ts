/**
 * The real server, killed again and again in the middle of whatever it does: a host writes, snapshots are taken and
 * deleted, an online copy runs, the source is rolled back. After every restart the source holds what was answered, and
 * no image has changed.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Random } from '../../server/engine/testing/random'
import { type CopyFacts, copyOf, createDisk, createHost, createPool, mapDisk } from '../support/array'
import { KnownBlocks, readState, sameState, type State } from '../support/known-blocks'
import { BLOCK } from '../support/ordered-writer'
import { Product } from '../support/product'

/** A long run sets more; each takes some seconds. */
const CYCLES = Number(process.env['LUNETTE_KILL_CYCLES'] ?? 6)
const SEED = Number(process.env['LUNETTE_KILL_SEED'] ?? 1)
const BLOCKS = 4096
const CAPACITY = BLOCKS * BLOCK
const SNAPSHOTS = 3

interface Image {
  id: string
  lun: string
  state: State
}

interface SnapshotFacts {
  id: string
  status: string
  rollback: { status: string } | null
}

let product: Product
let hostId: string
let sourceId: string
let targetId: string
let targetName: string
let random: Random
let host: KnownBlocks
const images: Image[] = []
/** The pair, and what its target may hold once it is completed. */
let copy: { id: string; mayHold: State[] } | null = null
const seen = { rollbacksCutOff: 0, copiesCutOff: 0, copiesCompleted: 0, snapshots: 0, rollbacks: 0 }

const address = () => ({ kind: 'tcp', host: '127.0.0.1', port: product.nbdPort }) as const
const nameIn = (uri: string) => new URL(uri).pathname.slice(1)
const snapshotOf = (id: string) => product.rest.get<SnapshotFacts>(`/snapshots/${id}`)

beforeAll(async () => {
  random = new Random(SEED)
  host = new KnownBlocks(BLOCKS, random)
  product = await Product.start()
  const poolId = await createPool(product)
  hostId = await createHost(product, 'host')
  sourceId = (await createDisk(product, poolId, 'source', CAPACITY)).id
  targetId = (await createDisk(product, poolId, 'target', CAPACITY)).id
  await mapDisk(product, sourceId, hostId)
  targetName = nameIn(await mapDisk(product, targetId, hostId))
})
afterAll(() => product.dispose())

async function takeSnapshot(): Promise<void> {
  const since = host.mark()
  const body = { sourceId, repositoryPercent: 120 }
  const { id } = await product.rest.post<{ id: string }>('/snapshots', body)
  const mayHold = host.statesSince(since)
  const lun = nameIn(await mapDisk(product, id, hostId))
  const state = await readState(address(), lun, BLOCKS)
  expect(mayHold.some((possible) => sameState(possible, state)), 'the image is the source at one instant').toBe(true)
  images.push({ id, lun, state })
  seen.snapshots += 1
}

async function dropSnapshot(): Promise<void> {
  const [image] = images.splice(random.below(images.length), 1)
  if (!image) return
  const { items } = await product.rest.get<{ items: { id: string }[] }>(`/mappings?virtualDiskId=${image.id}`)
  for (const mapping of items) await product.rest.delete(`/mappings/${mapping.id}`)
  await product.rest.delete(`/snapshots/${image.id}`)
}

async function startCopy(): Promise<void> {
  const since = host.mark()
  if (copy) await product.rest.post(`/copies/${copy.id}/recopy`, { priority: 'lowest' })
  const body = { sourceId, targetId, type: 'online', priority: 'lowest', repositoryPercent: 120 }
  const id = copy?.id ?? (await product.rest.post<CopyFacts>('/copies', body)).id
  copy = { id, mayHold: host.statesSince(since) }
}

async function rollBack(): Promise<void> {
  const image = images[random.below(images.length)]
  if (!image) return
  await host.end()
  await product.rest.post(`/snapshots/${image.id}/rollback`, { priority: 'lowest' })
  const state = await readState(address(), 'host/0', BLOCKS)
  expect(sameState(state, image.state), 'the source has its old content at once').toBe(true)
  host.become(state)
  await host.begin(address(), 'host/0')
  seen.rollbacks += 1
}

async function isRollingBack(): Promise<boolean> {
  const snapshots = await Promise.all(images.map(({ id }) => snapshotOf(id)))
  return snapshots.some(({ rollback }) => rollback !== null)
}

/** Something that can be done now, whatever else runs. */
async function act(): Promise<void> {
  const rolling = await isRollingBack()
  const status = copy && (await copyOf(product, copy.id)).status
  const running = status === 'inProgress' || status === 'pending'
  const can: (() => Promise<void>)[] = []
  if (!rolling && images.length < SNAPSHOTS) can.push(takeSnapshot)
  if (!rolling && images.length > 1) can.push(dropSnapshot)
  if (!rolling && !running) can.push(startCopy)
  if (!rolling && !running && images.length > 0) can.push(rollBack)
  await can[random.below(Math.max(1, can.length))]?.()
}

async function expectAllAsItMustBe(): Promise<void> {
  expect(host.adopt(await readState(address(), 'host/0', BLOCKS))).toBeNull()
  for (const image of images) {
    expect((await snapshotOf(image.id)).status, image.id).toMatch(/optimal|overThreshold/)
    expect(sameState(await readState(address(), image.lun, BLOCKS), image.state), `the image ${image.id}`).toBe(true)
  }
  if (!copy) return
  const { status, failure } = await copyOf(product, copy.id)
  expect(status, failure?.detail).toMatch(/inProgress|completed/)
  if (status !== 'completed') return
  const found = await readState(address(), targetName, BLOCKS)
  expect(copy.mayHold.some((possible) => sameState(possible, found)), 'the completed copy').toBe(true)
  seen.copiesCompleted += 1
}

test('nothing answered is lost and no image changes, however often the server is killed', { timeout: 60_000 + CYCLES * 20_000 }, async () => {
  for (let cycle = 0; cycle < CYCLES; cycle += 1) {
    await host.begin(address(), 'host/0')
    await act()
    await act()
    const enough = host.written + 20 + random.below(300)
    await expect.poll(() => host.written, { timeout: 30_000, interval: 5 }).toBeGreaterThan(enough)
    if (await isRollingBack()) seen.rollbacksCutOff += 1
    if (copy && (await copyOf(product, copy.id)).status === 'inProgress') seen.copiesCutOff += 1
    await product.kill()
    await host.broken()
    await product.start()
    await expectAllAsItMustBe()
  }
  if (CYCLES >= 50) {
    expect(seen.rollbacksCutOff).toBeGreaterThan(0)
    expect(seen.copiesCutOff).toBeGreaterThan(0)
    expect(seen.copiesCompleted).toBeGreaterThan(0)
  }
})
