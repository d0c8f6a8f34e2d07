import { describe, expect, it } from 'vitest'
import { MemoryVolume } from '../test-support/memory-volume'
import { cdbOf, RawInitiator } from './test-support/raw-initiator'
import { MIB, serve, type Served } from './test-support/serve'

const OTHER_ISID = 2

async function enter(port: number, isid = 1): Promise<RawInitiator> {
  const client = await RawInitiator.enter(port, { isid })
  await client.command({ cdb: cdbOf.testUnitReady() })
  return client
}

const logSense = (page: number, pointer = 0, allocation = 255) => Buffer.from([0x4d, 0, 0x40 | page, 0, 0, 0, pointer, 0, allocation, 0])
const modeSense6 = (page: number, subpage: number, control = 0) => Buffer.from([0x1a, 0x08, (control << 6) | page, subpage, 255, 0])

async function free(served: Served, freeBytes: number): Promise<void> {
  served.space = { ...served.space, freeBytes }
  await served.server.lookAtSpace()
}

describe('the room of a thin disk', () => {
  it('is told by the log page: what is free for all, what this disk takes, in sets of the size that VPD B2h says', async () => {
    const { port } = await serve([new MemoryVolume('disk', MIB)])
    const client = await enter(port)
    const vpd = await client.command({ cdb: cdbOf.inquiry(0xb2), read: 255 })
    expect(512 * 2 ** (vpd.data[4] ?? 0)).toBe(MIB)
    const pages = await client.command({ cdb: logSense(0), read: 255 })
    expect([...pages.data]).toEqual([0, 0, 0, 2, 0x00, 0x0c])
    const { data } = await client.command({ cdb: logSense(0x0c), read: 255 })
    expect([...data]).toEqual([
      ...[0x0c, 0, 0, 24],
      ...[0, 1, 0x03, 8, 0, 0, 900 >> 8, 900 & 0xff, 0x02, 0, 0, 0],
      ...[0, 2, 0x03, 8, 0, 0, 0, 5, 0x01, 0, 0, 0],
    ])
    const used = await client.command({ cdb: logSense(0x0c, 2), read: 255 })
    expect([used.data.length, used.data[3], used.data[5]]).toEqual([16, 12, 2])
    const cut = await client.command({ cdb: logSense(0x0c, 0, 6), read: 255 })
    expect([cut.data.length, cut.data[3]]).toEqual([6, 24])
    for (const cdb of [logSense(0x0d), logSense(0x0c, 3), Buffer.from([0x4d, 1, 0x4c, 0, 0, 0, 0, 0, 255, 0])]) {
      expect(await client.command({ cdb, read: 255 })).toMatchObject({ status: 2, sense: '05/24/00' })
    }
    client.destroy()
  })

  it('is watched by the threshold of mode page 1Ch/02h, whose crossing every initiator is told once', async () => {
    const served = await serve([new MemoryVolume('disk', MIB)])
    const clients = [await enter(served.port), await enter(served.port, OTHER_ISID)]
    const [one] = clients
    const page = await one?.command({ cdb: modeSense6(0x1c, 0x02), read: 255 })
    expect(page?.data.subarray(4, 8)).toEqual(Buffer.from([0x5c, 0x02, 0, 20]))
    const descriptor = page?.data.subarray(20)
    expect([descriptor?.[0], descriptor?.[1], descriptor?.readUInt32BE(4)]).toEqual([0x80, 0x01, 100])
    const recovery = await one?.command({ cdb: modeSense6(0x01, 0), read: 255 })
    expect((recovery?.data[4 + 7] ?? 0) & 0x80).toBe(0x80)
    const changeable = await one?.command({ cdb: modeSense6(0x1c, 0x02, 1), read: 255 })
    expect(changeable?.data.subarray(8).every((byte) => byte === 0)).toBe(true)

    const told = () => Promise.all(clients.map(async (client) => (await client.command({ cdb: cdbOf.testUnitReady() })).sense))
    await free(served, 101 * MIB)
    expect(await told()).toEqual(['', ''])
    await free(served, 100 * MIB)
    expect(await told()).toEqual(['06/38/07', '06/38/07'])
    await free(served, 50 * MIB)
    expect(await told()).toEqual(['', ''])
    await free(served, 500 * MIB)
    await free(served, 50 * MIB)
    expect(await told()).toEqual(['06/38/07', '06/38/07'])
    for (const client of clients) client.destroy()
  })

  it('comes with all pages and subpages, which can be sent back as they are', async () => {
    const { port } = await serve([new MemoryVolume('disk', MIB)])
    const client = await enter(port)
    const all = await client.command({ cdb: modeSense6(0x3f, 0xff), read: 255 })
    const plain = await client.command({ cdb: modeSense6(0x3f, 0), read: 255 })
    expect(all.data.length - plain.data.length).toBe(24)
    const list = Buffer.concat([Buffer.alloc(4), all.data.subarray(4)])
    const select = (write: Buffer) => client.command({ cdb: [0x15, 0x10, 0, 0, write.length, 0], write })
    expect(await select(list)).toMatchObject({ status: 0 })
    const changed = Buffer.from(list)
    changed.writeUInt8(0xff, changed.length - 1)
    expect(await select(changed)).toMatchObject({ status: 2, sense: '05/26/00' })
    expect(await client.command({ cdb: modeSense6(0x1c, 0x03), read: 255 })).toMatchObject({ status: 2, sense: '05/24/00' })
    client.destroy()
  })
})
