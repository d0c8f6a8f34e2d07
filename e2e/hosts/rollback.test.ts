import { readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RawClient } from '../../server/engine/targets/nbd/test-support/raw-client'
import { createDisk, createHost, createPool, type DiskFacts, mapDisk } from '../support/array'
import { run } from '../support/commands'
import { Product } from '../support/product'

const MIB = 2 ** 20
const SIZE = 256
/** More often than the array takes for quiet (copier/pacing.ts), so that the lowest priority holds back. */
const READ_EVERY_MS = 20

interface Snapshot {
  id: string
  status: string
  repositoryCapacityBytes: number
  rollback: { status: string; progress: { copiedBytes: number; percent: number }; failure: { code: string } | null } | null
}

let product: Product
let hostId: string
let disk: DiskFacts
let uri: string
beforeEach(async () => {
  product = await Product.start()
  const poolId = await createPool(product, 'pool')
  hostId = await createHost(product, 'db1')
  disk = await createDisk(product, poolId, 'disk', SIZE * MIB)
  uri = await mapDisk(product, disk.id, hostId)
})
afterEach(() => product.dispose())

const host = (...commands: string[]) => run('qemu-io', '-f', 'raw', ...commands.flatMap((each) => ['-c', each]), uri)
const snapshotOf = (id: string) => product.rest.get<Snapshot>(`/snapshots/${id}`)
const take = (more: object) => product.rest.post<Snapshot>('/snapshots', { sourceId: disk.id, repositoryPercent: 120, ...more })
const rollBack = (id: string) => product.rest.post<Snapshot>(`/snapshots/${id}/rollback`, { priority: 'lowest' })
const isOver = (id: string) => expect.poll(async () => (await snapshotOf(id)).rollback, { timeout: 60_000 }).toBeNull()

/** Every byte is as said; qemu-io says so of each read that is not. */
async function expectAt(at: string, value: number, from: number, mebibytes: number): Promise<void> {
  const said = await run('qemu-io', '-r', '-f', 'raw', '-c', `read -P ${value} ${from}M ${mebibytes}M`, at)
  expect(said).toContain(`read ${mebibytes * MIB}/${mebibytes * MIB} bytes`)
  expect(said).not.toMatch(/verification failed/i)
}

async function eventsOf(id: string): Promise<string[]> {
  const { items } = await product.rest.get<{ items: { type: string }[] }>(`/events?subject=${id}`)
  return items.map(({ type }) => type)
}

/** A host that reads all the time, until it is stopped or the array goes. */
async function busyHost(): Promise<() => Promise<void>> {
  const client = await RawClient.connect({ kind: 'tcp', host: '127.0.0.1', port: product.nbdPort })
  await client.enter(new URL(uri).pathname.slice(1))
  let stopping = false
  const reading = (async () => {
    while (!stopping) {
      await client.read(0, 4096)
      await new Promise((resolve) => setTimeout(resolve, READ_EVERY_MS))
    }
  })()
  reading.catch(() => undefined) // A connection that breaks is what ends it when the array goes.
  return async () => {
    stopping = true
    client.destroy()
    await reading.catch(() => undefined)
  }
}

