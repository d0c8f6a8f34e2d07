import { afterEach, beforeEach, expect, test } from 'vitest'
import { RawClient } from '../../server/engine/targets/nbd/test-support/raw-client'
import { createDisk, createHost, createPool, mapDisk } from '../support/array'
import { run } from '../support/commands'
import { BLOCK, contentOf, OrderedWriter } from '../support/ordered-writer'
import { Product } from '../support/product'

const MIB = 2 ** 20
const DISK_BYTES = 8 * MIB
const BLOCKS = DISK_BYTES / BLOCK

let product: Product
let poolId: string
beforeEach(async () => {
  product = await Product.start()
  poolId = await createPool(product)
})
afterEach(() => product.dispose())

interface InstantCopy {
  id: string
  status: string
  progressPercent: number
  dependsOn: string[]
}

const address = () => ({ kind: 'tcp', host: '127.0.0.1', port: product.nbdPort }) as const

/** A disk that a host finds as the first LUN of a host named after it. */
async function diskOf(name: string): Promise<{ id: string; exportName: string }> {
  const { id } = await createDisk(product, poolId, name, DISK_BYTES)
  await mapDisk(product, id, await createHost(product, name))
  return { id, exportName: `${name}/0` }
}

async function contentOfDisk(exportName: string): Promise<Buffer> {
  const client = await RawClient.connect(address())
  await client.enter(exportName)
  const pieces: Buffer[] = []
  for (let offset = 0; offset < DISK_BYTES; offset += MIB) pieces.push(await client.read(offset, MIB))
  client.destroy()
  return Buffer.concat(pieces)
}

async function fill(exportName: string, bytes: Buffer, offset: number): Promise<void> {
  const client = await RawClient.connect(address())
  await client.enter(exportName)
  expect((await client.write(offset, bytes)).error).toBe(0)
  client.destroy()
}

const copyOf = (id: string) => product.rest.get<InstantCopy>(`/instant-copies/${id}`)
const reaches = (id: string, status: string) =>
  expect.poll(async () => (await copyOf(id)).status, { timeout: 60_000, interval: 100 }).toBe(status)

async function startCopy(sourceId: string, targetId: string, settings: { copyRate: number; cleanRate?: number; incremental?: boolean }, start = {}): Promise<string> {
  const { id } = await product.rest.post<InstantCopy>('/instant-copies', { sourceId, targetId, ...settings })
  const started = await product.rest.post<InstantCopy>(`/instant-copies/${id}/start`, { prepare: true, ...start })
  expect(started.status).toBe('copying')
  return id
}

