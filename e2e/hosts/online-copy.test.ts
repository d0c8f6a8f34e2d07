import { open, stat } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CopyFacts, copyOf, copyReaches, createDisk, createHost, createPool, type DiskFacts, mapDisk } from '../support/array'
import { background, run, runRefused } from '../support/commands'
import { digest, makeExt4 } from '../support/ext4'
import { BLOCK, OrderedWriter } from '../support/ordered-writer'
import { Product } from '../support/product'

const MIB = 2 ** 20
const FILE_SYSTEM = 160 * MIB
/** Behind the file system: blocks of a writer whose order is known, and a range that fio churns. */
const ORDERED = { start: FILE_SYSTEM, blocks: 2048 }
const CHURNED = { start: FILE_SYSTEM + 16 * MIB, bytes: 32 * MIB }
const CAPACITY = 208 * MIB

let product: Product
let image: string
let source: DiskFacts
let target: DiskFacts
let sourceUri: string
let writer: OrderedWriter
let churn: ReturnType<typeof background>

beforeEach(async () => {
  product = await Product.start()
  const poolId = await createPool(product)
  source = await createDisk(product, poolId, 'finance', CAPACITY)
  target = await createDisk(product, poolId, 'finance copy', CAPACITY)
  const hostId = await createHost(product, 'db1')
  sourceUri = await mapDisk(product, source.id, hostId)
  image = path.join(product.directory, 'ext4.img')
  await makeExt4(product.directory, image, FILE_SYSTEM, 2500)
  await run('nbdcopy', '--destination-is-zero', image, sourceUri)
  const address = { kind: 'tcp', host: '127.0.0.1', port: product.nbdPort } as const
  writer = await OrderedWriter.begin(address, 'db1/0', ORDERED.start, ORDERED.blocks)
  churn = background(
    'fio',
    ...['--name=churn', '--ioengine=nbd', `--uri=${sourceUri}`, '--rw=randwrite', '--bs=4k', '--iodepth=16'],
    ...[`--offset=${CHURNED.start}`, `--size=${CHURNED.bytes}`, '--time_based', '--runtime=300'],
  )
})
afterEach(() => product.dispose())

function startCopy(priority: string): Promise<CopyFacts> {
  return product.rest.post<CopyFacts>('/copies', { sourceId: source.id, targetId: target.id, type: 'online', priority })
}

/** The target holds what the source held at one instant: the file system, and the writer's blocks up to one write. */
async function expectEqualToTheStart(targetUri: string, writesBefore: number): Promise<void> {
  const copied = path.join(product.directory, 'copied.img')
  await run('nbdcopy', targetUri, copied)
  expect((await stat(copied)).size).toBe(CAPACITY)
  expect(await digest(copied, 0, FILE_SYSTEM)).toBe(await digest(image, 0, FILE_SYSTEM))
  await run('e2fsck', '-fn', copied)

  const region = Buffer.alloc(ORDERED.blocks * BLOCK)
  const file = await open(copied)
  await file.read(region, 0, region.length, ORDERED.start)
  await file.close()
  const newest = OrderedWriter.newestIn(region)
  expect(newest).toBeGreaterThanOrEqual(writesBefore)
  expect(region.equals(writer.regionAfter(newest)), `the blocks are those after write ${newest}`).toBe(true)
}

async function expectReadOnlyUntilSwitched(copyId: string, targetUri: string): Promise<void> {
  expect(await runRefused('qemu-io', '-f', 'raw', '-c', 'write 0 4k', targetUri)).toMatch(/read-only|not permitted|Permission/i)
  expect(await product.rest.get<DiskFacts>(`/virtual-disks/${target.id}`)).toMatchObject({ hostAccess: { read: true, write: false } })
  await product.rest.patch(`/copies/${copyId}`, { targetReadOnly: false })
  expect(await run('qemu-io', '-f', 'raw', '-c', `write -P 7 ${CAPACITY - 4096} 4k`, targetUri)).toContain('wrote 4096')
}

async function expectPairRemains(copyId: string): Promise<void> {
  const copy = await copyOf(product, copyId)
  expect(copy.status).toBe('completed')
  const snapshot = await product.rest.get<{ status: string; repositoryUsedBytes: number }>(`/snapshots/${copy.snapshotId}`)
  expect(snapshot).toMatchObject({ status: 'disabled', repositoryUsedBytes: 0 })
}

test('an online copy of a real file system equals the source at its start while hosts keep writing', async () => {
  const writesBefore = writer.log.length
  const copy = await startCopy('medium')
  await copyReaches(product, copy.id, 'completed')
  expect(churn.running()).toBe(true)
  await churn.stop()
  await writer.stop()
  expect(writer.log.length).toBeGreaterThan(writesBefore)

  const targetUri = await mapDisk(product, target.id, await createHost(product, 'backup'))
  await expectEqualToTheStart(targetUri, writesBefore)
  await expectReadOnlyUntilSwitched(copy.id, targetUri)
  await expectPairRemains(copy.id)
})

test('a copy cut off by kill -9 goes on after the restart and ends equal', async () => {
  const writesBefore = writer.log.length
  const copy = await startCopy('low')
  await expect.poll(async () => (await copyOf(product, copy.id)).progress.percent, { timeout: 60_000, interval: 50 }).toBeGreaterThan(15)
  expect((await copyOf(product, copy.id)).status).toBe('inProgress')
  await product.kill()
  await writer.broken()
  await churn.stop()

  await product.start()
  expect((await copyOf(product, copy.id)).status).not.toBe('failed')
  await product.rest.patch(`/copies/${copy.id}`, { priority: 'highest' })
  await copyReaches(product, copy.id, 'completed')
  const targetUri = await mapDisk(product, target.id, await createHost(product, 'backup'))
  await expectEqualToTheStart(targetUri, writesBefore)
  await expectPairRemains(copy.id)
})
