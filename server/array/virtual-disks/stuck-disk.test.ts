/** A disk under a pool that takes a write and never finishes it: what that holds up, and what not. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { cdbOf, RawInitiator } from '../../engine/targets/iscsi/test-support/raw-initiator'
import { createCopy, recopyCopy, updateCopy } from '../copies/commands'
import { getCopy, listCopies } from '../copies/queries'
import { MiB } from '../door/fields'
import type { Problem } from '../door/problem'
import { createHost } from '../hosts/commands'
import { createInstantCopy } from '../instant-copies/commands'
import { prepareInstantCopy } from '../instant-copies/drive-commands'
import { getInstantCopy } from '../instant-copies/queries'
import { createMapping, deleteMapping } from '../mappings/commands'
import { targetName } from '../mappings/iscsi-target'
import { closeSession, listSessions } from '../sessions/queries'
import { createSnapshot } from '../snapshots/commands'
import { getSnapshot, listSnapshots } from '../snapshots/queries'
import { TestArray } from '../testing'
import { createVirtualDisk, updateVirtualDisk } from './commands'
import { getVirtualDisk } from './queries'

const IQN = 'iqn.2026-01.test:stuck'

let test: TestArray
let poolId: string
let stuck: { id: string; mappingId: string }
let client: RawInitiator
/** The write that is not finished. */
let task: number
/** The disk answers after all. */
let release: () => void

/** A host has a disk at LUN 0 whose storage does not finish its write, and another one at LUN 1. */
beforeEach(async () => {
  test = await TestArray.start()
  // However full this machine is: else hosts are told of that first (SBC-3 4.7.3.7).
  test.engine.files.space = async () => ({ capacityBytes: 1024 ** 4, freeBytes: 1024 ** 4 })
  poolId = (await test.pool()).id
  const disk = (name: string) => test.do(createVirtualDisk, { name, poolId, capacityBytes: MiB })
  const [first, second] = [await disk('stuck'), await disk('healthy')]
  const host = await test.do(createHost, { name: 'host', os: 'linux', ports: [{ type: 'iscsi', identifier: IQN }] })
  const { id: mappingId } = await test.do(createMapping, { virtualDiskId: first.id, hostId: host.id, lun: 0 })
  await test.do(createMapping, { virtualDiskId: second.id, hostId: host.id, lun: 1 })
  stuck = { id: first.id, mappingId }

  const [address] = test.array.iscsiListening
  if (address?.kind !== 'tcp') throw new Error('nobody is served over iSCSI')
  client = await RawInitiator.enter(address.port, { name: IQN, target: targetName(test.array.identity.wwidPrefix) })
  for (const lun of [0, 1]) await client.command({ cdb: cdbOf.testUnitReady(), lun })
  await beginStuck()
})

/** A write is begun that the disk doesn't finish until it is released. */
async function beginStuck(): Promise<void> {
  const held = new Promise<void>((resolve) => (release = resolve))
  const reached = new Promise<void>((resolve) => {
    test.engine.files.stuck = (path) => {
      if (!path.includes(stuck.id)) return null
      resolve()
      return held
    }
  })
  task = client.begin({ cdb: cdbOf.write10(0, 1), write: Buffer.alloc(512, 1) })
  await reached
}
afterEach(async () => {
  release()
  client.destroy()
  expect(test.errors).toEqual([])
  await test.remove()
})

it('a point in time that needs it quiet is refused by its name, holds nobody, and is possible when it answers', async () => {
  const refused = test.refused(createSnapshot, { sourceId: stuck.id })
  const others = test.do(createVirtualDisk, { name: 'meanwhile', poolId, capacityBytes: MiB })
  // Hosts go on, with it too, while and after it is waited for.
  expect(await client.command({ cdb: cdbOf.write10(0, 1), write: Buffer.alloc(512, 2), lun: 1 })).toMatchObject({ status: 0 })
  expect(await refused).toMatchObject({ code: 'disk_io_stuck', status: 409, detail: expect.stringContaining('“stuck”') })
  expect(await client.command({ cdb: cdbOf.read10(8, 1), read: 512 })).toMatchObject({ status: 0 })
  await others
  // Nothing is left of what was refused.
  expect((await test.ask(listSnapshots, { sourceId: stuck.id })).items).toEqual([])
  test.engine.files.stuck = () => null
  release()
  await test.do(createSnapshot, { sourceId: stuck.id })
})

