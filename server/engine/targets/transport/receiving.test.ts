import { connect, createServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { BufferPool, SLAB_BYTES, type PooledBuffer } from './buffer-pool'
import { incomingOf, type Incoming } from './receiving'
import type { Input } from './input'

/** Both ends of a TCP connection; the server's end has been read up to `greeting` and nothing more. */
async function connected(greeting = ''): Promise<{ accepted: Socket; client: Socket }> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP address')
  const client = connect(address.port, '127.0.0.1')
  const accepted = await new Promise<Socket>((resolve) => server.once('connection', resolve))
  server.close()
  onTestFinished(() => {
    client.destroy()
  })
  if (greeting !== '') {
    client.write(greeting)
    await new Promise((resolve) => accepted.once('readable', resolve))
  }
  return { accepted, client }
}

/** Collects what arrives and resolves when it is so many bytes. */
function receive(incoming: Incoming, bytes: number, onInput: (input: Input) => void = () => undefined): Promise<Buffer> {
  const chunks: Buffer[] = []
  let received = 0
  return new Promise((resolve) => {
    incoming.start((input) => {
      onInput(input)
      chunks.push(Buffer.from(input.take(input.remaining)))
      received += chunks.at(-1)?.length ?? 0
      if (received >= bytes) resolve(Buffer.concat(chunks))
    })
  })
}

describe('incomingOf', () => {
  it('receives into buffers of the pool, and goes on where the first socket stopped', async () => {
    const { accepted, client } = await connected('early ')
    const incoming = incomingOf(accepted, new BufferPool(0))
    expect(incoming.socket).not.toBe(accepted)
    expect(incoming.socket.remotePort).toBe(client.localPort)
    const received = receive(incoming, 10)
    client.write('late')
    expect((await received).toString()).toBe('early late')
    expect(accepted.destroyed).toBe(true)
    incoming.socket.write('an answer')
    expect(String(await new Promise((resolve) => client.once('data', resolve)))).toBe('an answer')
    const ended = new Promise((resolve) => incoming.socket.once('end', resolve))
    client.end()
    await ended
    const closed = new Promise((resolve) => client.once('close', resolve))
    incoming.socket.end()
    await closed
  })

  it('uses a buffer again at once unless it was retained, and a larger one while they are full', async () => {
    const { accepted, client } = await connected()
    const pool = new BufferPool(0)
    const incoming = incomingOf(accepted, pool)
    const buffers: PooledBuffer[] = []
    const retained: { buffer: PooledBuffer; content: Buffer }[] = []
    const sent = Buffer.alloc(4 * 1024 * 1024, 'abcdefghijklmnopqrstuvwxyz')
    const received = receive(incoming, sent.length, ({ buffer, end }) => {
      buffers.push(buffer)
      if (buffers.length % 3 > 0) return
      buffer.users += 1
      retained.push({ buffer, content: Buffer.from(buffer.bytes.subarray(0, end)) })
    })
    client.write(sent)
    expect((await received).equals(sent)).toBe(true)
    expect(new Set(buffers).size).toBeLessThan(buffers.length)
    expect(new Set(retained.map(({ buffer }) => buffer)).size).toBe(retained.length)
    for (const { buffer, content } of retained) {
      expect(buffer.bytes.subarray(0, content.length).equals(content)).toBe(true)
    }
    expect(buffers[0]?.bytes.length).toBeLessThan(SLAB_BYTES + 100)
    expect(buffers.at(-1)?.bytes.length).toBeGreaterThan(SLAB_BYTES + 100)
  })

  it('stops and goes on with the socket', async () => {
    const { accepted, client } = await connected()
    const incoming = incomingOf(accepted, new BufferPool(0))
    const sent = Buffer.alloc(8 * 1024 * 1024, 7)
    let whilePaused = 0
    const received = receive(incoming, sent.length, () => {
      if (incoming.socket.isPaused()) whilePaused += 1
      incoming.socket.pause()
      setImmediate(() => incoming.socket.resume())
    })
    client.write(sent)
    expect((await received).length).toBe(sent.length)
    expect(whilePaused).toBe(0)
  })
})
