import { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import { describe, expect, it } from 'vitest'
import type { NbdKey } from '../../contract'
import { OPTION, REPLY } from './protocol'
import { MemoryVolume } from '../test-support/memory-volume'
import { goData, optionHeader, RawClient } from './test-support/raw-client'
import { MIB, serve, type Served } from './test-support/serve'

const alphaKey = { identity: 'alpha-key', keyHex: 'a1'.repeat(32), hostId: 'alpha' }
const betaKey = { identity: 'beta-key', keyHex: 'b2'.repeat(32), hostId: 'beta' }

async function serveTwoHosts(): Promise<Served> {
  return serve([new MemoryVolume('a', MIB), new MemoryVolume('b', MIB)], {
    exports: [
      { name: 'alpha/0', diskId: 'a', hostId: 'alpha' },
      { name: 'beta/0', diskId: 'b', hostId: 'beta' },
    ],
    keys: [alphaKey, betaKey],
  })
}

/** Begins TLS on a connection that has been greeted. Rejects when the handshake fails. */
async function secure(
  client: RawClient,
  key: Pick<NbdKey, 'identity' | 'keyHex'>,
  maxVersion: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3',
): Promise<RawClient> {
  const [reply] = await client.option(OPTION.startTls)
  if (reply?.type !== REPLY.ack) throw new Error(`STARTTLS was refused: ${reply?.data.toString()}`)
  client.socket.removeAllListeners('data')
  client.socket.pause()
  return handshake(client.socket, key, maxVersion)
}

async function handshake(
  socket: Duplex,
  key: Pick<NbdKey, 'identity' | 'keyHex'>,
  maxVersion: 'TLSv1.2' | 'TLSv1.3',
): Promise<RawClient> {
  const secured = connectTls({
    socket,
    ciphers: 'TLS_AES_128_GCM_SHA256:PSK',
    maxVersion,
    pskCallback: () => ({ identity: key.identity, psk: Buffer.from(key.keyHex, 'hex') }),
    checkServerIdentity: () => undefined,
  })
  await new Promise<void>((resolve, reject) => {
    secured.once('secureConnect', resolve)
    secured.once('error', reject)
    secured.once('close', () => reject(new Error('closed during the TLS handshake')))
  })
  return new RawClient(secured)
}

async function greeted(address: Parameters<typeof RawClient.connect>[0]): Promise<RawClient> {
  const client = await RawClient.connect(address)
  await client.greet()
  return client
}

describe('an address that is not loopback', () => {
  it('demands TLS for every option but STARTTLS and ABORT', async () => {
    const { open } = await serveTwoHosts()
    const client = await greeted(open)
    for (const option of [OPTION.list, OPTION.structuredReply, OPTION.setMetaContext, 99]) {
      expect((await client.option(option))[0]?.type).toBe(REPLY.errorTlsRequired)
    }
    for (const option of [OPTION.info, OPTION.go]) {
      expect((await client.option(option, goData('alpha/0')))[0]?.type).toBe(REPLY.errorTlsRequired)
    }
    expect((await client.option(OPTION.abort))[0]?.type).toBe(REPLY.ack)
  })

  it('closes on EXPORT_NAME without TLS', async () => {
    const { open } = await serveTwoHosts()
    const client = await greeted(open)
    client.sendOption(OPTION.exportName, Buffer.from('alpha/0'))
    await client.untilClosed()
  })
})

describe.each(['loopback', 'open'] as const)('TLS on the %s address', (which) => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('serves an identity with %s', async (version) => {
    const served = await serveTwoHosts()
    const client = await secure(await greeted(served[which]), alphaKey, version)
    expect((await client.option(OPTION.go, goData('alpha/0'))).at(-1)?.type).toBe(REPLY.ack)
    await client.write(100, Buffer.alloc(300_000, 7))
    expect(await client.read(0, 512)).toEqual(Buffer.concat([Buffer.alloc(100), Buffer.alloc(412, 7)]))
    expect(served.server.sessions()).toMatchObject([{ identity: 'alpha-key', hostId: 'alpha' }])
  })

  it('shows and opens only what belongs to the identity, and tells of the attempt', async () => {
    const served = await serveTwoHosts()
    const client = await secure(await greeted(served[which]), alphaKey)
    const list = await client.option(OPTION.list)
    expect(list.map(({ data }) => data.toString('latin1', 4))).toEqual(['alpha/0', ''])
    const [refusal] = await client.option(OPTION.go, goData('beta/0'))
    expect(refusal?.type).toBe(REPLY.errorPolicy)
    expect(refusal?.data.toString()).toBe(
      'the identity "alpha-key" may open only what is mapped to its own host, and "beta/0" is not',
    )
    expect(served.refused).toEqual([{ remoteAddress: '127.0.0.1', detail: refusal?.data.toString() }])
  })

  it('refuses a second STARTTLS, and forgets what was agreed before the first', async () => {
    const served = await serveTwoHosts()
    const plain = await greeted(served[which])
    await plain.option(OPTION.structuredReply)
    const client = await secure(plain, alphaKey)
    expect((await client.option(OPTION.startTls))[0]?.type).toBe(REPLY.errorInvalid)
    const [facts] = await client.option(OPTION.go, goData('alpha/0'))
    expect((facts?.data.readUInt16BE(10) ?? 0) & 128).toBe(0)
  })

  it.each([
    ['a wrong key', { ...alphaKey, keyHex: 'ff'.repeat(32) }, 'the key of the TLS-PSK identity "alpha-key" is wrong'],
    [
      'an unknown identity',
      { ...alphaKey, identity: 'eve\n' },
      'no host has the TLS-PSK identity "eve\\n"',
    ],
  ])('closes on %s and tells of it once a minute', async (_, key, detail) => {
    const served = await serveTwoHosts()
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(secure(await greeted(served[which]), key)).rejects.toThrow()
    }
    await served.until(() => served.refused.length > 0)
    expect(served.refused).toEqual([{ remoteAddress: '127.0.0.1', detail }])
  })

  it('takes a handshake that the client sent before the acknowledgement', async () => {
    const served = await serveTwoHosts()
    const client = await greeted(served[which])
    const { socket } = client
    socket.removeAllListeners('data')
    // What the TLS client sends goes out behind the option in one write; the acknowledgement is kept from it.
    let early: Buffer | null = optionHeader(OPTION.startTls, 0)
    let acknowledgementBytes = 20
    const transport = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        socket.write(early === null ? chunk : Buffer.concat([early, chunk]), done)
        early = null
      },
    })
    socket.on('data', (chunk: Buffer) => {
      const skipped = Math.min(acknowledgementBytes, chunk.length)
      acknowledgementBytes -= skipped
      if (chunk.length > skipped) transport.push(chunk.subarray(skipped))
    })
    const secured = await handshake(transport, alphaKey, 'TLSv1.3')
    expect((await secured.option(OPTION.list)).map(({ type }) => type)).toEqual([REPLY.server, REPLY.ack])
  })

  it('closes connections at once when their key goes or changes, and refuses the old key', async () => {
    const served = await serveTwoHosts()
    const exports = [{ name: 'alpha/0', diskId: 'a', hostId: 'alpha' }]
    for (const keys of [[], [{ ...alphaKey, keyHex: 'c3'.repeat(32) }]]) {
      await served.server.setExports(exports, [alphaKey])
      const client = await secure(await greeted(served[which]), alphaKey)
      await client.option(OPTION.go, goData('alpha/0'))
      await served.server.setExports(exports, keys)
      await client.untilClosed()
      await expect(secure(await greeted(served[which]), alphaKey)).rejects.toThrow()
    }
  })
})
