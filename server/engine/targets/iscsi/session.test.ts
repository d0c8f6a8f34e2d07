import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { MemoryVolume } from '../test-support/memory-volume'
import { AT, IMMEDIATE, NO_TAG, REQUEST, RESPONSE } from './pdu'
import { cdbOf, INITIATOR, type LoginOptions, RawInitiator, TARGET } from './test-support/raw-initiator'
import { reserveOut } from './test-support/reserve-out'
import { initiator, MIB, serve, tableOf } from './test-support/serve'

/** A session whose first unit attention is behind it. */
async function enter(port: number, options: LoginOptions = {}): Promise<RawInitiator> {
  const client = await RawInitiator.enter(port, options)
  await client.command({ cdb: cdbOf.testUnitReady() })
  return client
}

const withDigests = { keys: [['HeaderDigest', 'CRC32C'], ['DataDigest', 'CRC32C']] } satisfies LoginOptions
const manyPdus = {
  keys: [['MaxRecvDataSegmentLength', '1024'], ['MaxBurstLength', '4096'], ['FirstBurstLength', '2048'], ['InitialR2T', 'No']],
} satisfies LoginOptions

describe.each([
  ['plain', {}],
  ['with digests', withDigests],
  ['in many small PDUs', manyPdus],
  ['without immediate data', { keys: [['ImmediateData', 'No']] }],
] satisfies [string, LoginOptions][])('data, %s,', (_how, options: LoginOptions) => {
  it('comes back as it went, at once or later', async () => {
    const volume = new MemoryVolume('disk', MIB, 'mixed')
    const { port, internalErrors } = await serve([volume])
    const client = await enter(port, options)
    for (const blocks of [1, 3, 64, 129]) {
      const data = randomBytes(blocks * 512)
      const immediate = options.keys?.some(([key]) => key === 'ImmediateData') ? 0 : Math.min(data.length, 1024)
      expect(await client.command({ cdb: cdbOf.write10(7, blocks), write: data, immediate })).toMatchObject({ status: 0 })
      expect(volume.content().subarray(7 * 512, 7 * 512 + data.length)).toEqual(data)
      const read = await client.command({ cdb: cdbOf.read10(7, blocks), read: data.length })
      expect(read).toMatchObject({ status: 0, residual: { overflow: false, underflow: false, bytes: 0 } })
      expect(read.data).toEqual(data)
    }
    expect(internalErrors).toEqual([])
    client.destroy()
  })
})

describe('digests', () => {
  it.each(['header', 'data'] as const)('that do not match end the connection (%s)', async (kind) => {
    const volume = new MemoryVolume('disk', MIB)
    const served = await serve([volume])
    const client = await enter(served.port, withDigests)
    const header = client.header(REQUEST.scsiCommand, 0xa0)
    header.writeUInt32BE(512, AT.expectedLength)
    header.set(cdbOf.write10(0, 1), AT.cdb)
    client.digests = { header: kind === 'data', data: kind === 'header' }
    client.send(header, Buffer.alloc(512, 1))
    // A digest that is missing is one that doesn't match, once enough has come to look at it.
    client.socket.write(Buffer.alloc(64))
    await client.untilClosed()
    expect(volume.content().every((byte) => byte === 0)).toBe(true)
  })
})

describe('FUA and SYNCHRONIZE CACHE', () => {
  it('are answered when what was written is durable', async () => {
    const volume = new MemoryVolume('disk', MIB)
    const { port } = await serve([volume])
    const client = await enter(port)
    await client.command({ cdb: cdbOf.write10(0, 1), write: Buffer.alloc(512, 1) })
    expect(volume.flushes).toBe(0)
    await client.command({ cdb: cdbOf.write10(0, 1, 0x08), write: Buffer.alloc(512, 1) })
    expect(volume.flushes).toBe(1)
    await client.command({ cdb: cdbOf.synchronizeCache() })
    expect(volume.flushes).toBe(2)
    client.destroy()
  })
})

