import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { MemoryVolume } from '../test-support/memory-volume'
import { AT, IMMEDIATE, NO_TAG, REQUEST, RESPONSE } from './pdu'
import { cdbOf, type Pdu, RawInitiator, TARGET } from './test-support/raw-initiator'
import { initiator, MIB, serve, type Served, tableOf } from './test-support/serve'

/** What an Asynchronous Message says (RFC 7143 11.9). */
function eventOf({ header, data }: Pdu) {
  return {
    opcode: header[0],
    flags: header[1],
    itt: header.readUInt32BE(AT.itt),
    lun: header.readBigUInt64BE(AT.lun),
    event: header[AT.asyncEvent],
    parameters: [AT.asyncParameter1, AT.asyncParameter2, AT.asyncParameter3].map((at) => header.readUInt16BE(at)),
    data: data.length,
  }
}

const message = (event: number, parameters: number[]) => ({
  opcode: RESPONSE.asynchronous,
  flags: 0x80,
  itt: NO_TAG,
  lun: 0n,
  event,
  parameters,
  data: 0,
})

async function open(isid = 1): Promise<{ served: Served; client: RawInitiator; disconnect: () => Promise<boolean> }> {
  const served = await serve([new MemoryVolume('disk', MIB)])
  const client = await RawInitiator.enter(served.port, { isid })
  await client.command({ cdb: cdbOf.testUnitReady() })
  return { served, client, disconnect: () => served.server.disconnect(served.server.facts()[0]?.sessionId ?? '') }
}

function logOut(client: RawInitiator): void {
  client.send(client.header(IMMEDIATE | REQUEST.logout, 0x80))
}

describe('an initiator whose session is to end', () => {
  it('is asked to log out, is served until it does, and has its answer', async () => {
    const { client, disconnect } = await open()
    const before = client.begin({ cdb: cdbOf.read10(0, 1), read: 512 })
    await client.end(before)
    const disconnected = disconnect()
    const asked = await client.receive()
    expect(eventOf(asked)).toEqual(message(1, [0, 0, 3]))
    const task = client.begin({ cdb: cdbOf.write10(0, 1), write: Buffer.alloc(512, 1) })
    const answer = await client.receive()
    expect([answer.header[0], answer.header.readUInt32BE(AT.itt)]).toEqual([RESPONSE.scsi, task])
    // The message has a status number of its own.
    expect(answer.header.readUInt32BE(AT.statSn)).toBe(asked.header.readUInt32BE(AT.statSn) + 1)
    logOut(client)
    const { header } = await client.receive()
    expect([header[0], header[2]]).toEqual([RESPONSE.logout, 0])
    await client.untilClosed()
    client.destroy()
    expect(await disconnected).toBe(true)
  })

  it('that does not answer is told that its connection is dropped, and dropped', async () => {
    const { served, client, disconnect } = await open()
    const disconnected = disconnect()
    expect(eventOf(await client.receive())).toEqual(message(1, [0, 0, 3]))
    expect(eventOf(await client.receive())).toEqual(message(2, [0, 2, 0]))
    await client.untilClosed()
    expect(await disconnected).toBe(true)
    expect(served.server.facts()).toEqual([])
  })

  it('that logs out and keeps its side open is dropped all the same', async () => {
    const { client, disconnect } = await open()
    client.socket.allowHalfOpen = true
    const disconnected = disconnect()
    await client.receive()
    logOut(client)
    expect((await client.receive()).header[0]).toBe(RESPONSE.logout)
    expect(await disconnected).toBe(true)
    client.destroy()
  })

  it('is told when its session is dropped without asking, because its host may not be here any more', async () => {
    const { served, client } = await open()
    await served.server.setTable(tableOf([], []))
    expect(eventOf(await client.receive())).toEqual(message(3, [0, 2, 0]))
    await client.untilClosed()
  })
})