test('four targets and a cascade of two levels show each its own instant, under a writer and fio, and keep it', async () => {
  const source = await diskOf('source')
  // Nobody overwrites the second half, so that no target gets everything by that alone, however fast the writer is.
  const half = Buffer.alloc(DISK_BYTES / 2, 'kept')
  await fill(source.exportName, half, half.length)
  const writer = await OrderedWriter.begin(address(), source.exportName, 0, BLOCKS / 2)
  const contentAfter = (number: number) => Buffer.concat([writer.regionAfter(number), half])
  const images: { name: string; id: string; newest: number }[] = []
  // The last one gets everything and hands nothing on, so that the others go on looking through it.
  const rates = { t1: { copyRate: 0 }, t2: { copyRate: 0 }, t3: { copyRate: 80 }, t4: { copyRate: 150, cleanRate: 0 } }
  for (const [name, settings] of Object.entries(rates)) {
    const written = writer.log.length
    await expect.poll(() => writer.log.length, { interval: 5, timeout: 60_000 }).toBeGreaterThan(written + 100)
    const target = await diskOf(name)
    const asked = writer.log.length
    const id = await startCopy(source.id, target.id, settings)
    const shown = await contentOfDisk(target.exportName)
    const newest = OrderedWriter.newestIn(shown.subarray(0, half.length))
    expect(newest).toBeGreaterThanOrEqual(asked)
    expect(shown.equals(contentAfter(newest)), `${name} is the source as of write ${newest}`).toBe(true)
    images.push({ name, id, newest })
  }
  // A host writes the second target while everything else goes on; the first one is the source of a cascade.
  const job = ['--name=target', '--ioengine=nbd', `--uri=nbd://127.0.0.1:${product.nbdPort}/t2/0`, '--rw=randwrite', '--bs=4k', '--size=4M', '--verify=crc32c', '--verify_state_save=0']
  const fio = run('fio', ...job)
  const targets = await product.rest.get<{ items: { id: string; name: string }[] }>('/virtual-disks')
  const idOf = (name: string) => targets.items.find((disk) => disk.name === name)?.id ?? ''
  const [level1, level2] = [await diskOf('c1'), await diskOf('c2')]
  await startCopy(idOf('t1'), level1.id, { copyRate: 0 })
  await startCopy(level1.id, level2.id, { copyRate: 100 })
  await fio
  await expect.poll(() => copyOf(images[3]?.id ?? ''), { timeout: 60_000, interval: 100 }).toMatchObject({ status: 'copying', progressPercent: 100 })
  await writer.stop()

  const expected = (name: string) => contentAfter(images.find((image) => image.name === name)?.newest ?? 0)
  for (const name of ['t1', 't3', 't4']) expect((await contentOfDisk(`${name}/0`)).equals(expected(name)), name).toBe(true)
  for (const { exportName } of [level1, level2]) expect((await contentOfDisk(exportName)).equals(expected('t1')), exportName).toBe(true)
  expect((await contentOfDisk(source.exportName)).equals(contentAfter(writer.log.length))).toBe(true)

  // The first target goes; the levels below get what they saw there first.
  await product.rest.post(`/instant-copies/${images[0]?.id}/stop`, {})
  await reaches(images[0]?.id ?? '', 'stopped')
  for (const { exportName } of [level1, level2]) expect((await contentOfDisk(exportName)).equals(expected('t1')), exportName).toBe(true)
  // All is still so after a restart.
  await product.restart()
  for (const { exportName } of [level1, level2]) expect((await contentOfDisk(exportName)).equals(expected('t1')), exportName).toBe(true)
  expect((await contentOfDisk('t3/0')).equals(expected('t3'))).toBe(true)
})

test('a consistency group under writes that depend on one another is cut at one instant, again and again', async () => {
  const names = ['log', 'data', 'index']
  const sources = await Promise.all(names.map((name) => diskOf(name)))
  const targets = await Promise.all(names.map((name) => diskOf(`${name}-copy`)))
  const group = await product.rest.post<{ id: string }>('/consistency-groups', { name: 'database' })
  for (const [index, source] of sources.entries())
    await product.rest.post('/instant-copies', { sourceId: source.id, targetId: targets[index]?.id, consistencyGroupId: group.id, copyRate: 0, incremental: true })

  const clients: RawClient[] = []
  for (const { exportName } of sources) {
    const client = await RawClient.connect(address())
    await client.enter(exportName)
    clients.push(client)
  }
  let number = 0
  let stopping = false
  const writing = (async () => {
    while (!stopping) {
      number += 1
      for (const client of clients) {
        const { error } = await client.write(((number * 7919) % BLOCKS) * BLOCK, contentOf(number))
        if (error !== 0) throw new Error(`write ${number} was answered with error ${error}`)
      }
    }
  })()
  writing.catch(() => undefined) // Whoever ends it meets what went wrong.
  for (let round = 0; round < 4; round += 1) {
    const before = number
    await expect.poll(() => number, { interval: 5, timeout: 60_000 }).toBeGreaterThan(before + 30)
    await product.rest.post(`/consistency-groups/${group.id}/start`, { prepare: true })
    const shown: number[] = []
    for (const { exportName } of targets) shown.push(OrderedWriter.newestIn(await contentOfDisk(exportName)))
    const [log = 0, data = 0, index = 0] = shown
    expect(log, shown.join()).toBeGreaterThanOrEqual(data)
    expect(data, shown.join()).toBeGreaterThanOrEqual(index)
    expect(log - index, shown.join()).toBeLessThanOrEqual(1)
    await product.rest.post(`/consistency-groups/${group.id}/stop`, {})
    await expect.poll(async () => (await product.rest.get<{ status: string }>(`/consistency-groups/${group.id}`)).status, { timeout: 30_000 }).toBe('stopped')
  }
  stopping = true
  await writing
  for (const client of clients) client.destroy()
})

