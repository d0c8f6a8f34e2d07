/** What a real host finds on source and target of a copy in each of its statuses, as the vendors document it. */
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyOf, copyReaches, createDisk, createHost, createPool, mapDisk } from '../support/array'
import { background, run, runRefused } from '../support/commands'
import { Product } from '../support/product'

const MIB = 2 ** 20
/** Much at the lowest priority beside a busy host: long enough in progress to look at. */
const CAPACITY = 1024 * MIB

let product: Product
let poolId: string
/** A pool that has no room for a copy. */
let smallPoolId: string
let hostId: string
let busy: { stop: () => Promise<void> } | null = null

interface Disk {
  id: string
  uri: string
}

beforeAll(async () => {
  product = await Product.start({ smallFileSystem: { name: 'small', bytes: 48 * MIB } })
  poolId = await createPool(product)
  smallPoolId = await createPool(product, path.join('small', 'small-pool'))
  hostId = await createHost(product, 'host')
  await startBusyHost()
})
afterAll(async () => {
  await busy?.stop()
  await product.dispose()
})

async function mapped(name: string, capacityBytes = CAPACITY, inPool = poolId): Promise<Disk> {
  const { id } = await createDisk(product, inPool, name, capacityBytes)
  return { id, uri: await mapDisk(product, id, hostId) }
}

async function remove({ id }: Disk): Promise<void> {
  const { items } = await product.rest.get<{ items: { id: string }[] }>(`/mappings?virtualDiskId=${id}`)
  for (const mapping of items) await product.rest.delete(`/mappings/${mapping.id}`)
  await product.rest.delete(`/virtual-disks/${id}`)
}

/** A host that never falls quiet (copier/pacing.ts), so that copies at low priority hold back; it needs no speed for that. */
async function startBusyHost(): Promise<void> {
  const { uri } = await mapped('busy', 16 * MIB)
  busy = background('fio', '--name=busy', '--ioengine=nbd', `--uri=${uri}`, '--rw=randread', '--bs=4k', '--rate_iops=100', '--time_based', '--runtime=600')
}

/** What a host can do there, by doing it; and what the array says of it beforehand. */
async function access({ id, uri }: Disk): Promise<string> {
  const can = async (mode: string[], command: string) => {
    const arguments_ = [...mode, '-f', 'raw', '-c', command, uri]
    return run('qemu-io', ...arguments_).then(
      (said) => !/error|not permitted|failed/i.test(said),
      () => false,
    )
  }
  // The first sector is written as it was read, so that nothing changes.
  const found = `${(await can(['-r'], 'read 0 512')) ? 'r' : '-'}${(await can([], `write -P ${FILL} ${CAPACITY - 512} 512`)) ? 'w' : '-'}`
  const { hostAccess } = await product.rest.get<{ hostAccess: { read: boolean; write: boolean } }>(`/virtual-disks/${id}`)
  const said = `${hostAccess.read ? 'r' : '-'}${hostAccess.write ? 'w' : '-'}`
  expect(said).toBe(found)
  return found
}
const FILL = 0x5a

/** More than the small pool has room for. */
async function fillBeginning(disk: Disk): Promise<void> {
  const file = path.join(product.directory, 'content')
  await writeFile(file, Buffer.concat([randomBytes(64 * MIB), Buffer.alloc(64 * MIB)]))
  await run('nbdcopy', '--', file, disk.uri)
}

async function fill(disk: Disk): Promise<void> {
  await fillBeginning(disk)
  await run('qemu-io', '-f', 'raw', '-c', `write -P ${FILL} 0 ${CAPACITY - MIB}`, disk.uri)
}

describe.each([
  ['offline', { running: 'r-', failed: 'r-', stopped: 'rw' }],
  ['online', { running: 'rw', failed: 'rw', stopped: 'rw' }],
] as const)('an %s copy', (type, source) => {
  it('gives hosts what its status says, from pending to removed', { timeout: 240_000 }, async () => {
    const [from, onto] = [await mapped(`${type} source`), await mapped(`${type} target`)]
    await fill(from)
    const body = { sourceId: from.id, targetId: onto.id, type, priority: 'lowest' }
    const { id } = await product.rest.post<{ id: string }>('/copies', body)
    expect((await copyOf(product, id)).status).toBe('inProgress')
    expect([await access(from), await access(onto)]).toEqual([source.running, '--'])
    expect((await copyOf(product, id)).status).toBe('inProgress')

    await product.rest.post(`/copies/${id}/stop`)
    expect([await access(from), await access(onto)]).toEqual([source.stopped, '--'])

    await product.rest.post(`/copies/${id}/recopy`, { priority: 'highest' })
    await copyReaches(product, id, 'completed')
    expect([await access(from), await access(onto)]).toEqual(['rw', 'r-'])
    await product.rest.patch(`/copies/${id}`, { targetReadOnly: false })
    expect(await access(onto)).toBe('rw')
    await product.rest.patch(`/copies/${id}`, { targetReadOnly: true })
    expect(await access(onto)).toBe('r-')
    await product.rest.delete(`/copies/${id}`)
    expect([await access(from), await access(onto)]).toEqual(['rw', 'rw'])
    expect(await runRefused('nbdinfo', `${onto.uri}0`)).toMatch(/./)
  })

  it('keeps hosts from its target while it waits, and from what the type says after it failed', { timeout: 240_000 }, async () => {
    const [from, onto] = [await mapped(`${type} failing source`), await mapped(`${type} failing target`, CAPACITY, smallPoolId)]
    await fillBeginning(from)
    await product.rest.patch('/array', { maxRunningCopies: 1 })
    const [other, elsewhere] = [await mapped(`${type} first source`), await mapped(`${type} first target`)]
    await fill(other)
    const first = await product.rest.post<{ id: string }>('/copies', { sourceId: other.id, targetId: elsewhere.id, type, priority: 'lowest' })
    const { id } = await product.rest.post<{ id: string }>('/copies', { sourceId: from.id, targetId: onto.id, type, priority: 'highest' })
    expect((await copyOf(product, id)).status).toBe('pending')
    expect([await access(from), await access(onto)]).toEqual([source.running, '--'])
    expect((await copyOf(product, id)).status).toBe('pending')

    // There is room for it to run now, but none for what it copies.
    await product.rest.patch('/array', { maxRunningCopies: 8 })
    await copyReaches(product, id, 'failed')
    expect([await access(from), await access(onto)]).toEqual([source.failed, '--'])
    await product.rest.post(`/copies/${id}/stop`)
    expect([await access(from), await access(onto)]).toEqual([source.stopped, '--'])
    await product.rest.post(`/copies/${first.id}/stop`)
    await product.rest.delete(`/copies/${id}`)
    await remove(onto)
  })
})