describe('the end of the target', () => {
  it('asks all initiators to log out, and is there when they have', async () => {
    const served = await serve([new MemoryVolume('disk', MIB)])
    const clients = await Promise.all([1, 2, 3].map((isid) => RawInitiator.enter(served.port, { isid })))
    for (const client of clients) await client.command({ cdb: cdbOf.testUnitReady() })
    const closed = served.server.close()
    for (const client of clients) {
      expect(eventOf(await client.receive())).toEqual(message(1, [0, 0, 1]))
      logOut(client)
      expect((await client.receive()).header[0]).toBe(RESPONSE.logout)
      await client.untilClosed()
      client.destroy()
    }
    await closed
    expect(served.held).toEqual([])
  })

  it('does not wait long for who does not answer, or does not even read', async () => {
    const { served, client } = await open(1)
    const deaf = await RawInitiator.enter(served.port, { isid: 2 })
    deaf.socket.pause()
    const discovery = await RawInitiator.enter(served.port, { discovery: true, isid: 3 })
    const began = performance.now()
    const closed = served.server.close()
    expect(eventOf(await client.receive())).toEqual(message(1, [0, 0, 1]))
    expect(eventOf(await client.receive())).toEqual(message(2, [0, 2, 0]))
    await closed
    // It is bounded by 2 s; the rest is for a machine that is busy.
    expect(performance.now() - began).toBeLessThan(4_000)
    // No SCSI, nothing to log out of.
    await discovery.untilClosed()
    await expect(discovery.receive()).rejects.toThrow('the target closed the connection')
    deaf.destroy()
  })
})

describe('SCSI asynchronous events', () => {
  it('are neither offered nor to be asked for, and what changes is told once, as a unit attention', async () => {
    const volumes = [new MemoryVolume('one', MIB), new MemoryVolume('two', MIB)]
    const served = await serve(volumes, tableOf(volumes.slice(0, 1)))
    const client = await RawInitiator.enter(served.port)
    await client.command({ cdb: cdbOf.testUnitReady() })
    const inquiry = await client.command({ cdb: cdbOf.inquiry(null), read: 255 })
    expect((inquiry.data[3] ?? 0) & 0x80).toBe(0)
    for (const control of [0x0a, 0x4a]) {
      const { data } = await client.command({ cdb: cdbOf.modeSense6(control), read: 255 })
      expect((data[4 + 4] ?? 0) & 0x07).toBe(0)
    }
    await served.server.setTable(tableOf(volumes))
    // Nothing came before the answer to the next command.
    expect((await client.command({ cdb: cdbOf.testUnitReady() })).sense).toBe('06/3f/0e')
    client.destroy()
  })
})

describe('libiscsi', () => {
  it('logs out when it is asked to, comes back, and goes on', async () => {
    const name = 'iqn.2026-01.test:tool'
    const volumes = [new MemoryVolume('disk', 16 * MIB)]
    const served = await serve(volumes, tableOf(volumes, [initiator(name)]))
    const url = `iscsi://127.0.0.1:${served.port}/${TARGET}/0`
    const perf = spawn('iscsi-perf', ['-i', name, '-m', '4', '-b', '8', '-t', '3', url], {
      env: { ...process.env, LIBISCSI_DEBUG: '2' },
    })
    let output = ''
    for (const stream of [perf.stdout, perf.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()))
    const ended = new Promise<number | null>((resolve, reject) => {
      perf.once('error', (error) => reject(new Error('iscsi-perf is missing: install the Debian package libiscsi-bin', { cause: error })))
      perf.once('exit', resolve)
    })
    await Promise.race([served.until(() => served.opened.length > 0), ended])
    expect(await served.server.disconnect(served.server.facts()[0]?.sessionId ?? '')).toBe(true)
    expect(await ended, output).toBe(0)
    expect(output).toContain('target requests logout within 3 seconds')
    expect(output).not.toContain('will drop')
    expect(served.opened.length).toBeGreaterThan(1)
    expect(served.internalErrors).toEqual([])
  })
})
