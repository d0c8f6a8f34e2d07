/** The drill of a Windows cluster of two nodes: arbitration, a dead node, a restart; and what the array refuses meanwhile. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cdbOf, type RawInitiator } from '../../server/engine/targets/iscsi/test-support/raw-initiator'
import { CONFLICT, keysOf, reserveOut } from '../../server/engine/targets/iscsi/test-support/reserve-out'
import type { Reservations } from '../../server/array/reservations/schema'
import { type Cluster, makeCluster } from '../support/cluster'
import { Product } from '../support/product'

const GOOD = 0
const BLOCK = Buffer.alloc(512, 0x5a)
let product: Product
let cluster: Cluster
const clients: RawInitiator[] = []

beforeAll(async () => {
  product = await Product.start()
  cluster = await makeCluster(product, 'drill')
})
afterAll(async () => {
  for (const client of clients) client.destroy()
  await product.dispose()
})

async function login(at: 0 | 1, isid = 1): Promise<RawInitiator> {
  const client = await cluster.nodes[at].login(isid)
  clients.push(client)
  return client
}

const write = async (client: RawInitiator) => (await client.command({ cdb: cdbOf.write10(0, 1), write: BLOCK })).status
const read = async (client: RawInitiator) => (await client.command({ cdb: cdbOf.read10(0, 1), read: 512 })).status
const reservations = () => product.rest.get<Reservations>(`/virtual-disks/${cluster.shared.id}/reservations`)
const ownerOfMapping = async () => {
  const { items } = await product.rest.get<{ items: { ownerNode: unknown }[] }>(`/mappings?virtualDiskId=${cluster.shared.id}`)
  return items[0]?.ownerNode
}
const refused = async (path: string, body: object) => {
  const { status, body: problem } = await product.rest.ask<{ code: string }>('POST', path, body)
  return [status, problem.code]
}
const keyOf = (at: 0 | 1) => cluster.nodes[at].key.toString(16).padStart(16, '0')

test('one node takes the disk, the other has a part in it, and a stranger may only read', async () => {
  const { nodes: [one, two] } = cluster
  const [first, second] = [await login(0), await login(1)]
  expect((await one.register(first)).status).toBe(GOOD)
  expect((await reserveOut(first, 'reserve', { key: one.key })).status).toBe(GOOD)
  expect([await write(first), await write(second), await read(second)]).toEqual([GOOD, CONFLICT, GOOD])
  expect((await two.register(second)).status).toBe(GOOD)
  expect(await write(second)).toBe(GOOD)
  expect((await reserveOut(second, 'reserve', { key: two.key })).status).toBe(CONFLICT)
  const owner = { hostId: one.id, hostName: one.name }
  expect(await reservations()).toMatchObject({
    kind: 'writeExclusiveRegistrantsOnly',
    persistent: true,
    ownerNode: owner,
    registrants: [
      { hostName: one.name, initiatorName: one.iqn, key: keyOf(0), connected: true, holdsReservation: true },
      { hostName: two.name, initiatorName: two.iqn, key: keyOf(1), connected: true, holdsReservation: false },
    ],
  })
  expect(await ownerOfMapping()).toEqual(owner)
})

test('meanwhile no image of the disk comes to the cluster, and the disk is not copied directly', async () => {
  const { shared, group, nodes: [one, two], poolId } = cluster
  const snapshot = (name: string) => product.rest.post<{ id: string }>('/snapshots', { sourceId: shared.id, name })
  const [image, other] = [await snapshot('drill image'), await snapshot('drill other image')]
  expect(await refused('/mappings', { virtualDiskId: image.id, hostGroupId: group.id })).toEqual([409, 'mscs_image_to_cluster'])
  await product.rest.post('/mappings', { virtualDiskId: image.id, hostId: one.id })
  expect(await refused('/mappings', { virtualDiskId: other.id, hostId: two.id })).toEqual([409, 'mscs_image_second_node'])
  const target = await product.rest.post<{ id: string }>('/virtual-disks', { name: 'drill target', poolId, capacityBytes: 16 * 2 ** 20 })
  for (const type of ['online', 'offline']) {
    expect(await refused('/copies', { sourceId: shared.id, targetId: target.id, type })).toEqual([409, 'copy_source_mscs_shared'])
  }
  // A copy of the snapshot goes, and nodes work on.
  await product.rest.post('/copies', { sourceId: other.id, targetId: target.id, type: 'offline' })
  expect(await write(await login(1))).toBe(GOOD)
})

test('a restart of the array changes nothing of it, and a dead node loses the disk to the other', async () => {
  const { nodes: [one, two] } = cluster
  await product.stop()
  await product.start()
  expect(await reservations()).toMatchObject({ ownerNode: { hostId: one.id }, registrants: [{ connected: false }, { connected: false }] })
  const [survivor, unregistered] = [await login(1), await login(1, 9)]
  expect(await keysOf(survivor)).toEqual([keyOf(0), keyOf(1)])
  expect([await write(survivor), await write(unregistered)]).toEqual([GOOD, CONFLICT])

  expect((await reserveOut(survivor, 'preempt', { key: two.key, second: one.key })).status).toBe(GOOD)
  expect(await reservations()).toMatchObject({ ownerNode: { hostId: two.id }, registrants: [{ hostName: two.name, connected: true }] })
  expect(await ownerOfMapping()).toEqual({ hostId: two.id, hostName: two.name })
  const back = await login(0)
  expect([await write(back), await read(back), await write(survivor)]).toEqual([CONFLICT, GOOD, GOOD])
  expect((await one.register(back)).status).toBe(GOOD)
  expect(await write(back)).toBe(GOOD)
})

test('an array that was killed still knows the owner; what an administrator ends, both nodes hear of', async () => {
  const { shared, nodes: [, two] } = cluster
  await product.kill()
  await product.start()
  const seen = await reservations()
  expect(seen).toMatchObject({ persistent: true, ownerNode: { hostId: two.id } })
  const [first, second] = [await login(0), await login(1)]
  await product.rest.delete(`/virtual-disks/${shared.id}/reservations?version=${seen.version}`)
  for (const client of [first, second]) {
    expect((await client.command({ cdb: cdbOf.testUnitReady() })).sense).toBe('06/2a/03')
    expect(await write(client)).toBe(GOOD)
  }
  expect(await reservations()).toMatchObject({ kind: null, registrants: [], ownerNode: null })
  const { items } = await product.rest.get<{ items: { type: string; data: object }[] }>(`/events?subject=${shared.id}`)
  expect(items.filter(({ type }) => type === 'reservations_cleared')).toHaveLength(1)
  await product.stop()
  await product.start()
  expect(await reservations()).toMatchObject({ kind: null, registrants: [] })
})