test('hosts have the old content at once, write on, and keep both over a kill in the middle', { timeout: 180_000 }, async () => {
  await host(`write -P 90 0 ${SIZE}M`)
  const old = await take({ name: 'old' })
  await host(`write -P 91 0 ${SIZE}M`)
  const newer = await take({ name: 'newer' })
  const newerUri = await mapDisk(product, newer.id, hostId)
  await host('write -P 92 0 8M', 'flush')

  const stop = await busyHost()
  await rollBack(old.id)
  await expectAt(uri, 90, 0, SIZE)
  await host('write -P 7 100M 1M', 'write -P 8 200M 64k', 'flush')
  // All of that came while it runs.
  await expect.poll(async () => (await snapshotOf(old.id)).rollback?.progress.copiedBytes).toBeGreaterThan(0)
  expect((await snapshotOf(old.id)).rollback).toMatchObject({ status: 'inProgress' })
  await expectAt(newerUri, 91, 0, SIZE)
  const refused = await product.rest.ask<{ code: string }>('POST', '/snapshots', { sourceId: disk.id })
  expect([refused.status, refused.body.code]).toEqual([409, 'disk_rolling_back'])

  await product.kill()
  await stop()
  const label = readFileSync(path.join(product.directory, 'pool/disks', disk.id, 'label.json'), 'utf8')
  expect(label, 'it was killed in the middle').toContain(old.id)
  await product.start()
  await isOver(old.id)
  expect((await eventsOf(old.id)).slice(0, 1)).toEqual(['snapshot_rollback_completed'])
  await expectAt(uri, 90, 0, 100)
  await expectAt(uri, 7, 100, 1)
  await expectAt(uri, 90, 101, 99)
  expect(await host('read -P 8 200M 64k', 'read -P 90 204864k 192k')).not.toMatch(/verification failed/i)
  await expectAt(uri, 90, 201, SIZE - 201)
  await expectAt(newerUri, 91, 0, SIZE)
  expect(await snapshotOf(old.id)).toMatchObject({ rollback: null })

  const after = await product.rest.get<DiskFacts & { mappedTo: { hostId: string } }>(`/virtual-disks/${disk.id}`)
  expect([after.wwid, after.capacityBytes, after.mappedTo.hostId]).toEqual([disk.wwid, disk.capacityBytes, hostId])
  // Restored on its own blocks: without any snapshot it is the same.
  const { items } = await product.rest.get<{ items: { id: string }[] }>(`/mappings?virtualDiskId=${newer.id}`)
  for (const mapping of items) await product.rest.delete(`/mappings/${mapping.id}`)
  for (const { id } of [old, newer]) await product.rest.delete(`/snapshots/${id}`)
  await expectAt(uri, 90, 0, 100)
  await expectAt(uri, 7, 100, 1)
})

test('a pool that is pulled in the middle holds it up, and it goes on when the pool is back', { timeout: 180_000 }, async () => {
  await host(`write -P 90 0 ${SIZE}M`)
  const old = await take({})
  await host(`write -P 91 0 ${SIZE}M`, 'flush')
  const stop = await busyHost()
  await rollBack(old.id)
  await expect.poll(async () => (await snapshotOf(old.id)).rollback?.progress.copiedBytes).toBeGreaterThan(0)
  const poolStatus = async () => (await product.rest.get<{ items: { status: string }[] }>('/pools')).items[0]?.status
  renameSync(path.join(product.directory, 'pool'), path.join(product.directory, 'away'))
  await expect.poll(poolStatus, { timeout: 30_000 }).toBe('missing')
  await stop()
  expect((await snapshotOf(old.id)).rollback).toMatchObject({ status: 'inProgress' })

  renameSync(path.join(product.directory, 'away'), path.join(product.directory, 'pool'))
  await expect.poll(poolStatus, { timeout: 30_000 }).toBe('optimal')
  await isOver(old.id)
  expect(await eventsOf(old.id)).not.toContain('snapshot_rollback_paused')
  await expectAt(uri, 90, 0, SIZE)
})

test('a newer snapshot’s full repository pauses it; enlarged, it is resumed, and both are whole', { timeout: 180_000 }, async () => {
  await host(`write -P 90 0 ${SIZE}M`)
  const old = await take({ name: 'old' })
  await host(`write -P 91 0 ${SIZE}M`, 'flush')
  const newer = await take({ name: 'newer', repositoryPercent: 10, fullPolicy: 'failSourceWrites' })
  const newerUri = await mapDisk(product, newer.id, hostId)

  await product.rest.post(`/snapshots/${old.id}/rollback`, { priority: 'highest' })
  const status = async () => (await snapshotOf(old.id)).rollback?.status
  await expect.poll(status, { timeout: 30_000 }).toBe('paused')
  expect((await snapshotOf(old.id)).rollback?.failure?.code).toBe('repository_full')
  const { items } = await product.rest.get<{ items: { code: string; severity: string }[] }>('/conditions')
  expect(items).toContainEqual(expect.objectContaining({ code: 'snapshot_rollback_paused', severity: 'critical' }))
  await expectAt(uri, 90, 0, SIZE)
  await expectAt(newerUri, 91, 0, SIZE)

  await product.rest.patch(`/snapshots/${newer.id}`, { repositoryCapacityBytes: 2 * SIZE * MIB })
  await product.rest.post(`/snapshots/${old.id}/rollback/resume`)
  await isOver(old.id)
  await expectAt(uri, 90, 0, SIZE)
  await expectAt(newerUri, 91, 0, SIZE)
  expect((await snapshotOf(newer.id)).status).toMatch(/optimal|overThreshold/)
})
