import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { IoError } from '../../disks/host-volume'
import { CHUNK, COMMAND, COMMAND_FLAG, ERROR, STATE } from './protocol'
import { MemoryVolume, type Pace } from '../test-support/memory-volume'
import { dataOf, requestHeader, textOf, type Reply } from './test-support/raw-client'
import { enter, MIB } from './test-support/serve'

const paces: Pace[] = ['atOnce', 'later', 'mixed']

describe.each(paces)('a volume that works %s', (pace) => {
  it('reads back what was written, at any offset and length, in both forms of reply', async () => {
    for (const structured of [false, true]) {
      const volume = new MemoryVolume('disk', 12 * MIB, pace)
      const { client } = await enter(volume, { structured })
      for (const [offset, length] of [
        [0, 512],
        [4095, 2],
        [12_345, 70_001],
        [MIB, MIB],
        [2 * MIB - 1, 5 * MIB + 3],
        [12 * MIB - 1, 1],
      ] as const) {
        const payload = randomBytes(length)
        expect(await client.write(offset, payload)).toMatchObject({ error: ERROR.none })
        if (structured) {
          const reply = await client.request({ command: COMMAND.read, offset, length })
          expect(reply.error).toBe(ERROR.none)
          expect(dataOf(reply, offset, length).equals(payload)).toBe(true)
        } else {
          expect((await client.read(offset, length)).equals(payload)).toBe(true)
        }
      }
    }
  })

  it('answers each of a burst of pipelined requests with its own cookie', async () => {
    const volume = new MemoryVolume('disk', 4 * MIB, pace)
    const { client } = await enter(volume)
    const requests = Array.from({ length: 700 }, (_, index) => ({
      command: COMMAND.write,
      cookie: 0xffff_ffff_ffff_ffffn - BigInt(index) * 0x1_0000_0001n,
      offset: index * 4096,
      payload: Buffer.alloc(4096, index % 251),
    }))
    client.send(
      ...requests.flatMap(({ payload, ...request }) => [requestHeader({ ...request, length: 4096 }), payload]),
    )
    const cookies = new Set<bigint>()
    for (const _ of requests) {
      const reply = await client.reply()
      expect(reply.error).toBe(ERROR.none)
      cookies.add(reply.cookie)
    }
    expect(cookies).toEqual(new Set(requests.map(({ cookie }) => cookie)))
    const content = volume.content()
    for (const { offset, payload } of requests) expect(content[offset]).toBe(payload[0])
    expect(volume.mostInFlight).toBeLessThanOrEqual(128)
  })

  it('understands requests that arrive one byte at a time', async () => {
    const volume = new MemoryVolume('disk', MIB, pace)
    const { client } = await enter(volume)
    client.socket.setNoDelay(true)
    const payload = randomBytes(300)
    const bytes = Buffer.concat([
      requestHeader({ command: COMMAND.write, cookie: 7n, offset: 100, length: 300 }),
      payload,
      requestHeader({ command: COMMAND.read, cookie: 8n, offset: 100, length: 300 }),
    ])
    for (const byte of bytes) {
      await new Promise<void>((resolve) => {
        client.socket.write(Buffer.from([byte]), () => resolve())
      })
    }
    expect(await client.reply()).toMatchObject({ cookie: 7n, error: ERROR.none })
    expect(await client.reply()).toMatchObject({ cookie: 8n, error: ERROR.none })
    expect((await client.take(300)).equals(payload)).toBe(true)
  })

  it('finishes what was asked before DISC, and closes', async () => {
    const volume = new MemoryVolume('disk', MIB, pace)
    const { client, closed, until, held } = await enter(volume)
    const payload = randomBytes(4096)
    client.sendRequest({ command: COMMAND.write, offset: 8192, length: 4096, payload })
    client.sendRequest({ command: COMMAND.disconnect })
    expect((await client.reply()).error).toBe(ERROR.none)
    await client.untilClosed()
    client.destroy()
    await until(() => closed.length === 1 && held.length === 0)
    expect(volume.content().subarray(8192, 12_288).equals(payload)).toBe(true)
  })

  it('zeroes and trims', async () => {
    const volume = new MemoryVolume('disk', MIB, pace)
    const { client } = await enter(volume, { baseAllocation: true })
    await client.write(0, Buffer.alloc(65_536, 1))
    expect(await client.request({ command: COMMAND.trim, offset: 8192, length: 8192 })).toMatchObject({ error: 0 })
    expect(
      await client.request({
        command: COMMAND.writeZeroes,
        flags: COMMAND_FLAG.noHole,
        offset: 32_768,
        length: 4096,
      }),
    ).toMatchObject({ error: 0 })
    expect(await client.request({ command: COMMAND.writeZeroes, offset: 49_152, length: 4096 })).toMatchObject({
      error: 0,
    })
    const expected = Buffer.alloc(65_536, 1).fill(0, 8192, 16_384).fill(0, 32_768, 36_864).fill(0, 49_152, 53_248)
    expect(volume.content().subarray(0, 65_536).equals(expected)).toBe(true)
    const reply = await client.request({ command: COMMAND.blockStatus, offset: 0, length: 131_072 })
    const hole = STATE.hole | STATE.zero
    expect(descriptorsOf(reply)).toEqual([
      [8192, 0],
      [8192, hole],
      [32_768, 0],
      [4096, hole],
      [12_288, 0],
      [65_536, hole],
    ])
  })
})

