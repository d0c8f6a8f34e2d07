/** A thin disk whose pool runs out of room says so in SCSI's words, first that little is left, then that nothing is. */
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cdbOf, RawInitiator } from '../../server/engine/targets/iscsi/test-support/raw-initiator'
import { createDisk, createPool, mapDisk } from '../support/array'
import { Product } from '../support/product'

const MIB = 2 ** 20
const CAPACITY = 256 * MIB
const PORTION = MIB
const NAME = 'iqn.2026-01.test:thin'
let product: Product
let client: RawInitiator

beforeEach(async () => {
  product = await Product.start({ smallFileSystem: { name: 'small', bytes: 64 * MIB } })
  const poolId = await createPool(product, path.join('small', 'pool'))
  const disk = await createDisk(product, poolId, 'thin', CAPACITY)
  const host = await product.rest.post<{ id: string }>('/hosts', { name: 'thin', os: 'linux', ports: [{ type: 'iscsi', identifier: NAME }] })
  await mapDisk(product, disk.id, host.id)
  const { targets } = await product.rest.get<{ targets: { iscsi: { iqn: string } } }>('/array')
  client = await RawInitiator.enter(product.iscsiPort, { name: NAME, target: targets.iscsi.iqn })
  await client.command({ cdb: cdbOf.testUnitReady() })
})
afterEach(async () => {
  client.destroy()
  await product.dispose()
})

const DATA = Buffer.alloc(PORTION, 0x5a)
const write = async (portion: number) =>
  (await client.command({ cdb: cdbOf.write10((portion * PORTION) / 512, PORTION / 512), write: DATA, immediate: 0 })).sense
const ready = async () => (await client.command({ cdb: cdbOf.testUnitReady() })).sense

/** Counts of log page 0Ch in MiB: what is free in the pool, and what the disk takes. */
async function room(): Promise<{ available: number; used: number }> {
  const { data } = await client.command({ cdb: [0x4d, 0, 0x4c, 0, 0, 0, 0, 0, 255, 0], read: 255 })
  return { available: data.readUInt32BE(8), used: data.readUInt32BE(20) }
}

test('the soft threshold is told as a unit attention, the end of the room as 07/27/07, and room again is room', async () => {
  const before = await room()
  let portion = 0
  while ((await room()).available > 2) expect(await write(portion++)).toMatch(/^(?:|06\/38\/07)$/)
  const { used } = await room()
  expect(used - before.used).toBeGreaterThanOrEqual(portion - 2)
  await expect.poll(ready, { timeout: 60_000 }).toBe('06/38/07')
  expect(await ready()).toBe('')

  let sense = ''
  while (sense === '' && portion < CAPACITY / PORTION) sense = await write(portion++)
  expect(sense).toBe('07/27/07')
  // What was written before is there.
  const { data } = await client.command({ cdb: cdbOf.read10(0, 8), read: 4096 })
  expect(data.equals(DATA.subarray(0, 4096))).toBe(true)

  const unmapped = Buffer.alloc(24)
  unmapped.set([0, 22, 0, 16])
  unmapped.writeUInt32BE((16 * PORTION) / 512, 16)
  expect((await client.command({ cdb: [0x42, 0, 0, 0, 0, 0, 0, 0, 24, 0], write: unmapped })).status).toBe(0)
  expect((await room()).available).toBeGreaterThanOrEqual(14)
  expect(await write(0)).toBe('')
})
