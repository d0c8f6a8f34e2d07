import { describe, expect, it } from 'vitest'
import { COMMAND, INFO, OPTION, REPLY, TRANSMISSION_FLAG } from './protocol'
import { MemoryVolume } from '../test-support/memory-volume'
import { goData, metaContextData, RawClient } from './test-support/raw-client'
import { exportsOf, MIB, serve, serveOne } from './test-support/serve'

const ALWAYS =
  TRANSMISSION_FLAG.hasFlags |
  TRANSMISSION_FLAG.sendFlush |
  TRANSMISSION_FLAG.sendFua |
  TRANSMISSION_FLAG.sendTrim |
  TRANSMISSION_FLAG.sendWriteZeroes |
  TRANSMISSION_FLAG.canMultiConn |
  TRANSMISSION_FLAG.sendCache

async function greeted(address: Parameters<typeof RawClient.connect>[0]): Promise<RawClient> {
  const client = await RawClient.connect(address)
  await client.greet()
  return client
}

describe('negotiation', () => {
  it('greets as fixed newstyle with NO_ZEROES', async () => {
    const { unix } = await serveOne()
    const client = await RawClient.connect(unix)
    const greeting = await client.greet()
    expect(greeting.toString('latin1', 0, 16)).toBe('NBDMAGICIHAVEOPT')
    expect(greeting.readUInt16BE(16)).toBe(3)
  })

  it('closes on client flags that it does not know', async () => {
    const { unix } = await serveOne()
    const client = await RawClient.connect(unix)
    await client.greet(4)
    await client.untilClosed()
  })

  it('answers EXPORT_NAME with and without the 124 zeroes, also to a client of plain newstyle', async () => {
    const { unix } = await serveOne()
    for (const [clientFlags, bytes] of [
      [3, 10],
      [1, 134],
      [0, 134],
    ] as const) {
      const client = await RawClient.connect(unix)
      await client.greet(clientFlags)
      client.sendOption(OPTION.exportName, Buffer.from('alpha/0'))
      const answer = await client.take(bytes)
      expect(answer.readBigUInt64BE()).toBe(BigInt(8 * MIB))
      expect(answer.readUInt16BE(8)).toBe(ALWAYS)
      expect(await client.read(0, 512)).toEqual(Buffer.alloc(512))
      client.destroy()
    }
  })

  it('closes when EXPORT_NAME names nothing, since that option has no errors', async () => {
    const { unix } = await serveOne()
    const client = await greeted(unix)
    client.sendOption(OPTION.exportName, Buffer.from('alpha/1'))
    await client.untilClosed()
  })

  it('answers INFO and GO alike, with what was asked for', async () => {
    const { unix, held, until } = await serveOne()
    const client = await greeted(unix)
    const asked = goData('alpha/0', [INFO.blockSize, INFO.name, 99])
    const info = await client.option(OPTION.info, asked)
    expect(info.map(({ type }) => type)).toEqual([REPLY.info, REPLY.info, REPLY.info, REPLY.ack])
    const [facts, name, sizes] = info
    expect(facts?.data.readUInt16BE()).toBe(INFO.export)
    expect(facts?.data.readBigUInt64BE(2)).toBe(BigInt(8 * MIB))
    expect(facts?.data.readUInt16BE(10)).toBe(ALWAYS)
    expect(name?.data.toString('latin1', 2)).toBe('alpha/0')
    expect([2, 6, 10].map((at) => sizes?.data.readUInt32BE(at))).toEqual([1, 4096, 32 * MIB])
    const go = await client.option(OPTION.go, asked)
    expect(go.map(({ data }) => data)).toEqual(info.map(({ data }) => data))
    expect(held).toHaveLength(1)
    client.destroy()
    await until(() => held.length === 0)
  })

  it('lets go of a volume that was only looked at', async () => {
    const volumes = [new MemoryVolume('a', MIB), new MemoryVolume('b', MIB)]
    const { unix, held, until } = await serve(volumes)
    const client = await greeted(unix)
    await client.option(OPTION.info, goData('alpha/0'))
    expect(held.map(({ diskId }) => diskId)).toEqual(['a'])
    await client.option(OPTION.info, goData('alpha/1'))
    expect(held.map(({ diskId }) => diskId)).toEqual(['b'])
    client.destroy()
    await until(() => held.length === 0)
  })

  it('says READ_ONLY when the gate lets no host write, and SEND_DF once structured replies are agreed', async () => {
    const volume = new MemoryVolume('disk', MIB)
    volume.access = { read: true, write: false }
    const { unix } = await serveOne(volume)
    const client = await RawClient.connect(unix)
    expect(await client.enter('alpha/0', { structured: true })).toBe(
      ALWAYS | TRANSMISSION_FLAG.readOnly | TRANSMISSION_FLAG.sendDf,
    )
  })

  it('refuses an unknown name and a disk that does not open, and goes on with the next option', async () => {
    const { unix, internalErrors } = await serve([new MemoryVolume('a', MIB)], {
      exports: [
        { name: 'alpha/0', diskId: 'a', hostId: 'alpha' },
        { name: 'alpha/1', diskId: 'gone', hostId: 'alpha' },
      ],
    })
    const client = await greeted(unix)
    const [unknown] = await client.option(OPTION.go, goData('nobody/0'))
    expect(unknown?.type).toBe(REPLY.errorUnknown)
    expect(unknown?.data.toString()).toContain('there is no export "nobody/0"')
    const [broken] = await client.option(OPTION.go, goData('alpha/1'))
    expect(broken?.type).toBe(REPLY.errorUnknown)
    expect(broken?.data.toString()).toBe(
      'the disk behind "alpha/1" cannot be opened now; the array\'s event log says why',
    )
    expect(internalErrors).toEqual([new Error('there is no disk gone')])
    expect((await client.option(OPTION.go, goData('alpha/0'))).at(-1)?.type).toBe(REPLY.ack)
  })

  it('lists exports', async () => {
    const volumes = [new MemoryVolume('a', MIB), new MemoryVolume('b', MIB)]
    const { unix } = await serve(volumes)
    const client = await greeted(unix)
    const replies = await client.option(OPTION.list)
    expect(replies.map(({ type }) => type)).toEqual([REPLY.server, REPLY.server, REPLY.ack])
    expect(replies.map(({ data }) => data.toString('latin1', 4))).toEqual(['alpha/0', 'alpha/1', ''])
  })

  it('lists ten thousand exports to a client that then asks for each', async () => {
    const volume = new MemoryVolume('a', MIB)
    const exports = Array.from({ length: 10_000 }, (_, lun) => ({ name: `h/${lun}`, diskId: 'a', hostId: 'h' }))
    const { unix } = await serve([volume], { exports })
    const client = await greeted(unix)
    expect(await client.option(OPTION.list)).toHaveLength(10_001)
    for (let lun = 0; lun < 1000; lun += 1) {
      const replies = await client.option(OPTION.info, goData(`h/${lun}`))
      expect(replies.at(-1)?.type).toBe(REPLY.ack)
    }
  })

  it.each([OPTION.list, OPTION.startTls, OPTION.structuredReply])('refuses option %i with data', async (option) => {
    const { unix } = await serveOne()
    const client = await greeted(unix)
    const [reply] = await client.option(option, Buffer.from([1]))
    expect(reply?.type).toBe(REPLY.errorInvalid)
    expect((await client.option(OPTION.list)).at(-1)?.type).toBe(REPLY.ack)
  })

  it('answers unknown options with UNSUP and understands what follows', async () => {
    const { unix } = await serveOne()
    const client = await greeted(unix)
    for (const option of [0, 4, 11, 12, 0xffff_ffff]) {
      const [reply] = await client.option(option, Buffer.alloc(1000))
      expect(reply).toMatchObject({ option, type: REPLY.errorUnsupported })
    }
    expect((await client.option(OPTION.list)).at(-1)?.type).toBe(REPLY.ack)
  })

  it('acknowledges ABORT and closes', async () => {
    const { unix } = await serveOne()
    const client = await greeted(unix)
    expect((await client.option(OPTION.abort))[0]?.type).toBe(REPLY.ack)
    await client.untilClosed()
  })

  it.each([
    ['a name longer than the option', OPTION.go, Buffer.from([0, 0, 1, 0, 65])],
    ['a name of 4 GiB', OPTION.go, Buffer.from([255, 255, 255, 255, 65, 0, 0])],
    ['more information requests than follow', OPTION.info, Buffer.from([0, 0, 0, 1, 65, 0, 9, 0, 0])],
    ['bytes behind the last field', OPTION.go, Buffer.concat([goData('alpha/0'), Buffer.from([0])])],
    ['a name with NUL', OPTION.go, goData('alpha\0')],
    ['no data at all', OPTION.info, Buffer.alloc(0)],
    ['a query count of 4 GiB', OPTION.listMetaContext, Buffer.from([0, 0, 0, 0, 255, 255, 255, 255])],
    ['a query longer than the option', OPTION.listMetaContext, Buffer.from([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0])],
  ])('refuses %s as invalid', async (_, option, data) => {
    const { unix } = await serveOne()
    const client = await greeted(unix)
    await client.option(OPTION.structuredReply)
    const [reply] = await client.option(option, data)
    expect(reply?.type).toBe(REPLY.errorInvalid)
    expect(reply?.data.length).toBeGreaterThan(10)
    expect((await client.option(OPTION.go, goData('alpha/0'))).at(-1)?.type).toBe(REPLY.ack)
  })

  it('refuses a name that is not UTF-8', async () => {
    const { unix } = await serveOne()
    const client = await greeted(unix)
    const [reply] = await client.option(OPTION.go, Buffer.from([0, 0, 0, 2, 0xc3, 0x28, 0, 0]))
    expect(reply).toMatchObject({ type: REPLY.errorInvalid })
  })
})