it('it does not become read-only while an older write is not done, and hosts go on writing', async () => {
  const write = () => client.command({ cdb: cdbOf.write10(8, 1), write: Buffer.alloc(512), lun: 0 })
  const setReadOnly = { id: stuck.id, readOnly: true }
  expect((await test.refused(updateVirtualDisk, setReadOnly)).code).toBe('disk_io_stuck')
  expect((await test.refused(updateVirtualDisk, setReadOnly)).code).toBe('disk_io_stuck')
  test.engine.files.stuck = () => null
  expect((await write()).status).toBe(0)
  release()
  expect((await client.end(task)).status).toBe(0)
  await test.do(updateVirtualDisk, setReadOnly)
  expect((await write()).sense).toBe('07/27/00')
})

describe('a copy that needs it quiet is refused by its name, and changes nothing:', () => {
  const disk = async (name: string) => (await test.do(createVirtualDisk, { name, poolId, capacityBytes: MiB })).id
  const stuckIn = async (given: Promise<Problem>) => expect(await given).toMatchObject({ code: 'disk_io_stuck', status: 409, detail: expect.stringContaining('“stuck”') })
  /** Hosts go on writing with it, and what was stuck is done after all. */
  async function answers(): Promise<void> {
    test.engine.files.stuck = () => null
    expect((await client.command({ cdb: cdbOf.write10(8, 1), write: Buffer.alloc(512), lun: 0 })).status).toBe(0)
    release()
    expect((await client.end(task)).status).toBe(0)
  }

  it('an offline copy of it', async () => {
    const target = await disk('target')
    const { id: snapshot } = await test.do(createSnapshot, { sourceId: target })
    const pair = { sourceId: stuck.id, targetId: target, type: 'offline', failTargetSnapshots: true } as const
    await stuckIn(test.refused(createCopy, pair))
    expect((await test.ask(listCopies, {})).items).toEqual([])
    expect((await test.ask(getSnapshot, { id: snapshot })).status).toBe('optimal')
    expect(await test.ask(getVirtualDisk, { id: target })).toMatchObject({ origin: null, hostAccess: { read: true, write: true } })
    expect(test.engine.gate(target)).toMatchObject({ read: true, write: true })
    await answers()
    await test.do(createCopy, pair)
  })

  it('an instant copy onto it', async () => {
    const source = await disk('source')
    const { id } = await test.do(createInstantCopy, { sourceId: source, targetId: stuck.id })
    await stuckIn(test.refused(prepareInstantCopy, { id, overrideInUse: true }))
    expect((await test.ask(getInstantCopy, { id })).status).toBe('idle')
    expect(await test.events()).not.toContain('instant_copy_in_use_overridden')
    await answers()
    expect((await test.do(prepareInstantCopy, { id, overrideInUse: true })).status).toBe('prepared')
    expect(await test.events()).toContain('instant_copy_in_use_overridden')
  })

  it('a copy onto it, and again', async () => {
    const source = await disk('source')
    const pair = { sourceId: source, targetId: stuck.id, type: 'online' } as const
    await stuckIn(test.refused(createCopy, pair))
    expect((await test.ask(listCopies, {})).items).toEqual([])
    expect((await test.ask(listSnapshots, { sourceId: source })).items).toEqual([])
    await answers()
    const { id } = await test.do(createCopy, pair)
    await expect.poll(async () => (await test.ask(getCopy, { id })).status).toBe('completed')
  })
})

it('the target of a copy does not become read-only, nor is it copied onto again, while an older write is not done', async () => {
  test.engine.files.stuck = () => null
  release()
  const { id: sourceId } = await test.do(createVirtualDisk, { name: 'source', poolId, capacityBytes: MiB })
  const { id } = await test.do(createCopy, { sourceId, targetId: stuck.id, type: 'offline' })
  const copied = () => test.ask(getCopy, { id })
  await expect.poll(async () => (await copied()).status).toBe('completed')
  await test.do(updateCopy, { id, targetReadOnly: false })
  const before = await copied()
  await beginStuck()
  expect((await test.refused(updateCopy, { id, targetReadOnly: true })).code).toBe('disk_io_stuck')
  expect((await test.refused(recopyCopy, { id })).code).toBe('disk_io_stuck')
  expect(await copied()).toEqual(before)
  expect(test.engine.gate(stuck.id)).toMatchObject({ read: true, write: true })
  test.engine.files.stuck = () => null
  release()
  await test.do(recopyCopy, { id })
  await expect.poll(async () => (await copied()).status).toBe('completed')
})

it('its mapping can be removed and its session be ended, and other disks can be worked with', async () => {
  await test.do(deleteMapping, { id: stuck.mappingId })
  const { items: [session] } = await test.ask(listSessions, {})
  if (session === undefined) throw new Error('nobody is connected')
  await test.do(closeSession, { id: session.id })
  await client.untilClosed()
  await test.do(createVirtualDisk, { name: 'afterwards', poolId, capacityBytes: MiB })
})
