import fc from 'fast-check'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { repeatable } from '../../testing/repeatable'
import { COMMAND, ERROR, OPTION, REPLY } from './protocol'
import { MemoryVolume } from '../test-support/memory-volume'
import { goData, metaContextData, optionHeader, RawClient, requestHeader } from './test-support/raw-client'
import { MIB, serveOne, type Served } from './test-support/serve'

type Serving = Served & { volume: MemoryVolume }

/** Whatever was done to it, the server serves a good client and has nothing left of the bad ones. */
async function expectGoodService(served: Serving): Promise<void> {
  const client = await RawClient.connect(served.unix)
  await client.enter('alpha/0', { baseAllocation: true })
  const payload = Buffer.alloc(4096, 0x5a)
  expect((await client.write(4096, payload)).error).toBe(ERROR.none)
  const reply = await client.request({ command: COMMAND.read, offset: 4096, length: 4096 })
  expect(reply.chunks[0]?.payload.subarray(8)).toEqual(payload)
  client.destroy()
  await served.until(() => served.held.length === 0)
  expect(served.internalErrors).toEqual([])
  expect(served.volume.inFlight).toBe(0)
}

/** Sends bytes on a connection of their own, ends it, and waits until the server has closed it too. */
async function throwAt(served: Serving, bytes: Buffer): Promise<void> {
  const client = await RawClient.connect(served.unix)
  client.socket.end(bytes)
  await client.untilClosed()
  client.destroy()
}

const clientFlags = Buffer.from([0, 0, 0, 3])
const wholeConversation = Buffer.concat([
  clientFlags,
  optionHeader(OPTION.structuredReply, 0),
  optionHeader(OPTION.setMetaContext, metaContextData('alpha/0', ['base:allocation']).length),
  metaContextData('alpha/0', ['base:allocation']),
  optionHeader(OPTION.go, goData('alpha/0', [3]).length),
  goData('alpha/0', [3]),
  requestHeader({ command: COMMAND.write, offset: 8192, length: 100 }),
  Buffer.alloc(100, 1),
  requestHeader({ command: COMMAND.read, offset: 8192, length: 100 }),
  requestHeader({ command: COMMAND.blockStatus, offset: 0, length: 8192 }),
])

