import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CopyFacts, copyReaches, createDisk, createHost, createPool, type DiskFacts, mapDisk } from '../support/array'
import { run, runRefused } from '../support/commands'
import { Product } from '../support/product'

const MIB = 2 ** 20
let product: Product
let poolId: string
let hostId: string

beforeEach(async () => {
  product = await Product.start({ smallFileSystem: { name: 'small', bytes: 96 * MIB } })
  poolId = await createPool(product, path.join('small', 'pool'))
  hostId = await createHost(product, 'db1')
})
afterEach(() => product.dispose())

const fill = (uri: string, pattern: number, mib: number) =>
  run('qemu-io', '-f', 'raw', '-c', `write -P ${pattern} 0 ${mib}M`, '-c', 'flush', uri)
const conditions = async () => {
  const { items } = await product.rest.get<{ items: { code: string }[] }>('/conditions')
  return items.map(({ code }) => code)
}

test('a full disk under the pool fails what needs space and harms nothing else', async () => {
  const safe = await createDisk(product, poolId, 'safe', 64 * MIB)
  const greedy = await createDisk(product, poolId, 'greedy', 64 * MIB)
  const target = await createDisk(product, poolId, 'target', 64 * MIB)
  const safeUri = await mapDisk(product, safe.id, hostId)
  const greedyUri = await mapDisk(product, greedy.id, hostId)
  await fill(safeUri, 1, 48)

  expect(await runRefused('qemu-io', '-f', 'raw', '-c', 'write -P 2 0 60M', greedyUri)).toContain('No space left on device')
  await expect.poll(conditions).toContain('pool_full')
  expect(await run('qemu-io', '-r', '-f', 'raw', '-c', 'read -P 1 0 48M', safeUri)).toContain('read 50331648')

  const failing = await product.rest.post<CopyFacts>('/copies', { sourceId: safe.id, targetId: target.id, type: 'offline' })
  const failed = await copyReaches(product, failing.id, 'failed')
  expect(failed.failure).toMatchObject({ code: expect.stringMatching(/space/), remedy: expect.stringMatching(/\w/) })
  expect(await product.rest.get<DiskFacts>(`/virtual-disks/${safe.id}`)).toMatchObject({ hostAccess: { read: true, write: false } })
  expect(await run('qemu-io', '-r', '-f', 'raw', '-c', 'read -P 1 0 48M', safeUri)).toContain('read 50331648')
  expect(await conditions()).toContain('copy_failed')

  // The remedy: room. What hosts give back is room at once, and the copy that failed works when it is asked for again.
  await run('qemu-io', '-f', 'raw', '-d', 'unmap', '-c', 'discard 0 64M', greedyUri)
  await product.rest.post(`/copies/${failing.id}/stop`)
  await run('qemu-io', '-f', 'raw', '-d', 'unmap', '-c', 'discard 40M 8M', safeUri)
  await product.rest.post(`/copies/${failing.id}/recopy`)
  await copyReaches(product, failing.id, 'completed')
  const targetUri = await mapDisk(product, target.id, hostId)
  await run('qemu-img', 'compare', '-f', 'raw', '-F', 'raw', '-U', safeUri, targetUri)
  expect(await conditions()).not.toContain('copy_failed')
})

test('a virtual disk that the full pool has no room to describe is not half made', async () => {
  const greedy = await createDisk(product, poolId, 'greedy', 128 * MIB)
  const uri = await mapDisk(product, greedy.id, hostId)
  await runRefused('qemu-io', '-f', 'raw', '-c', 'write -P 2 0 110M', uri)
  const before = await product.rest.get<{ items: { name: string }[] }>('/virtual-disks')
  for (let number = 0; number < 60; number += 1) {
    const answer = await product.rest.ask<{ code: string; detail: string }>('POST', '/virtual-disks', {
      name: `disk ${number}`,
      poolId,
      capacityBytes: MIB,
    })
    if (answer.status === 201) continue
    expect(answer.status).toBe(507)
    expect(answer.body).toMatchObject({ code: 'no_space', detail: expect.stringContaining('full') })
    const after = await product.rest.get<{ items: { name: string }[] }>('/virtual-disks')
    expect(after.items.map(({ name }) => name)).not.toContain(`disk ${number}`)
    expect(after.items.length).toBe(before.items.length + number)
    return
  }
  throw new Error('The pool never ran out of room for labels.')
})
