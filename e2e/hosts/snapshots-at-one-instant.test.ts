import { afterEach, beforeEach, expect, test } from 'vitest'
import { RawClient } from '../../server/engine/targets/nbd/test-support/raw-client'
import { createDisk, createHost, createPool, mapDisk } from '../support/array'
import { Product } from '../support/product'

const MIB = 2 ** 20
const BLOCK = 4096
const BLOCKS = 512

let product: Product
beforeEach(async () => {
  product = await Product.start()
})
afterEach(() => product.dispose())

interface Snapshot {
  id: string
  imageAt: string
  instantId: string
}

const enter = async (exportName: string) => {
  const client = await RawClient.connect({ kind: 'tcp', host: '127.0.0.1', port: product.nbdPort })
  await client.enter(exportName)
  return client
}

/**
 * A database as storage sees it: write n goes to the log first, and only when it is answered to the data; n + 1 only
 * then. So at any one instant the data is at n and the log at n or n + 1.
 */
function dependentWriter(log: RawClient, data: RawClient) {
  let stopping = false
  let number = 0
  const write = async (client: RawClient) => {
    const block = Buffer.alloc(BLOCK, number % 256)
    block.writeUInt32LE(number, 0)
    const reply = await client.write(((number * 7919) % BLOCKS) * BLOCK, block)
    if (reply.error !== 0) throw new Error(`write ${number} was answered with error ${reply.error}`)
  }
  const done = (async () => {
    while (!stopping) {
      number += 1
      await write(log)
      await write(data)
    }
  })()
  done.catch(() => undefined) // Whoever stops it meets what went wrong.
  return {
    written: () => number,
    async stop() {
      stopping = true
      await done
    },
  }
}

/** The number of the newest write that a disk shows. */
async function newestIn(exportName: string): Promise<number> {
  const client = await enter(exportName)
  let newest = 0
  for (let block = 0; block < BLOCKS; block += 1) {
    newest = Math.max(newest, (await client.read(block * BLOCK, BLOCK)).readUInt32LE(0))
  }
  client.destroy()
  return newest
}

test('several sources under dependent writes are cut at one instant, again and again', async () => {
  const poolId = await createPool(product)
  const log = await createDisk(product, poolId, 'log', 8 * MIB)
  const data = await createDisk(product, poolId, 'data', 8 * MIB)
  const database = await createHost(product, 'database')
  await mapDisk(product, log.id, database)
  await mapDisk(product, data.id, database)
  const [logClient, dataClient] = [await enter('database/0'), await enter('database/1')]
  const writer = dependentWriter(logClient, dataClient)
  const backup = await createHost(product, 'backup')

  let lun = 0
  for (let round = 0; round < 4; round += 1) {
    const before = writer.written()
    await expect.poll(writer.written, { interval: 5, timeout: 60_000 }).toBeGreaterThan(before + 50)
    const asked = writer.written()
    // The log last: cut one after the other, it would be ahead of the data by every write in between.
    const { items, heldMicros } = await product.rest.post<{ items: Snapshot[]; heldMicros: number }>(
      '/snapshots/at-one-instant',
      { snapshots: [{ sourceId: data.id, repositoryPercent: 120 }, { sourceId: log.id, repositoryPercent: 120 }] },
    )
    const [ofData, ofLog] = items
    expect(ofData?.instantId).toBe(ofLog?.instantId)
    expect(heldMicros).toBeLessThan(5_000_000)
    await mapDisk(product, ofData?.id ?? '', backup)
    await mapDisk(product, ofLog?.id ?? '', backup)
    const shownData = await newestIn(`backup/${lun}`)
    const shownLog = await newestIn(`backup/${lun + 1}`)
    lun += 2
    expect(shownData).toBeGreaterThanOrEqual(asked - 1)
    expect(shownLog - shownData, `round ${round}: log at ${shownLog}, data at ${shownData}`).toBeOneOf([0, 1])
  }
  await writer.stop()
  for (const client of [logClient, dataClient]) client.destroy()

  // The images stay what they were: the oldest pair is still of one instant, read again after all the others.
  const [data0, log0] = [await newestIn('backup/0'), await newestIn('backup/1')]
  expect(log0 - data0).toBeOneOf([0, 1])
  expect(data0).toBeLessThan(writer.written())
})