describe('hostile input', () => {
  it('may end at any byte', async () => {
    const served = await serveOne()
    for (let length = 0; length <= wholeConversation.length; length += 1) {
      await throwAt(served, wholeConversation.subarray(0, length))
    }
    await expectGoodService(served)
  })

  it('may be any bytes, from the greeting on, among the options or among the requests', async () => {
    const served = await serveOne(new MemoryVolume('disk', MIB, 'mixed'))
    const beginnings = [
      Buffer.alloc(0),
      clientFlags,
      Buffer.concat([clientFlags, Buffer.from('IHAVEOPT')]),
      wholeConversation.subarray(0, -28 * 3 - 100),
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...beginnings),
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { minLength: 1, maxLength: 5 }),
        async (beginning, noise) => throwAt(served, Buffer.concat([beginning, ...noise])),
      ),
      repeatable(2000),
    )
    await expectGoodService(served)
  })

  it('may be well-formed options with any content', async () => {
    const served = await serveOne()
    const option = fc.record({
      option: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 0xffff_ffff })),
      data: fc.oneof(
        fc.uint8Array({ maxLength: 64 }),
        fc.string().map((name) => goData(name)),
        fc.array(fc.string(), { maxLength: 5 }).map((queries) => metaContextData('alpha/0', queries)),
      ),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(option, { maxLength: 10 }), async (options) => {
        const bytes = options.flatMap(({ option: number, data }) => [optionHeader(number, data.length), data])
        await throwAt(served, Buffer.concat([clientFlags, ...bytes]))
      }),
      repeatable(1000),
    )
    await expectGoodService(served)
  })

  it('may be well-formed requests with any fields: each has one answer', async () => {
    const served = await serveOne(new MemoryVolume('disk', MIB, 'mixed'))
    const interesting = fc.constantFrom(0, 1, 511, 4096, MIB - 1, MIB, MIB + 1, 32 * MIB, 2 ** 31, 0xffff_ffff)
    const request = fc.record({
      command: fc.oneof(fc.constantFrom(0, 3, 4, 5, 6, 7), fc.integer({ min: 8, max: 0xffff })),
      flags: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 31 }), fc.integer({ min: 0, max: 0xffff })),
      offset: fc.oneof(interesting.map(BigInt), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
      length: fc.oneof(interesting, fc.integer({ min: 0, max: 2 * MIB })),
    })
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(request, { maxLength: 20 }), async (structured, requests) => {
        const client = await RawClient.connect(served.unix)
        await client.enter('alpha/0', structured ? { baseAllocation: true } : {})
        client.send(...requests.map((fields, index) => requestHeader({ ...fields, cookie: BigInt(index) })))
        const unanswered = new Set(requests.keys())
        while (unanswered.size > 0) {
          const { cookie, error } = await client.reply()
          const fields = requests[Number(cookie)]
          expect(unanswered.delete(Number(cookie))).toBe(true)
          if (!structured && error === 0 && fields?.command === COMMAND.read) await client.take(fields.length)
        }
        client.destroy()
      }),
      repeatable(300),
    )
    await expectGoodService(served)
  })

  it.each([
    ['option', Buffer.concat([clientFlags, optionHeader(OPTION.list, 0, 'IHAVENOT')])],
    ['request', Buffer.concat([wholeConversation, requestHeader({ command: COMMAND.flush, magic: 0x2560_9514 })])],
  ])('with a wrong magic in an %s is closed', async (_, bytes) => {
    const served = await serveOne()
    const client = await RawClient.connect(served.unix)
    client.send(bytes)
    await client.untilClosed()
    await expectGoodService(served)
  })

  it('with an option of 1 MiB is refused, and with a longer one closed before it is sent', async () => {
    const served = await serveOne()
    const client = await RawClient.connect(served.unix)
    await client.greet()
    for (const option of [OPTION.go, OPTION.list, 99]) {
      expect((await client.option(option, Buffer.alloc(MIB)))[0]?.type).toBe(REPLY.errorTooBig)
    }
    expect((await client.option(OPTION.list)).at(-1)?.type).toBe(REPLY.ack)
    client.sendOption(OPTION.info, Buffer.alloc(0), 0xffff_ffff)
    await client.untilClosed()
    for (const length of [65_537, MIB, 0xffff_ffff]) {
      const named = await RawClient.connect(served.unix)
      await named.greet()
      named.sendOption(OPTION.exportName, Buffer.alloc(0), length)
      await named.untilClosed()
    }
    await expectGoodService(served)
  })

  it('with options without end is closed', async () => {
    const served = await serveOne()
    const client = await RawClient.connect(served.unix)
    await client.greet()
    for (let count = 0; count < 200; count += 1) client.sendOption(OPTION.list)
    await client.untilClosed()
    await expectGoodService(served)
  })

  it('with a write of 4 GiB is closed without waiting for it', async () => {
    const served = await serveOne()
    for (const length of [0xffff_ffff, 65 * MIB]) {
      const client = await RawClient.connect(served.unix)
      await client.enter('alpha/0')
      client.sendRequest({ command: COMMAND.write, length, payload: Buffer.alloc(1000) })
      await client.untilClosed()
    }
    await expectGoodService(served)
  })

  it('that vanishes in the middle of requests leaves the volume in order', async () => {
    const served = await serveOne(new MemoryVolume('disk', 16 * MIB, 'later'))
    for (let times = 0; times < 50; times += 1) {
      const client = await RawClient.connect(served.unix)
      await client.enter('alpha/0', { structured: times % 2 === 0 })
      for (let index = 0; index < 20; index += 1) {
        client.sendRequest({ command: COMMAND.read, length: index % 5 === 0 ? 12 * MIB : 70_000 })
        client.sendRequest({ command: COMMAND.write, length: 70_000, payload: Buffer.alloc(70_000) })
      }
      client.sendRequest({ command: COMMAND.write, length: 3 * MIB, payload: Buffer.alloc(MIB + 17) })
      if (times % 3 === 0) await client.reply()
      client.destroy()
    }
    await expectGoodService(served)
  })

  it('that never reads its replies is not served beyond a bound', async () => {
    for (const length of [4096, 300_000, 8 * MIB]) {
      const served = await serveOne(new MemoryVolume('disk', 16 * MIB))
      let readBytes = 0
      served.volume.intercept = (_, __, bytes) => {
        readBytes += bytes
      }
      const client = await RawClient.connect(served.unix)
      await client.enter('alpha/0')
      client.socket.pause()
      client.send(...Array.from({ length: 50_000 }, () => requestHeader({ command: COMMAND.read, length })))
      // Serving others shows that the loop is free; when nothing more is read for them, the bound is reached.
      for (let before = -1; before !== readBytes; ) {
        before = readBytes
        const other = await RawClient.connect(served.unix)
        await other.enter('alpha/0')
        for (let count = 0; count < 20; count += 1) await other.request({ command: COMMAND.flush })
        other.destroy()
      }
      expect(readBytes).toBeLessThan(40 * MIB)
      client.destroy()
      served.volume.intercept = null
      await expectGoodService(served)
    }
  })

  it('that never reads the answers to its writes is not served beyond a bound', async () => {
    const served = await serveOne(new MemoryVolume('disk', 16 * MIB))
    const client = await RawClient.connect(served.unix)
    await client.enter('alpha/0')
    client.socket.pause()
    const burst = Buffer.concat(
      Array.from({ length: 5000 }, () => requestHeader({ command: COMMAND.trim, length: 4096 })),
    )
    let trims = 0
    served.volume.intercept = () => {
      trims += 1
    }
    for (let count = 0; count < 1000; count += 1) client.socket.write(burst)
    for (let before = -1; before !== trims; ) {
      before = trims
      const other = await RawClient.connect(served.unix)
      await other.enter('alpha/0')
      for (let requests = 0; requests < 20; requests += 1) await other.request({ command: COMMAND.flush })
      other.destroy()
    }
    expect(trims).toBeLessThan(3_000_000)
    client.destroy()
    served.volume.intercept = null
    await expectGoodService(served)
  })

  it('as thousands of sockets that say nothing keeps nobody out', async () => {
    const served = await serveOne()
    const closed: Promise<unknown>[] = []
    for (let round = 0; round < 30; round += 1) {
      await Promise.all(
        Array.from({ length: 100 }, async () => {
          const socket = connect(served.unix.path)
          closed.push(new Promise((resolve) => socket.once('close', resolve)))
          await new Promise((resolve) => socket.once('data', resolve))
        }),
      )
    }
    await expectGoodService(served)
    await served.server.close()
    await Promise.all(closed)
  })
})