describe('the array’s access states, in SCSI words:', () => {
  it('a disk that may only be read is write-protected', async () => {
    const volume = new MemoryVolume('disk', MIB)
    volume.access = { read: true, write: false }
    const { port } = await serve([volume])
    const client = await enter(port)
    expect(await client.command({ cdb: cdbOf.write10(0, 1), write: Buffer.alloc(512) })).toMatchObject({ status: 2, sense: '07/27/00' })
    expect((await client.command({ cdb: cdbOf.modeSense6(0x3f), read: 255 })).data[2]).toBe(0x90)
    expect(await client.command({ cdb: cdbOf.read10(0, 1), read: 512 })).toMatchObject({ status: 0 })
    client.destroy()
  })

  it.each([
    [true, '02/04/07'],
    [false, '02/04/03'],
  ])('a disk that hosts are kept from is not ready, for a while (%s) or until somebody acts', async (passing, sense) => {
    const volume = new MemoryVolume('disk', MIB)
    const served = await serve([volume])
    const client = await enter(served.port)
    volume.access = { read: false, write: false }
    served.passing = passing
    for (const cdb of [cdbOf.testUnitReady(), cdbOf.read10(0, 1)]) {
      expect(await client.command({ cdb, read: 512 })).toMatchObject({ status: 2, sense })
    }
    expect(await client.command({ cdb: cdbOf.inquiry(0x83), read: 255 })).toMatchObject({ status: 0 })
    client.destroy()
  })
})

describe('LUNs', () => {
  it('change under an open session, which is told', async () => {
    const volumes = [new MemoryVolume('one', MIB), new MemoryVolume('two', MIB)]
    const [one] = volumes
    if (!one) throw new Error('there is no disk')
    const served = await serve(volumes, tableOf([one]))
    const client = await enter(served.port)
    expect((await client.command({ cdb: cdbOf.testUnitReady(), lun: 1 })).sense).toBe('05/25/00')
    await served.server.setTable(tableOf(volumes))
    expect((await client.command({ cdb: cdbOf.testUnitReady() })).sense).toBe('06/3f/0e')
    const { data } = await client.command({ cdb: cdbOf.reportLuns(), read: 256 })
    expect(data.toString('hex')).toBe('0000001000000000' + '0000000000000000' + '0001000000000000')
    expect((await client.command({ cdb: cdbOf.testUnitReady(), lun: 1 })).sense).toBe('06/29/00')
    await served.server.setTable({ ...tableOf(volumes), luns: [{ hostId: 'alpha', lun: 1, diskId: 'two' }] })
    expect(served.held).toEqual(['two'])
    expect((await client.command({ cdb: cdbOf.inquiry(null), read: 96 })).data[0]).toBe(0x20)
    expect((await client.command({ cdb: cdbOf.read10(0, 1), read: 512 })).sense).toBe('05/25/00')
    client.destroy()
  })

  it('are only those of the initiator’s host', async () => {
    const volumes = [new MemoryVolume('one', MIB), new MemoryVolume('two', MIB)]
    const other = 'iqn.2026-01.test:beta'
    const { port } = await serve(volumes, {
      targetName: TARGET,
      initiators: [initiator(), initiator(other, 'beta')],
      luns: [{ hostId: 'alpha', lun: 0, diskId: 'one' }, { hostId: 'beta', lun: 5, diskId: 'two' }],
    })
    const beta = await RawInitiator.enter(port, { name: other.toUpperCase() })
    expect((await beta.command({ cdb: cdbOf.reportLuns(), read: 256 })).data.toString('hex')).toBe('0000000800000000' + '0005000000000000')
    expect((await beta.command({ cdb: cdbOf.read10(0, 1), read: 512 })).sense).toBe('05/25/00')
    beta.destroy()
  })

  it('that grow are told of', async () => {
    const volume = new MemoryVolume('disk', MIB)
    const { port } = await serve([volume])
    const client = await enter(port)
    volume.grow(2 * MIB)
    expect((await client.command({ cdb: cdbOf.testUnitReady() })).sense).toBe('06/2a/09')
    const { data } = await client.command({ cdb: cdbOf.readCapacity10(), read: 8 })
    expect(data.readUInt32BE(0)).toBe(2 * 2048 - 1)
    client.destroy()
  })
})

