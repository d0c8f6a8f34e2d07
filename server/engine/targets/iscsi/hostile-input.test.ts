import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { repeatable } from '../../testing/repeatable'
import { MemoryVolume } from '../test-support/memory-volume'
import { AT, BHS_BYTES, IMMEDIATE, NO_TAG, REQUEST, RESPONSE } from './pdu'
import { cdbOf, encodePdu, INITIATOR, RawInitiator, TARGET } from './test-support/raw-initiator'
import { MIB, serve, type Served } from './test-support/serve'
import { encodeText } from './text-keys'

/** Whatever was done to it, the server serves a good initiator and has nothing left of the bad ones. */
async function expectGoodService(served: Served, volume: MemoryVolume): Promise<void> {
  const client = await RawInitiator.enter(served.port, { isid: 99 })
  await client.command({ cdb: cdbOf.testUnitReady() })
  const data = Buffer.alloc(4096, 0x5a)
  expect(await client.command({ cdb: cdbOf.write10(8, 8), write: data })).toMatchObject({ status: 0 })
  expect((await client.command({ cdb: cdbOf.read10(8, 8), read: 4096 })).data).toEqual(data)
  client.destroy()
  await served.until(() => served.held.length === 0)
  expect(served.internalErrors).toEqual([])
  expect(volume.inFlight).toBe(0)
}

/** Sends bytes on a connection of their own, ends it, and waits until the server has closed it too. */
async function throwAt(served: Served, bytes: Buffer): Promise<void> {
  const client = await RawInitiator.connect(served.port)
  client.socket.end(bytes)
  await client.untilClosed()
  client.destroy()
}

function header(opcode: number, flags: number, change: (header: Buffer) => void = () => undefined): Buffer {
  const made = Buffer.alloc(BHS_BYTES)
  made[0] = opcode
  made[1] = flags
  change(made)
  return made
}

const login = encodePdu(
  header(IMMEDIATE | REQUEST.login, 0x87, (made) => made.writeUInt32BE(1, AT.cmdSn)),
  encodeText([['InitiatorName', INITIATOR], ['TargetName', TARGET], ['InitialR2T', 'No']]),
)

function command(cmdSn: number, flags: number, cdb: Buffer, expected: number, data = Buffer.alloc(0)): Buffer {
  return encodePdu(
    header(REQUEST.scsiCommand, flags, (made) => {
      made.writeUInt32BE(cmdSn, AT.itt)
      made.writeUInt32BE(cmdSn, AT.cmdSn)
      made.writeUInt32BE(expected, AT.expectedLength)
      made.set(cdb, AT.cdb)
    }),
    data,
  )
}

const dataOut = encodePdu(
  header(REQUEST.dataOut, 0x80, (made) => {
    made.writeUInt32BE(3, AT.itt)
    made.writeUInt32BE(NO_TAG, AT.ttt)
    made.writeUInt32BE(512, AT.bufferOffset)
  }),
  Buffer.alloc(512, 2),
)
const wholeConversation = Buffer.concat([
  login,
  command(1, 0xc0, cdbOf.inquiry(0x83), 255),
  command(2, 0xa0, cdbOf.write10(0, 1), 512, Buffer.alloc(512, 1)),
  command(3, 0x20, cdbOf.write10(0, 2), 1024, Buffer.alloc(512, 1)),
  dataOut,
  command(4, 0xc0, cdbOf.read10(0, 2), 1024),
])

