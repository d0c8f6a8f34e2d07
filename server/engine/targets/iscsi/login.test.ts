import { describe, expect, it } from 'vitest'
import { MemoryVolume } from '../test-support/memory-volume'
import { LOGIN_STATUS } from './login'
import { AT } from './pdu'
import { chapDigest, INITIATOR, type LoginOptions, RawInitiator, TARGET } from './test-support/raw-initiator'
import { initiator, MIB, serve, tableOf } from './test-support/serve'

const account = {
  user: 'alpha-user',
  secret: 'twelve-characters',
  mutual: { user: 'array', secret: 'other-characters' },
}
const proof = { user: account.user, secret: account.secret }
const disk = () => new MemoryVolume('disk', MIB)

async function serveWithChap() {
  const volumes = [disk()]
  return serve(volumes, tableOf(volumes, [initiator(INITIATOR, 'alpha', account)]))
}

async function refusal(port: number, options: LoginOptions): Promise<number> {
  const client = await RawInitiator.connect(port)
  const { status } = await client.login(options).then(
    () => ({ status: 0 }),
    (error: { status: number }) => error,
  )
  if (status !== 0) await client.untilClosed()
  client.destroy()
  return status
}

describe('operational keys', () => {
  it('are agreed on as RFC 7143 section 13 says, whatever their order', async () => {
    const { port } = await serve([disk()])
    const client = await RawInitiator.connect(port)
    const told = await client.login({
      keys: [
        ['ErrorRecoveryLevel', '2'],
        ['MaxBurstLength', '16776192'],
        ['FirstBurstLength', '0x10000'],
        ['InitialR2T', 'No'],
        ['ImmediateData', 'No'],
        ['MaxConnections', '8'],
        ['HeaderDigest', 'None,CRC32C'],
        ['DataDigest', 'CRC64,CRC32C'],
        ['DefaultTime2Wait', '5'],
        ['MaxRecvDataSegmentLength', '262144'],
        ['OFMarker', 'Yes'],
        ['X-com.example.key', 'something'],
        ['InitiatorAlias', 'a machine'],
      ],
    })
    expect(Object.fromEntries(told)).toEqual({
      TargetPortalGroupTag: '1',
      ErrorRecoveryLevel: '0',
      MaxBurstLength: '1048576',
      FirstBurstLength: '65536',
      InitialR2T: 'No',
      ImmediateData: 'No',
      MaxConnections: '1',
      HeaderDigest: 'None',
      DataDigest: 'CRC32C',
      DefaultTime2Wait: '5',
      OFMarker: 'No',
      'X-com.example.key': 'NotUnderstood',
      MaxRecvDataSegmentLength: '262144',
    })
    client.destroy()
  })

  it('that need SCSI are irrelevant to discovery', async () => {
    const { port } = await serve([disk()])
    const client = await RawInitiator.connect(port)
    const told = await client.login({ discovery: true, keys: [['InitialR2T', 'No'], ['MaxBurstLength', '1024'], ['HeaderDigest', 'None']] })
    expect(Object.fromEntries(told)).toMatchObject({ InitialR2T: 'Irrelevant', MaxBurstLength: 'Irrelevant', HeaderDigest: 'None' })
    client.destroy()
  })

  it.each([
    [['MaxBurstLength', '511']],
    [['MaxBurstLength', '99999999999']],
    [['InitialR2T', 'yes']],
    [['MaxRecvDataSegmentLength', '-1']],
  ] as [string, string][][])('refuse %s', async (pair) => {
    const { port } = await serve([disk()])
    expect(await refusal(port, { keys: [pair] })).toBe(LOGIN_STATUS.initiatorError)
  })

  it('may not come twice', async () => {
    const { port } = await serve([disk()])
    expect(await refusal(port, { keys: [['InitialR2T', 'No'], ['InitialR2T', 'Yes']] })).toBe(LOGIN_STATUS.initiatorError)
  })

  it('may be spread over several requests', async () => {
    const { port } = await serve([disk()])
    const client = await RawInitiator.connect(port)
    const first = await client.loginStep(0x44, [['InitiatorName', INITIATOR]])
    expect([first.header[1], first.keys.size]).toEqual([0x04, 0])
    const last = await client.loginStep(0x87, [['TargetName', TARGET]])
    expect(last.header[1]).toBe(0x87)
    expect(last.header.readUInt16BE(AT.tsih)).not.toBe(0)
    client.destroy()
  })
})