test('a source gets its content back at once from a target, while two older images keep theirs', async () => {
  const [source, older, backup] = [await diskOf('source'), await diskOf('older'), await diskOf('backup')]
  const write = async (blocks: number) => {
    const writer = await OrderedWriter.begin(address(), source.exportName, 0, BLOCKS)
    await expect.poll(() => writer.log.length, { interval: 5, timeout: 60_000 }).toBeGreaterThan(blocks)
    await writer.stop()
    return contentOfDisk(source.exportName)
  }
  const first = await write(200)
  await startCopy(source.id, older.id, { copyRate: 0 })
  const { virtualDiskId } = await product.rest.post<{ virtualDiskId: string }>('/snapshots', { sourceId: source.id, repositoryPercent: 120 })
  await mapDisk(product, virtualDiskId, await createHost(product, 'snapshot'))
  const second = await write(400)
  const saved = await startCopy(source.id, backup.id, { copyRate: 150 })
  // Older images see through it what differs from the source, and get that before it is idle.
  await reaches(saved, 'idle')
  const third = await write(600)
  expect(third.equals(second)).toBe(false)

  const back = await startCopy(backup.id, source.id, { copyRate: 100 }, { restore: true, failTargetSnapshots: false })
  expect((await contentOfDisk(source.exportName)).equals(second)).toBe(true)
  expect((await contentOfDisk(older.exportName)).equals(first)).toBe(true)
  expect((await contentOfDisk('snapshot/0')).equals(first)).toBe(true)
  await reaches(back, 'idle')
  expect((await contentOfDisk(source.exportName)).equals(second)).toBe(true)
  expect((await contentOfDisk(older.exportName)).equals(first)).toBe(true)
  expect((await contentOfDisk('snapshot/0')).equals(first)).toBe(true)
})

test('a source gets its content back at once from a target that is still copying, while two older images keep theirs', async () => {
  const [source, older, backup] = [await diskOf('source'), await diskOf('older'), await diskOf('backup')]
  const write = async (writes: number, blocks = BLOCKS) => {
    const writer = await OrderedWriter.begin(address(), source.exportName, 0, blocks)
    await expect.poll(() => writer.log.length, { interval: 5, timeout: 60_000 }).toBeGreaterThan(writes)
    await writer.stop()
    return contentOfDisk(source.exportName)
  }
  const first = await write(200)
  await startCopy(source.id, older.id, { copyRate: 0 })
  const { virtualDiskId } = await product.rest.post<{ virtualDiskId: string }>('/snapshots', { sourceId: source.id, repositoryPercent: 120 })
  await mapDisk(product, virtualDiskId, await createHost(product, 'snapshot'))
  const second = await write(400)
  const saved = await startCopy(source.id, backup.id, { copyRate: 1 })
  const third = await write(600, BLOCKS / 2)
  expect(third.equals(second)).toBe(false)
  const othersKeepTheirs = async () => {
    expect((await contentOfDisk(backup.exportName)).equals(second)).toBe(true)
    expect((await contentOfDisk(older.exportName)).equals(first)).toBe(true)
    expect((await contentOfDisk('snapshot/0')).equals(first)).toBe(true)
  }

  const back = await startCopy(backup.id, source.id, { copyRate: 0 }, { restore: true })
  expect(await copyOf(saved)).toMatchObject({ status: 'copying' })
  expect((await contentOfDisk(source.exportName)).equals(second)).toBe(true)
  await othersKeepTheirs()
  expect(await copyOf(back)).toMatchObject({ status: 'copying', dependsOn: [saved] })

  // Hosts go on with it at once, and it goes on over a restart.
  const expected = Buffer.from(second)
  const client = await RawClient.connect(address())
  await client.enter(source.exportName)
  const later = contentOf(123_456)
  for (const block of [0, 7, BLOCKS - 1]) {
    expect((await client.write(block * BLOCK, later)).error).toBe(0)
    later.copy(expected, block * BLOCK)
  }
  client.destroy()
  await product.restart()
  expect((await contentOfDisk(source.exportName)).equals(expected)).toBe(true)
  await othersKeepTheirs()
  await product.rest.patch(`/instant-copies/${back}`, { copyRate: 150 })
  await reaches(back, 'idle')
  expect(await copyOf(back)).toMatchObject({ progressPercent: 100 })
  expect((await contentOfDisk(source.exportName)).equals(expected)).toBe(true)
  await othersKeepTheirs()
})