describe('sessions', () => {
  it('end when the initiator port logs in again, and stay beside those of its other ports', async () => {
    const served = await serve([new MemoryVolume('disk', MIB)])
    const first = await enter(served.port, { isid: 1 })
    const beside = await enter(served.port, { isid: 2 })
    const again = await enter(served.port, { isid: 1 })
    await first.untilClosed()
    expect(served.server.facts()).toHaveLength(2)
    const discovery = await RawInitiator.enter(served.port, { isid: 2, discovery: true })
    discovery.destroy()
    expect(await beside.command({ cdb: cdbOf.testUnitReady() })).toMatchObject({ status: 0 })
    for (const client of [beside, again]) client.destroy()
    await served.until(() => served.closed.length === 3)
    expect(served.held).toEqual([])
  })

  it('end when their host may not be here any more, or when somebody disconnects them', async () => {
    const volumes = [new MemoryVolume('disk', MIB)]
    const served = await serve(volumes)
    const one = await enter(served.port)
    const [facts] = served.server.facts()
    expect(facts).toMatchObject({ protocol: 'iscsi', hostId: 'alpha', exportName: 'alpha/0', diskId: 'disk', identity: INITIATOR })
    const disconnected = served.server.disconnect(facts?.sessionId ?? '')
    expect((await one.receive()).header[0]).toBe(RESPONSE.asynchronous)
    one.destroy()
    expect(await disconnected).toBe(true)
    const two = await enter(served.port)
    await served.server.setTable(tableOf(volumes, []))
    await two.untilClosed()
    expect(served.server.facts()).toEqual([])
  })

  it('tell what was agreed on, and what was asked for', async () => {
    const served = await serve([new MemoryVolume('disk', MIB)])
    const keys: [string, string][] = [...withDigests.keys, ...manyPdus.keys, ['ErrorRecoveryLevel', '2']]
    const client = await enter(served.port, { keys, isid: 5 })
    const [fresh] = served.server.facts()
    expect(fresh).toMatchObject({ commands: 1, readBytes: 0, writtenBytes: 0, lastReadAt: null, lastWriteAt: null })
    await client.command({ cdb: cdbOf.write10(0, 3), write: Buffer.alloc(3 * 512), immediate: 0 })
    await client.command({ cdb: cdbOf.read10(0, 2), read: 2 * 512 })
    // Takes data, but puts nothing onto the disk.
    await reserveOut(client, 'register', { second: 1n })
    const [facts] = served.server.facts()
    expect(facts).toMatchObject({ commands: 4, readBytes: 1024, writtenBytes: 1536, lastReadAt: expect.any(Number), lastWriteAt: expect.any(Number) })
    expect(facts?.iscsi).toEqual({
      portal: `127.0.0.1:${served.port}`,
      isid: '800000000005',
      tsih: expect.any(Number),
      authentication: 'none',
      headerDigest: true,
      dataDigest: true,
      initiatorMaxRecvDataSegmentLength: 1024,
      targetMaxRecvDataSegmentLength: 262_144,
      maxBurstLength: 4096,
      firstBurstLength: 2048,
      immediateData: true,
      initialR2t: false,
      errorRecoveryLevel: 0,
    })
    client.destroy()
  })

  it('end by logout, with an answer', async () => {
    const { port } = await serve([new MemoryVolume('disk', MIB)])
    const client = await enter(port)
    client.send(client.header(IMMEDIATE | REQUEST.logout, 0x80))
    const { header } = await client.receive()
    expect([header[0], header[2]]).toEqual([RESPONSE.logout, 0])
    await client.untilClosed()
  })

  it('answer pings with what came', async () => {
    const { port } = await serve([new MemoryVolume('disk', MIB)])
    const client = await enter(port)
    const ping = client.header(IMMEDIATE | REQUEST.nopOut)
    ping.writeUInt32BE(NO_TAG, AT.ttt)
    client.send(ping, Buffer.from('are you there'))
    const { header, data } = await client.receive()
    expect([header[0], header.readUInt32BE(AT.ttt), data.toString()]).toEqual([RESPONSE.nopIn, NO_TAG, 'are you there'])
    client.destroy()
  })

  it('find their target by SendTargets, and discovery finds only what the initiator sees', async () => {
    const { port } = await serve([new MemoryVolume('disk', MIB)])
    const ask = async (client: RawInitiator, value: string) => {
      const header = client.header(IMMEDIATE | REQUEST.text)
      header.writeUInt32BE(NO_TAG, AT.ttt)
      client.send(header, Buffer.from(`SendTargets=${value}\0`))
      const answer = await client.receive()
      return answer.header[0] === RESPONSE.reject ? 'rejected' : answer.data.toString().replaceAll('\0', ' ')
    }
    const normal = await enter(port)
    const told = `TargetName=${TARGET} TargetAddress=127.0.0.1:${port},1 `
    expect([await ask(normal, ''), await ask(normal, 'All')]).toEqual([told, 'rejected'])
    const discovery = await RawInitiator.enter(port, { discovery: true })
    expect([await ask(discovery, 'All'), await ask(discovery, `${TARGET}x`)]).toEqual([told, ''])
    const stranger = await RawInitiator.enter(port, { discovery: true, name: 'iqn.2026-01.test:stranger' })
    expect(await ask(stranger, 'All')).toBe('')
    for (const client of [normal, discovery, stranger]) client.destroy()
  })
})

