import { createServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { BufferPool, type PooledBuffer } from '../transport/buffer-pool'
import { COMMAND, COMMAND_FLAG } from './protocol'
import { Session } from './session'
import { MemoryVolume, type Pace } from '../test-support/memory-volume'
import { RawClient } from './test-support/raw-client'
import { MIB } from './test-support/serve'

/** A pool that knows what is out. */
class CountingPool extends BufferPool {
  readonly out = new Set<PooledBuffer>()

  override take(payloadBytes: number): PooledBuffer {
    const buffer = super.take(payloadBytes)
    if (this.out.has(buffer)) throw new Error('a buffer was given out twice')
    this.out.add(buffer)
    return buffer
  }

  override release(buffer: PooledBuffer): boolean {
    const last = super.release(buffer)
    if (last && !this.out.delete(buffer)) throw new Error('a buffer was given back twice')
    return last
  }
}

/** A session on a real connection, without the server around it. */
async function begin(volume: MemoryVolume, structuredReplies: boolean) {
  const server = createServer({ allowHalfOpen: true, noDelay: true }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP address')
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve))
  const client = await RawClient.connect({ kind: 'tcp', host: '127.0.0.1', port: address.port })
  onTestFinished(() => {
    client.destroy()
    server.close()
  })
  const pool = new CountingPool(64 * MIB)
  const internalErrors: unknown[] = []
  const session = new Session(
    {
      socket: await accepted,
      nbdExport: { name: 'alpha/0', diskId: volume.diskId, hostId: 'alpha' },
      volume,
      client: null,
      readOnly: false,
      structuredReplies,
      baseAllocation: structuredReplies,
    },
    {
      remoteAddress: 'test',
      pool,
      budgetBytes: () => 4 * MIB,
      onInternalError: (error) => internalErrors.push(error),
      ended: () => Promise.resolve(),
    },
  )
  session.start()
  return { session, client, pool, internalErrors }
}

const paces: Pace[] = ['atOnce', 'later', 'mixed']

describe.each(paces)('a session on a volume that works %s', (pace) => {
  it('gives every buffer back, also when the client vanishes in the middle of anything', async () => {
    for (let times = 0; times < 20; times += 1) {
      const volume = new MemoryVolume('disk', 16 * MIB, pace)
      const { session, client, pool, internalErrors } = await begin(volume, times % 2 === 0)
      for (let index = 0; index < 40; index += 1) {
        const offset = index * 65_536
        client.sendRequest({ command: COMMAND.read, offset, length: [512, 40_000, 300_000, 6 * MIB][index % 4] ?? 0 })
        client.sendRequest({ command: COMMAND.write, offset, length: 9000, payload: Buffer.alloc(9000) })
        const flags = index % 3 === 0 ? COMMAND_FLAG.reqOne : COMMAND_FLAG.fua
        client.sendRequest({ command: COMMAND.write, flags, offset, length: MIB + 1, payload: Buffer.alloc(MIB + 1) })
      }
      client.sendRequest({ command: COMMAND.write, length: 3 * MIB, payload: Buffer.alloc(MIB + 17 * times) })
      if (times % 4 > 0) await client.take(times * 10_000)
      if (times % 5 === 0) client.socket.end()
      else client.destroy()
      client.socket.resume()
      await session.finished
      expect([...pool.out]).toEqual([])
      expect(internalErrors).toEqual([])
    }
  })

  it('holds nothing back for ever: far more than its budget passes through it', async () => {
    const { client } = await begin(new MemoryVolume('disk', MIB, pace), false)
    for (let batch = 0; batch < 100; batch += 1) {
      for (let index = 0; index < 20; index += 1) {
        client.sendRequest({ command: COMMAND.read, length: 4096 })
        client.sendRequest({ command: COMMAND.write, length: 4096, payload: Buffer.alloc(4096) })
      }
      await client.take(20 * (16 + 4096) + 20 * 16)
    }
  })
})