function descriptorsOf({ chunks }: Reply): [number, number][] {
  const [chunk] = chunks
  if (chunks.length !== 1 || chunk?.type !== CHUNK.blockStatus) throw new Error('not one chunk of block status')
  expect(chunk.payload.readUInt32BE()).toBe(1)
  const descriptors: [number, number][] = []
  for (let at = 4; at < chunk.payload.length; at += 8) {
    descriptors.push([chunk.payload.readUInt32BE(at), chunk.payload.readUInt32BE(at + 4)])
  }
  return descriptors
}

describe('block status', () => {
  it('answers one descriptor, inside the request, when asked for one', async () => {
    const { client } = await enter(new MemoryVolume('disk', MIB), { baseAllocation: true })
    await client.write(4096, Buffer.alloc(4096, 1))
    const one = { command: COMMAND.blockStatus, flags: COMMAND_FLAG.reqOne }
    expect(descriptorsOf(await client.request({ ...one, offset: 100, length: 200 }))).toEqual([[200, 3]])
    expect(descriptorsOf(await client.request({ ...one, offset: 0, length: MIB }))).toEqual([[4096, 3]])
    expect(descriptorsOf(await client.request({ ...one, offset: 5000, length: MIB - 5000 }))).toEqual([[3192, 0]])
  })

  it('needs base:allocation', async () => {
    const { client } = await enter(new MemoryVolume('disk', MIB), { structured: true })
    expect(await client.request({ command: COMMAND.blockStatus, length: 4096 })).toMatchObject({ error: ERROR.invalid })
  })
})

describe('flush and FUA', () => {
  it('answers FLUSH after the volume has flushed', async () => {
    const { client, volume } = await enter(new MemoryVolume('disk', MIB))
    expect((await client.request({ command: COMMAND.flush })).error).toBe(ERROR.none)
    expect(volume.flushes).toBe(1)
  })

  it.each([
    [COMMAND.write, 1],
    [COMMAND.writeZeroes, 1],
    [COMMAND.trim, 1],
    [COMMAND.flush, 1],
    [COMMAND.cache, 0],
  ])('with FUA, command %i has made the volume flush %i times when it answers', async (command, flushes) => {
    for (const pace of paces) {
      const { client, volume } = await enter(new MemoryVolume('disk', MIB, pace))
      const length = command === COMMAND.flush ? 0 : 4096
      const payload = Buffer.alloc(command === COMMAND.write ? 4096 : 0)
      const reply = await client.request({ command, flags: COMMAND_FLAG.fua, length, payload })
      expect({ error: reply.error, flushes: volume.flushes }).toEqual({ error: ERROR.none, flushes })
    }
  })

  it('makes a long write with FUA durable once, after all of it', async () => {
    const volume = new MemoryVolume('disk', 8 * MIB, 'later')
    const { client } = await enter(volume)
    let written = 0
    volume.intercept = (_, __, length) => {
      expect(volume.flushes).toBe(0)
      written += length
    }
    expect((await client.write(0, randomBytes(5 * MIB), COMMAND_FLAG.fua)).error).toBe(ERROR.none)
    expect({ written, flushes: volume.flushes }).toEqual({ written: 5 * MIB, flushes: 1 })
  })
})