describe('task management', () => {
  const manage = async (client: RawInitiator, action: number, task = 0) => {
    const header = client.header(IMMEDIATE | REQUEST.taskManagement, 0x80 | action)
    header.writeUInt32BE(task, AT.referencedTask)
    client.send(header)
    const answer = await client.receive()
    expect(answer.header[0]).toBe(RESPONSE.taskManagement)
    return answer.header[2]
  }

  it('aborts a task that waits for its data, which is then not answered', async () => {
    const volume = new MemoryVolume('disk', MIB)
    const { port } = await serve([volume])
    const client = await enter(port)
    const task = client.begin({ cdb: cdbOf.write10(0, 2), write: Buffer.alloc(1024, 1), immediate: 0 })
    expect((await client.receive()).header[0]).toBe(RESPONSE.readyToTransfer)
    expect(await manage(client, 1, task)).toBe(0)
    expect(await manage(client, 1, task)).toBe(1)
    expect(await client.command({ cdb: cdbOf.testUnitReady() })).toMatchObject({ status: 0 })
    client.destroy()
  })

  it('resets a unit for all: tasks end when what they began is done, and every initiator is told', async () => {
    const volume = new MemoryVolume('disk', MIB)
    const { port } = await serve([volume])
    const one = await enter(port, { isid: 1 })
    const two = await enter(port, { isid: 2 })
    let release: () => void = () => undefined
    let reached: () => void = () => undefined
    const isReached = new Promise<void>((resolve) => (reached = resolve))
    volume.intercept = () => {
      reached()
      return new Promise((resolve) => (release = resolve))
    }
    two.begin({ cdb: cdbOf.write10(0, 1), write: Buffer.alloc(512, 1) })
    await isReached
    one.send(one.header(IMMEDIATE | REQUEST.taskManagement, 0x85))
    const ping = one.header(IMMEDIATE | REQUEST.nopOut)
    ping.writeUInt32BE(NO_TAG, AT.ttt)
    one.send(ping)
    // The reset is in hand, and waits for the write.
    expect((await one.receive()).header[0]).toBe(RESPONSE.nopIn)
    expect(volume.inFlight).toBe(1)
    release()
    const { header } = await one.receive()
    expect([header[0], header[2]]).toEqual([RESPONSE.taskManagement, 0])
    expect(volume.inFlight).toBe(0)
    volume.intercept = null
    for (const client of [one, two]) {
      expect((await client.command({ cdb: cdbOf.testUnitReady() })).sense).toBe('06/29/03')
      client.destroy()
    }
  })
})

describe('command numbers', () => {
  it('outside the window are ignored, wrap around, and a gap ends the session', async () => {
    const { port } = await serve([new MemoryVolume('disk', MIB)])
    const client = await RawInitiator.connect(port)
    client.cmdSn = 0xffff_fffe
    await client.login()
    for (let count = 0; count < 4; count += 1) await client.command({ cdb: cdbOf.inquiry(null), read: 96 })
    expect(client.cmdSn).toBe(2)
    const before = client.cmdSn
    for (const wrong of [before - 1, before + 5_000]) {
      client.cmdSn = wrong >>> 0
      client.begin({ cdb: cdbOf.inquiry(null), read: 96 })
    }
    client.cmdSn = before
    expect(await client.command({ cdb: cdbOf.inquiry(null), read: 96 })).toMatchObject({ status: 0 })
    client.cmdSn += 1
    client.begin({ cdb: cdbOf.inquiry(null), read: 96 })
    await client.untilClosed()
  })
})