describe('hostile input', () => {
  it('may end at any byte', async () => {
    const volume = new MemoryVolume('disk', MIB, 'mixed')
    const served = await serve([volume])
    for (let length = 0; length <= wholeConversation.length; length += 1) {
      await throwAt(served, wholeConversation.subarray(0, length))
    }
    await expectGoodService(served, volume)
  })

  it('may be any bytes, before the login and after it', async () => {
    const volume = new MemoryVolume('disk', MIB, 'mixed')
    const served = await serve([volume])
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.uint8Array({ maxLength: 300 }), async (loggedIn, bytes) => {
        await throwAt(served, Buffer.concat([loggedIn ? login : Buffer.alloc(0), bytes]))
      }),
      repeatable(300),
    )
    await expectGoodService(served, volume)
  })

  it('may have any byte changed', async () => {
    const volume = new MemoryVolume('disk', MIB, 'mixed')
    const served = await serve([volume])
    await fc.assert(
      fc.asyncProperty(fc.nat(wholeConversation.length - 1), fc.nat(255), async (at, value) => {
        const changed = Buffer.from(wholeConversation)
        changed[at] = value
        await throwAt(served, changed)
      }),
      repeatable(600),
    )
    await expectGoodService(served, volume)
  })

  it('may be commands of any kind', async () => {
    const volume = new MemoryVolume('disk', MIB, 'mixed')
    const served = await serve([volume])
    const client = await RawInitiator.enter(served.port)
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.constantFrom(0, 1, 255),
        fc.constantFrom<'read' | 'write' | 'none'>('read', 'write', 'none'),
        fc.nat(2048),
        async (cdb, lun, direction, length) => {
          const data = direction === 'write' ? { write: Buffer.alloc(length) } : direction === 'read' ? { read: length } : {}
          const { status } = await client.command({ cdb: Buffer.from(cdb), lun, ...data })
          expect([0x00, 0x02, 0x04, 0x18]).toContain(status)
        },
      ),
      repeatable(1500),
    )
    client.destroy()
    await served.until(() => served.held.length === 0)
    expect(served.internalErrors).toEqual([])
  })

  it('may announce more data than the agreement allows, and is cut off', async () => {
    const volume = new MemoryVolume('disk', MIB)
    const served = await serve([volume])
    for (const length of [262_145, 0xff_ffff]) {
      const client = await RawInitiator.enter(served.port)
      const announced = client.header(REQUEST.nopOut)
      announced.writeUIntBE(length, AT.dataLength, 3)
      client.socket.write(announced)
      await client.untilClosed()
    }
    await expectGoodService(served, volume)
  })

  it.each<[string, (header: Buffer) => void, string]>([
    ['under a tag that was not given', (made) => made.writeUInt32BE(77, AT.ttt), '0b/0c/0c'],
    ['with a wrong number', (made) => made.writeUInt32BE(1, AT.dataSn), '0b/4b/00'],
    ['at another place', (made) => made.writeUInt32BE(512, AT.bufferOffset), '0b/4b/00'],
  ])('may be data %s: the command ends, and nothing is written', async (_how, change, sense) => {
    const volume = new MemoryVolume('disk', MIB)
    const served = await serve([volume])
    const client = await RawInitiator.enter(served.port)
    await client.command({ cdb: cdbOf.testUnitReady() })
    const task = client.begin({ cdb: cdbOf.write10(0, 1), write: Buffer.alloc(512, 1), immediate: 0 })
    const r2t = await client.receive()
    expect(r2t.header[0]).toBe(RESPONSE.readyToTransfer)
    const out = header(REQUEST.dataOut, 0x80, (made) => {
      made.set(r2t.header.subarray(AT.itt, AT.ttt + 4), AT.itt)
      change(made)
    })
    client.send(out, Buffer.alloc(512, 1))
    expect(await client.end(task)).toMatchObject({ status: 2, sense })
    expect(volume.content().every((byte) => byte === 0)).toBe(true)
    client.destroy()
    await expectGoodService(served, volume)
  })

  it('may be thousands of connections that never log in', async () => {
    const volume = new MemoryVolume('disk', MIB)
    const served = await serve([volume])
    const idle: RawInitiator[] = []
    for (let count = 0; count < 600; count += 1) idle.push(await RawInitiator.connect(served.port))
    await expectGoodService(served, volume)
    await Promise.all(idle.slice(0, 300).map((client) => client.untilClosed()))
    for (const client of idle) client.destroy()
  })

  it('may begin more than it ever sends the data of, and is told that its task set is full', async () => {
    const volume = new MemoryVolume('disk', MIB)
    const served = await serve([volume])
    const client = await RawInitiator.enter(served.port)
    await client.command({ cdb: cdbOf.testUnitReady() })
    const compareAndWrite = Buffer.alloc(16)
    compareAndWrite.set([0x89])
    compareAndWrite[13] = 255
    const data = Buffer.alloc(2 * 255 * 512)
    for (let count = 0; count < 100; count += 1) client.begin({ cdb: compareAndWrite, write: data, immediate: 0 })
    const first: number[] = []
    const full: number[] = []
    while (first.length + full.length < 100) {
      const pdu = await client.receive()
      if (pdu.header[0] === RESPONSE.readyToTransfer) first.push(pdu.header.readUInt32BE(AT.itt))
      else full.push(pdu.header[3] ?? 0)
    }
    expect(first.length * data.length).toBeLessThanOrEqual(16 * MIB)
    expect(full).toEqual(Array.from({ length: 100 - first.length }, () => 0x28))
    for (const task of first) {
      const abort = header(IMMEDIATE | REQUEST.taskManagement, 0x81, (made) => made.writeUInt32BE(task, AT.referencedTask))
      client.send(abort)
      expect((await client.receive()).header[2]).toBe(0)
    }
    expect(await client.command({ cdb: compareAndWrite, write: data, immediate: 0 })).toMatchObject({ status: 0 })
    client.destroy()
    await expectGoodService(served, volume)
  })

  it('may ask for much and read nothing of it', async () => {
    const volume = new MemoryVolume('disk', 64 * MIB)
    const served = await serve([volume])
    const client = await RawInitiator.enter(served.port)
    await client.command({ cdb: cdbOf.testUnitReady() })
    client.socket.pause()
    const before = process.memoryUsage().arrayBuffers
    for (let count = 0; count < 100; count += 1) client.begin({ cdb: cdbOf.read10(0, 65_535), read: 65_535 * 512 })
    const other = await RawInitiator.enter(served.port, { isid: 2 })
    expect(await other.command({ cdb: cdbOf.inquiry(null), read: 96 })).toMatchObject({ status: 0 })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(128 * MIB)
    for (const each of [client, other]) each.destroy()
    await expectGoodService(served, volume)
  })
})