describe('a login is refused', () => {
  it.each<[string, LoginOptions, number]>([
    ['to an initiator that no host has', { name: 'iqn.2026-01.test:stranger' }, LOGIN_STATUS.forbidden],
    ['without a name', { name: '' }, LOGIN_STATUS.missingParameter],
    ['without a target', { target: null }, LOGIN_STATUS.missingParameter],
    ['for another target', { target: `${TARGET}x` }, LOGIN_STATUS.notFound],
    ['for an unknown type of session', { keys: [['SessionType', 'Party']] }, LOGIN_STATUS.sessionTypeNotSupported],
  ])('%s', async (_case, options, status) => {
    const { port } = await serve([disk()])
    expect(await refusal(port, options)).toBe(status)
  })

  it('that goes back, that joins a session, or that speaks a later version', async () => {
    const { port } = await serve([disk()])
    const back = await RawInitiator.connect(port)
    await back.loginStep(0x81, [['InitiatorName', INITIATOR], ['TargetName', TARGET]])
    await expect(back.loginStep(0x00, [])).rejects.toMatchObject({ status: LOGIN_STATUS.invalidRequest })
    const joining = await RawInitiator.connect(port)
    await expect(joining.loginStep(0x87, [], (header) => header.writeUInt16BE(5, AT.tsih))).rejects.toMatchObject({
      status: LOGIN_STATUS.noSuchSession,
    })
    const later = await RawInitiator.connect(port)
    await expect(later.loginStep(0x87, [], (header) => header.writeUInt8(1, 3))).rejects.toMatchObject({
      status: LOGIN_STATUS.unsupportedVersion,
    })
  })

  it('that never ends', async () => {
    const { port } = await serve([disk()])
    const client = await RawInitiator.connect(port)
    const loop = async () => {
      await client.loginStep(0x04, [['InitiatorName', INITIATOR], ['TargetName', TARGET]])
      for (;;) await client.loginStep(0x04, [])
    }
    await expect(loop()).rejects.toMatchObject({ status: LOGIN_STATUS.initiatorError })
  })
})

describe('CHAP', () => {
  it('lets in who knows the secret, and proves the array to who asks', async () => {
    const { port } = await serveWithChap()
    const client = await RawInitiator.connect(port)
    const told = await client.login({ chap: { ...proof, mutual: true } })
    expect(told.get('CHAP_N')).toBe('array')
    expect(told.get('CHAP_R')).toBe(`0x${chapDigest(7, 'other-characters', Buffer.from('0102030405060708', 'hex'))}`)
    expect((await client.command({ cdb: [0, 0, 0, 0, 0, 0] })).sense).toBe('06/29/00')
    client.destroy()
  })

  it.each<[string, LoginOptions]>([
    ['a wrong secret', { chap: { ...proof, secret: 'wrong-characters' } }],
    ['a wrong user', { chap: { ...proof, user: 'beta-user' } }],
    ['none', {}],
    ['a name that nobody has', { name: 'iqn.2026-01.test:stranger', chap: proof }],
  ])('keeps out who comes with %s', async (_case, options) => {
    const served = await serveWithChap()
    expect(await refusal(served.openPort, options)).toBe(LOGIN_STATUS.authenticationFailed)
    expect(served.refused).toHaveLength(1)
    expect(served.refused[0]).not.toContain(account.secret)
  })

  it('is demanded beyond loopback, of everybody and for discovery too', async () => {
    const { openPort } = await serve([disk()])
    expect(await refusal(openPort, {})).toBe(LOGIN_STATUS.authenticationFailed)
    expect(await refusal(openPort, { discovery: true })).toBe(LOGIN_STATUS.authenticationFailed)
  })

  it('does not answer the array’s own challenge', async () => {
    const { port } = await serveWithChap()
    const client = await RawInitiator.connect(port)
    await client.loginStep(0x00, [['InitiatorName', INITIATOR], ['TargetName', TARGET], ['AuthMethod', 'CHAP']])
    const { keys } = await client.loginStep(0x00, [['CHAP_A', '5']])
    const challenge = keys.get('CHAP_C') ?? ''
    const digest = chapDigest(Number(keys.get('CHAP_I')), account.secret, Buffer.from(challenge.slice(2), 'hex'))
    const reflecting = client.loginStep(0x81, [
      ['CHAP_N', account.user],
      ['CHAP_R', `0x${digest}`],
      ['CHAP_I', '1'],
      ['CHAP_C', challenge],
    ])
    await expect(reflecting).rejects.toMatchObject({ status: LOGIN_STATUS.authenticationFailed })
  })

  it.each(['0x', '0xzz', `0x${'0'.repeat(4096)}`, `0b${'A'.repeat(4096)}`, '0b====', 'plain'])(
    'refuses a response of %.12s',
    async (response) => {
      const { port } = await serveWithChap()
      const client = await RawInitiator.connect(port)
      await client.loginStep(0x00, [['InitiatorName', INITIATOR], ['TargetName', TARGET], ['AuthMethod', 'CHAP']])
      await client.loginStep(0x00, [['CHAP_A', '5']])
      const answer = client.loginStep(0x81, [['CHAP_N', account.user], ['CHAP_R', response]])
      await expect(answer).rejects.toMatchObject({ status: LOGIN_STATUS.authenticationFailed })
    },
  )
})
