import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { Engine } from '../../engine'
import { initiator } from './test-support/serve'
import { cdbOf, RawInitiator, TARGET } from './test-support/raw-initiator'
import { CONFLICT, keysOf, reserveOut } from './test-support/reserve-out'

const NODES = ['iqn.2026-01.test:node1', 'iqn.2026-01.test:node2'] as const

/** An engine with one disk that both nodes have; on the pool in a folder. */
async function start(folder: string): Promise<{ engine: Engine; port: number }> {
  const engine = new Engine(() => undefined)
  const pool = { poolId: 'pool', name: 'pool', path: path.join(folder, 'pool'), arrayId: 'array' }
  await engine.call('pool.create', pool)
  const disk = { diskId: 'disk', poolId: 'pool', name: 'quorum', wwid: `6${'0'.repeat(31)}`, kind: 'standard' } as const
  await engine.call('disk.create', { disk: { ...disk, capacityBytes: 2 ** 20, snapshotOf: null } })
  await engine.call('disk.setAccess', { gates: [{ diskId: 'disk', access: { read: true, write: true } }] })
  const luns = NODES.map((hostId) => ({ hostId, lun: 0, diskId: 'disk' }))
  const iscsi = { targetName: TARGET, initiators: NODES.map((name) => initiator(name, name)), luns }
  await engine.call('targets.setExports', { exports: [], keys: [], iscsi })
  const { iscsi: [address] } = await engine.call('targets.listen', { nbd: [], iscsi: [{ kind: 'tcp', host: '127.0.0.1', port: 0 }] })
  if (address?.kind !== 'tcp') throw new Error('the engine does not listen')
  return { engine, port: address.port }
}

async function node(port: number, name: string): Promise<RawInitiator> {
  const client = await RawInitiator.enter(port, { name })
  await client.command({ cdb: cdbOf.testUnitReady() })
  return client
}

it('the array tells who holds a disk and who is registered, and can end all of it', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'lunette-cluster-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const { engine, port } = await start(folder)
  onTestFinished(async () => {
    await engine.call('engine.shutdown', null)
  })
  const facts = () => engine.call('targets.reservations', { diskId: 'disk' })
  const version = expect.any(String)
  expect(await facts()).toEqual({ diskId: 'disk', generation: 0, version, persistent: false, kind: null, registrants: [] })
  const one = await node(port, NODES[0])
  const two = await node(port, NODES[1])
  await reserveOut(one, 'register', { second: 0x11n, persistent: true })
  await reserveOut(two, 'register', { second: 0x22n, persistent: true })
  await reserveOut(one, 'reserve', { key: 0x11n })
  const registrant = (at: 0 | 1, key: string, holdsReservation: boolean) => ({
    initiatorName: NODES[at],
    isid: expect.stringMatching(/^[0-9a-f]{12}$/),
    key: key.padStart(16, '0'),
    connected: true,
    holdsReservation,
  })
  const held = { diskId: 'disk', generation: 2, version, persistent: true, kind: 'writeExclusiveRegistrantsOnly' }
  expect(await facts()).toEqual({ ...held, registrants: [registrant(0, '11', true), registrant(1, '22', false)] })
  await engine.call('targets.clearReservations', { diskId: 'disk', version: (await facts()).version })
  expect(await facts()).toMatchObject({ generation: 3, kind: null, registrants: [] })
  for (const client of [one, two]) {
    expect(await client.command({ cdb: cdbOf.testUnitReady() })).toMatchObject({ status: 2, sense: '06/2a/03' })
    expect(await client.command({ cdb: cdbOf.testUnitReady() })).toMatchObject({ status: 0 })
  }
  await engine.call('targets.clearReservations', { diskId: 'disk', version: (await facts()).version })
  expect(await facts()).toMatchObject({ generation: 3 })
  expect(await two.command({ cdb: Buffer.from([0x16, 0, 0, 0, 0, 0]) })).toMatchObject({ status: 0 })
  expect(await facts()).toMatchObject({ kind: 'reserve6', registrants: [{ ...registrant(1, '', true), key: null }] })
  for (const client of [one, two]) client.destroy()
  await expect(engine.call('targets.reservations', { diskId: 'gone' })).rejects.toMatchObject({ code: 'diskNotFound' })
})

it('two nodes arbitrate over a disk, and a restart of the array changes nothing of it', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'lunette-cluster-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  let running = await start(folder)
  const write = (client: RawInitiator) => client.command({ cdb: cdbOf.write10(0, 1), write: Buffer.alloc(512, 1) })
  const one = await node(running.port, NODES[0])
  const two = await node(running.port, NODES[1])
  expect(await reserveOut(one, 'register', { second: 0x11n, persistent: true })).toMatchObject({ status: 0 })
  expect(await reserveOut(one, 'reserve', { key: 0x11n })).toMatchObject({ status: 0 })
  expect(await write(two)).toMatchObject({ status: CONFLICT })
  expect(await two.command({ cdb: cdbOf.read10(0, 1), read: 512 })).toMatchObject({ status: 0 })
  expect(await reserveOut(two, 'register', { second: 0x22n, persistent: true })).toMatchObject({ status: 0 })
  expect(await write(two)).toMatchObject({ status: 0 })
  await running.engine.call('engine.shutdown', null)

  running = await start(folder)
  onTestFinished(async () => {
    await running.engine.call('engine.shutdown', null)
  })
  const stranger = await RawInitiator.enter(running.port, { name: NODES[1], isid: 9 })
  await stranger.command({ cdb: cdbOf.testUnitReady() })
  expect(await write(stranger)).toMatchObject({ status: CONFLICT })
  const survivor = await node(running.port, NODES[1])
  expect(await keysOf(survivor)).toEqual(['0000000000000011', '0000000000000022'])
  expect(await reserveOut(survivor, 'preempt', { key: 0x22n, second: 0x11n })).toMatchObject({ status: 0 })
  const dead = await node(running.port, NODES[0])
  expect(await write(dead)).toMatchObject({ status: CONFLICT })
  expect(await write(survivor)).toMatchObject({ status: 0 })
  expect(await keysOf(survivor)).toEqual(['0000000000000022'])
  for (const client of [one, two, stranger, survivor, dead]) client.destroy()
})