describe('long reads', () => {
  it('send holes as holes and data in parts, with structured replies', async () => {
    const volume = new MemoryVolume('disk', 32 * MIB)
    const { client } = await enter(volume, { structured: true })
    const payload = randomBytes(3 * MIB)
    await client.write(10 * MIB + 100, payload)
    const reply = await client.request({ command: COMMAND.read, offset: 1, length: 32 * MIB - 1 })
    expect(reply.error).toBe(ERROR.none)
    const expected = volume.content().subarray(1)
    expect(dataOf(reply, 1, 32 * MIB - 1).equals(expected)).toBe(true)
    const sent = reply.chunks.reduce((bytes, chunk) => bytes + chunk.payload.length, 0)
    expect(sent).toBeLessThan(3.1 * MIB)
  })

  it('are not mixed with the replies around them', async () => {
    for (const structured of [false, true]) {
      const volume = new MemoryVolume('disk', 16 * MIB, 'mixed')
      const { client } = await enter(volume, { structured })
      const content = randomBytes(16 * MIB)
      await client.write(0, content)
      const reads = Array.from({ length: 30 }, (_, index) => ({
        cookie: BigInt(index),
        offset: index * 1000,
        length: index % 7 === 3 ? 9 * MIB : 4096,
      }))
      client.send(...reads.map((read) => requestHeader({ command: COMMAND.read, ...read })))
      for (const _ of reads) {
        const reply = await client.reply()
        const { offset, length } = reads[Number(reply.cookie)] ?? { offset: 0, length: 0 }
        const data = structured ? dataOf(reply, offset, length) : await client.take(length)
        expect(data.equals(content.subarray(offset, offset + length))).toBe(true)
      }
    }
  })

  it('that fail at their beginning answer the error', async () => {
    const volume = new MemoryVolume('disk', 16 * MIB)
    const { client } = await enter(volume)
    volume.intercept = () => {
      throw new IoError('EIO', 'the disk is broken')
    }
    expect(await client.request({ command: COMMAND.read, length: 16 * MIB })).toMatchObject({ error: ERROR.io })
    volume.intercept = null
    expect(await client.read(0, 512)).toEqual(Buffer.alloc(512))
  })

  it('that fail later close a connection of simple replies, and answer an error chunk otherwise', async () => {
    const failLate = (_: string, offset: number): void => {
      if (offset >= 5 * MIB) throw new IoError('EIO', 'the disk is broken at 5 MiB')
    }
    const simple = await enter(new MemoryVolume('disk', 16 * MIB))
    await simple.client.write(0, Buffer.alloc(16 * MIB, 1))
    simple.volume.intercept = failLate
    expect((await simple.client.request({ command: COMMAND.read, length: 16 * MIB })).error).toBe(ERROR.none)
    await simple.client.untilClosed()

    const structured = await enter(new MemoryVolume('disk', 16 * MIB), { structured: true })
    await structured.client.write(0, Buffer.alloc(16 * MIB, 1))
    structured.volume.intercept = failLate
    const reply = await structured.client.request({ command: COMMAND.read, length: 16 * MIB })
    expect(reply.error).toBe(ERROR.io)
    expect(textOf(reply)).toBe('the disk is broken at 5 MiB')
    structured.volume.intercept = null
    expect((await structured.client.request({ command: COMMAND.read, length: 512 })).error).toBe(ERROR.none)
  })
})

describe('what is slow', () => {
  it('does not hold up what is quick', async () => {
    const volume = new MemoryVolume('disk', MIB)
    const { client } = await enter(volume)
    let release: () => void = () => undefined
    const slow = new Promise<void>((resolve) => {
      release = resolve
    })
    volume.intercept = (_, offset) => (offset === 0 ? slow : undefined)
    const first = client.sendRequest({ command: COMMAND.read, offset: 0, length: 512 })
    const second = client.sendRequest({ command: COMMAND.read, offset: 4096, length: 512 })
    expect((await client.reply()).cookie).toBe(second)
    await client.take(512)
    release()
    expect((await client.reply()).cookie).toBe(first)
  })

  it('holds up the client, not the memory, when too many bytes of it are in flight', async () => {
    const volume = new MemoryVolume('disk', 64 * MIB)
    const { client } = await enter(volume)
    const slow = alwaysBehind(volume)
    for (let index = 0; index < 64; index += 1) {
      client.sendRequest({ command: COMMAND.write, offset: index * MIB, length: MIB, payload: Buffer.alloc(MIB, 1) })
    }
    for (let index = 0; index < 64; index += 1) expect((await client.reply()).error).toBe(ERROR.none)
    expect(slow.begunBytes).toBe(64 * MIB)
    expect(slow.mostBytes).toBeGreaterThan(8 * MIB)
    expect(slow.mostBytes).toBeLessThanOrEqual(18 * MIB)
  })

  it('holds up the client when too many requests are in flight, and keeps what it has sent meanwhile', async () => {
    for (const structured of [false, true]) {
      const volume = new MemoryVolume('disk', 8 * MIB)
      const { client } = await enter(volume, { structured })
      const slow = alwaysBehind(volume)
      const content = randomBytes(1500 * 4096)
      const blocks = Array.from({ length: 1500 }, (_, index) => index * 4096)
      client.send(
        ...blocks.flatMap((offset) => [
          requestHeader({ command: COMMAND.write, cookie: BigInt(offset), offset, length: 4096 }),
          content.subarray(offset, offset + 4096),
        ]),
      )
      for (const _ of blocks) expect((await client.reply()).error).toBe(ERROR.none)
      expect(slow.mostRequests).toBe(128)
      expect(volume.content().subarray(0, content.length).equals(content)).toBe(true)
    }
  })
})

/** Makes a volume end nothing before nothing more is begun for a while: the client is always ahead of it. */
function alwaysBehind(volume: MemoryVolume): { begunBytes: number; mostBytes: number; mostRequests: number } {
  const seen = { begunBytes: 0, mostBytes: 0, mostRequests: 0 }
  let bytes = 0
  let requests = 0
  volume.intercept = async (_, __, length) => {
    seen.begunBytes += length
    seen.mostBytes = Math.max(seen.mostBytes, (bytes += length))
    seen.mostRequests = Math.max(seen.mostRequests, (requests += 1))
    for (let before = 0, turns = 0; turns < 50; turns = before === seen.begunBytes ? turns + 1 : 0) {
      before = seen.begunBytes
      await new Promise((resolve) => setImmediate(resolve))
    }
    bytes -= length
    requests -= 1
  }
  return seen
}
