import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ListenError } from '../transport/listeners'
import { COMMAND, ERROR, OPTION, REPLY } from './protocol'
import { NbdServer } from './server'
import { MemoryVolume } from '../test-support/memory-volume'
import { goData, metaContextData, RawClient } from './test-support/raw-client'
import { exportsOf, MIB, serve, serveOne } from './test-support/serve'

/** A promise and the function that resolves it. */
function gate(): { passed: Promise<void>; open: () => void } {
  let open: () => void = () => undefined
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open: () => open() }
}

describe('listening', () => {
  it('answers the port that it chose, and keeps, opens and stops listeners as the addresses say', async () => {
    const { server, unix, loopback } = await serveOne()
    const again = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const
    const [kept, first] = await server.listen([unix, again])
    expect(kept).toEqual(unix)
    expect(first).toEqual(loopback)
    expect(await server.listen([loopback, unix])).toEqual([loopback, unix])
    const client = await RawClient.connect(unix)
    await client.enter('alpha/0')
    await server.listen([again])
    await expect(RawClient.connect(unix)).rejects.toThrow()
    expect(await client.read(0, 512)).toEqual(Buffer.alloc(512))
  })

  it('names an address that another program has, and changes nothing', async () => {
    const { server, unix, loopback } = await serveOne()
    const other = createServer()
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => {
        const address = other.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
    const refused = server.listen([loopback, { kind: 'tcp', host: '127.0.0.1', port }])
    await expect(refused).rejects.toThrow(ListenError)
    await expect(refused).rejects.toThrow(`NBD cannot listen on 127.0.0.1:${port}: another program does already.`)
    await expect(refused).rejects.toMatchObject({ fault: { code: 'addressInUse' } })
    other.close()
    const client = await RawClient.connect(unix)
    await client.enter('alpha/0')
  })

  it('takes over a Unix socket that a killed server left, and leaves one alone where somebody answers', async () => {
    const { server, unix, folder } = await serveOne()
    const other = new NbdServer({
      openVolume: () => Promise.reject(new Error('none')),
      releaseVolume: () => undefined,
      onSessionOpened: () => undefined,
      onSessionClosed: () => undefined,
      onRefused: () => undefined,
      onInternalError: () => undefined,
    })
    await expect(other.listen([unix])).rejects.toMatchObject({ fault: { code: 'addressInUse' } })
    const noSocket = { kind: 'unix', path: join(folder, 'a-file') } as const
    await writeFile(noSocket.path, 'somebody needs this')
    await expect(other.listen([noSocket])).rejects.toMatchObject({ fault: { code: 'addressInUse' } })
    expect(await readFile(noSocket.path, 'utf8')).toBe('somebody needs this')
    await expect(other.listen([{ kind: 'unix', path: join(folder, 'no/such') }])).rejects.toThrow(
      'its folder does not exist',
    )
    await server.listen([])
    await expect(other.listen([unix])).resolves.toEqual([unix])
    await other.close()
  })
})

describe('sessions', () => {
  it('tell who is connected to what, since when, and when it last read and wrote', async () => {
    const { server, unix, opened, closed, until } = await serveOne()
    const before = Date.now()
    const client = await RawClient.connect(unix)
    await client.enter('alpha/0')
    const [session] = server.sessions()
    expect(opened).toEqual([session])
    expect(session).toMatchObject({
      protocol: 'nbd',
      hostId: 'alpha',
      exportName: 'alpha/0',
      diskId: 'disk',
      remoteAddress: 'unix',
      identity: null,
      lastReadAt: null,
      lastWriteAt: null,
    })
    expect(session?.connectedAt).toBeGreaterThanOrEqual(before)
    await client.read(0, 512)
    expect(server.sessions()[0]?.lastReadAt).toBeGreaterThanOrEqual(before)
    expect(server.sessions()[0]?.lastWriteAt).toBeNull()
    await client.write(0, Buffer.alloc(512))
    expect(server.sessions()[0]?.lastWriteAt).toBeGreaterThanOrEqual(before)
    expect(server.sessions()[0]).toMatchObject({ commands: 2, readBytes: 512, writtenBytes: 512, iscsi: null })
    client.destroy()
    await until(() => closed.length === 1)
    expect(server.sessions()).toEqual([])
    expect(closed[0]?.sessionId).toBe(session?.sessionId)
    expect(closed[0]?.lastWriteAt).toBeGreaterThanOrEqual(before)
  })

  it('are disconnected by their id, and may come back', async () => {
    const { server, unix } = await serveOne()
    const client = await RawClient.connect(unix)
    await client.enter('alpha/0')
    await server.disconnect('no such session')
    await server.disconnect(server.sessions()[0]?.sessionId ?? '')
    await client.untilClosed()
    await (await RawClient.connect(unix)).enter('alpha/0')
    expect(server.sessions()).toHaveLength(1)
  })
})

describe('a changed table of exports', () => {
  it.each([
    ['the export is gone', () => []],
    ['it leads to another disk', () => [{ name: 'alpha/0', diskId: 'other', hostId: 'alpha' }]],
    ['it belongs to another host', () => [{ name: 'alpha/0', diskId: 'disk', hostId: 'beta' }]],
  ])('closes open connections at once when %s, and lets others live', async (_, exports) => {
    const volumes = [new MemoryVolume('disk', MIB), new MemoryVolume('second', MIB)]
    const { server, unix, held } = await serve(volumes)
    const client = await RawClient.connect(unix)
    await client.enter('alpha/0')
    const other = await RawClient.connect(unix)
    await other.enter('alpha/1')
    await server.setExports([...exports(), ...exportsOf(volumes).slice(1)], [])
    await client.untilClosed()
    expect(held.map(({ diskId }) => diskId)).toEqual(['second'])
    expect(await other.read(0, 512)).toEqual(Buffer.alloc(512))
  })

  it('resolves only when nothing of the closed connections is in flight', async () => {
    const { server, unix, volume, held } = await serveOne()
    const client = await RawClient.connect(unix)
    await client.enter('alpha/0')
    const reached = gate()
    const disk = gate()
    volume.intercept = () => {
      reached.open()
      return disk.passed
    }
    client.sendRequest({ command: COMMAND.write, length: 512, payload: Buffer.alloc(512, 1) })
    await reached.passed
    let resolved = false
    const changed = server.setExports([], []).then(() => {
      resolved = true
    })
    await client.untilClosed()
    expect(server.sessions()).toEqual([])
    expect({ resolved, held: held.length }).toEqual({ resolved: false, held: 1 })
    disk.open()
    await changed
    expect(held).toEqual([])
  })

  it('is seen by connections that are still negotiating', async () => {
    const { server, unix } = await serveOne()
    const client = await RawClient.connect(unix)
    await client.greet()
    expect((await client.option(OPTION.info, goData('alpha/0'))).at(-1)?.type).toBe(REPLY.ack)
    await server.setExports([], [])
    expect((await client.option(OPTION.go, goData('alpha/0'))).at(-1)?.type).toBe(REPLY.errorUnknown)
    await server.setExports([{ name: 'alpha/0', diskId: 'disk', hostId: 'alpha' }], [])
    await client.option(OPTION.structuredReply)
    await client.option(OPTION.setMetaContext, metaContextData('alpha/0', ['base:allocation']))
    expect((await client.option(OPTION.go, goData('alpha/0'))).at(-1)?.type).toBe(REPLY.ack)
  })
})

describe('closing', () => {
  it('finishes what hosts asked for, then closes', async () => {
    const { server, unix, volume, held } = await serveOne()
    const client = await RawClient.connect(unix)
    await client.enter('alpha/0')
    const negotiating = await RawClient.connect(unix)
    await negotiating.greet()
    const reached = gate()
    const disk = gate()
    volume.intercept = () => {
      reached.open()
      return disk.passed
    }
    const payload = randomBytes(4096)
    client.sendRequest({ command: COMMAND.write, length: 4096, payload })
    await reached.passed
    const closed = server.close()
    await negotiating.untilClosed()
    disk.open()
    expect((await client.reply()).error).toBe(ERROR.none)
    await client.untilClosed()
    client.socket.end()
    await closed
    expect(held).toEqual([])
    expect(volume.content().subarray(0, 4096).equals(payload)).toBe(true)
    await expect(RawClient.connect(unix)).rejects.toThrow()
  })

  it('does not wait for ever for a host that takes no answers', async () => {
    const { server, unix } = await serveOne(new MemoryVolume('disk', 8 * MIB))
    const client = await RawClient.connect(unix)
    await client.enter('alpha/0')
    client.socket.pause()
    for (let index = 0; index < 64; index += 1) client.sendRequest({ command: COMMAND.read, length: MIB })
    const before = Date.now()
    await server.close()
    expect(Date.now() - before).toBeLessThan(10_000)
  })
})
