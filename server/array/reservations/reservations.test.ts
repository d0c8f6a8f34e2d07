import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { cdbOf, RawInitiator } from '../../engine/targets/iscsi/test-support/raw-initiator'
import { reserveOut } from '../../engine/targets/iscsi/test-support/reserve-out'
import { MiB } from '../door/fields'
import { createHostGroup } from '../host-groups/commands'
import { createHost } from '../hosts/commands'
import { createMapping } from '../mappings/commands'
import { listMappings } from '../mappings/queries'
import { targetName } from '../mappings/iscsi-target'
import { operator, TestArray } from '../testing'
import { createVirtualDisk } from '../virtual-disks/commands'
import { clearReservations } from './commands'
import { getReservations } from './queries'
import { ownerOf } from './rules'
import type { Registrant } from './schema'

const NODES = ['iqn.2026-01.test:node-1', 'iqn.2026-01.test:node-2'] as const

let test: TestArray
let quorum: string
let hostIds: string[]
beforeEach(async () => {
  test = await TestArray.start()
  const { id: poolId } = await test.pool()
  quorum = (await test.do(createVirtualDisk, { name: 'quorum', poolId, capacityBytes: MiB })).id
  hostIds = []
  for (const [index, identifier] of NODES.entries()) {
    const host = await test.do(createHost, { name: `node-${index + 1}`, os: 'windows', ports: [{ type: 'iscsi', identifier }] })
    hostIds.push(host.id)
  }
  const cluster = await test.do(createHostGroup, { name: 'cluster', cluster: 'mscs', hostIds })
  await test.do(createMapping, { virtualDiskId: quorum, hostGroupId: cluster.id })
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

async function node(at: 0 | 1): Promise<RawInitiator> {
  const [address] = test.array.iscsiListening
  if (address?.kind !== 'tcp') throw new Error('nobody is served over iSCSI')
  const client = await RawInitiator.enter(address.port, { name: NODES[at], target: targetName(test.array.identity.wwidPrefix) })
  await client.command({ cdb: cdbOf.testUnitReady() })
  return client
}

const found = () => test.ask(getReservations, { id: quorum })
const seen = async () => ({ id: quorum, version: (await found()).version })
const owners = async () => (await test.ask(listMappings, {})).items.map(({ ownerNode }) => ownerNode)

describe('the reservations of a disk', () => {
  it('tell which node of a cluster owns it, with its mapping too', async () => {
    expect(await found()).toMatchObject({ kind: null, ownerNode: null, registrants: [], actions: { clear: { code: 'role_required' } } })
    expect(await owners()).toEqual([null])
    const [one, two] = [await node(0), await node(1)]
    await reserveOut(one, 'register', { second: 1n })
    await reserveOut(two, 'register', { second: 2n })
    await reserveOut(two, 'reserve', { key: 2n })
    const owner = { hostId: hostIds[1], hostName: 'node-2' }
    expect(await found()).toMatchObject({
      kind: 'writeExclusiveRegistrantsOnly',
      ownerNode: owner,
      registrants: [
        { hostName: 'node-1', initiatorName: NODES[0], connected: true, holdsReservation: false },
        { hostName: 'node-2', initiatorName: NODES[1], connected: true, holdsReservation: true },
      ],
    })
    expect(await owners()).toEqual([owner])
    one.destroy()
    two.destroy()
  })

  it('are ended by an administrator only, for all who have a part in them, and that is an event', async () => {
    expect((await test.refused(clearReservations, await seen())).code).toBe('reservations_none')
    const [one, two] = [await node(0), await node(1)]
    await reserveOut(one, 'register', { second: 1n })
    await reserveOut(one, 'reserve', { key: 1n })
    expect((await test.refused(clearReservations, await seen(), operator)).code).toBe('role_required')
    await test.do(clearReservations, await seen())
    expect(await found()).toMatchObject({ kind: null, registrants: [], ownerNode: null })
    expect(await one.command({ cdb: cdbOf.testUnitReady() })).toMatchObject({ sense: '06/2a/03' })
    expect(await two.command({ cdb: cdbOf.testUnitReady() })).toMatchObject({ status: 0 })
    expect(await test.events()).toContain('reservations_cleared')
    one.destroy()
    two.destroy()
  })
})

describe('reservations that have changed since they were seen', () => {
  const change = (by: RawInitiator, other: RawInitiator) =>
    ({
      'somebody registered': () => reserveOut(other, 'register', { second: 2n }),
      'somebody unregistered': () => reserveOut(by, 'register', { key: 1n, second: 0n }),
      // These two PRGENERATION doesn't count.
      'somebody reserved': () => reserveOut(by, 'reserve', { key: 1n }),
      'somebody reserved without keys': async () => {
        await reserveOut(by, 'register', { key: 1n, second: 0n })
        return by.command({ cdb: [0x16, 0, 0, 0, 0, 0] })
      },
    }) as const

  it.each(['somebody registered', 'somebody unregistered', 'somebody reserved', 'somebody reserved without keys'] as const)(
    'are not ended: %s',
    async (what) => {
      const [one, two] = [await node(0), await node(1)]
      await reserveOut(one, 'register', { second: 1n })
      const before = await seen()
      expect(await seen()).toEqual(before)
      expect((await change(one, two)[what]()).status).toBe(0)
      const after = await found()
      const refused = await test.refused(clearReservations, before)
      expect(refused.code).toBe(after.registrants.length === 0 ? 'reservations_none' : 'reservations_changed')
      expect(await found()).toEqual(after)
      one.destroy()
      two.destroy()
    },
  )
})

describe('the owner', () => {
  const registrant = (hostId: string | null, holdsReservation: boolean): Registrant => ({
    initiatorName: `iqn.2026-01.test:${hostId}`,
    isid: '800000000001',
    hostId,
    hostName: hostId,
    key: '0000000000000001',
    connected: false,
    holdsReservation,
  })

  it('is one host, by however many ports', () => {
    expect(ownerOf([registrant('a', true), registrant('a', true), registrant('b', false)])?.hostId).toBe('a')
    expect(ownerOf([registrant('a', true), registrant('b', true)])).toBeNull()
    expect(ownerOf([registrant(null, true)])).toBeNull()
    expect(ownerOf([registrant('a', false)])).toBeNull()
  })
})