describe('metadata contexts', () => {
  it('needs structured replies first', async () => {
    const { unix } = await serveOne()
    const client = await greeted(unix)
    for (const option of [OPTION.listMetaContext, OPTION.setMetaContext]) {
      const [reply] = await client.option(option, metaContextData('alpha/0', ['base:allocation']))
      expect(reply?.type).toBe(REPLY.errorInvalid)
    }
  })

  it.each([
    [OPTION.listMetaContext, [], true],
    [OPTION.listMetaContext, ['base:'], true],
    [OPTION.listMetaContext, ['qemu:dirty-bitmap:', 'base:allocation'], true],
    [OPTION.listMetaContext, ['qemu:'], false],
    [OPTION.setMetaContext, ['base:allocation'], true],
    [OPTION.setMetaContext, ['base:'], false],
    [OPTION.setMetaContext, [], false],
    [OPTION.setMetaContext, ['base:other', 'x-mine:thing'], false],
  ])('option %i with the queries %j finds base:allocation: %s', async (option, queries, expected) => {
    const { unix } = await serveOne()
    const client = await greeted(unix)
    await client.option(OPTION.structuredReply)
    const replies = await client.option(option, metaContextData('alpha/0', queries))
    expect(replies.at(-1)?.type).toBe(REPLY.ack)
    expect(replies.slice(0, -1).map(({ data }) => data.toString('latin1', 4))).toEqual(
      expected ? ['base:allocation'] : [],
    )
  })

  it('names no context of an export that is not there', async () => {
    const { unix } = await serveOne()
    const client = await greeted(unix)
    await client.option(OPTION.structuredReply)
    const [reply] = await client.option(OPTION.setMetaContext, metaContextData('nobody/0', ['base:allocation']))
    expect(reply?.type).toBe(REPLY.errorUnknown)
  })

  it('forgets a selection that a later one replaced, or that was made for another export', async () => {
    const volumes = [new MemoryVolume('a', MIB), new MemoryVolume('b', MIB)]
    const { unix } = await serve(volumes, { exports: exportsOf(volumes) })
    for (const second of [metaContextData('alpha/0', []), metaContextData('alpha/1', ['base:allocation'])]) {
      const client = await greeted(unix)
      await client.option(OPTION.structuredReply)
      await client.option(OPTION.setMetaContext, metaContextData('alpha/0', ['base:allocation']))
      await client.option(OPTION.setMetaContext, second)
      await client.option(OPTION.go, goData('alpha/0'))
      const reply = await client.request({ command: COMMAND.blockStatus, length: 4096 })
      expect(reply.error).toBe(22)
      client.destroy()
    }
  })
})
