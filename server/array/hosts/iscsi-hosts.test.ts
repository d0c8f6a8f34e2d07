import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { getArray } from '../facts/queries'
import { createMapping } from '../mappings/commands'
import { administrator, TestArray } from '../testing'
import { createVirtualDisk } from '../virtual-disks/commands'
import { createHost, updateHost } from './commands'
import { getConnectGuide } from './connect-guide'
import { getHost } from './queries'

const MIB = 2 ** 20
const IQN = 'iqn.1993-08.org.debian:01:web-1'
const SECRET = 'twelve chars ok'
const ARRAY_SECRET = 'another of them'
let test: TestArray
let poolId: string

beforeEach(async () => {
  test = await TestArray.start()
  poolId = (await test.pool()).id
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

const lastTable = () => {
  const last = test.engine.calls.findLast(({ name }) => name === 'targets.setExports')
  if (last?.name !== 'targets.setExports') throw new Error('no exports were set')
  return last.input.iscsi
}

async function mappedHost(os: 'linux' | 'windows' | 'esxi', chapSecret?: string) {
  const port = { type: 'iscsi' as const, identifier: IQN, ...(chapSecret !== undefined && { chapSecret }) }
  const { id } = await test.do(createHost, { name: 'web-1', os, ports: [port] })
  const disk = await test.do(createVirtualDisk, { name: 'data', poolId, capacityBytes: MIB })
  await test.do(createMapping, { virtualDiskId: disk.id, hostId: id, lun: 3 })
  return { id, diskId: disk.id }
}

describe('an iSCSI host', () => {
  it('is known to the engine by its port, with its LUNs behind the one target', async () => {
    const { id, diskId } = await mappedHost('linux', SECRET)
    const { targets } = await test.ask(getArray, {})
    expect(targets.iscsi).toEqual({
      host: '127.0.0.1',
      port: expect.any(Number),
      iqn: `iqn.2026-11.internal.lunette:${test.array.identity.wwidPrefix}`,
    })
    expect(lastTable()).toEqual({
      targetName: targets.iscsi?.iqn,
      initiators: [{ name: IQN, hostId: id, hostName: 'web-1', chap: { user: IQN, secret: SECRET, mutual: null } }],
      luns: [{ hostId: id, lun: 3, diskId }],
    })
  })

  it.each([
    ['linux', 'linux-iscsi', 'iscsiadm -m node'],
    ['windows', 'windows-iscsi', 'Connect-IscsiTarget'],
    ['esxi', 'esxi', 'esxcli iscsi adapter discovery sendtarget add'],
  ] as const)('on %s is told what to type, but never its secret', async (os, client, command) => {
    const { id } = await mappedHost(os, SECRET)
    const { targets } = await test.ask(getArray, {})
    const guide = (await test.ask(getConnectGuide, { id })).find((candidate) => candidate.client === client)
    const typed = guide?.steps.map((step) => step.command).join('\n')
    expect(typed).toContain(command)
    expect(typed).toContain(IQN)
    expect(typed).toContain(`${targets.iscsi?.port}`)
    expect(typed).toContain("'SECRET'")
    expect(typed).not.toContain(SECRET)
  })

  it.each([
    ['linux', 'linux-iscsi', /username_in -v 'iqn\.2026-11[^']*'\n.*password_in -v 'ARRAY_SECRET'/],
    ['windows', 'windows-iscsi', /Set-IscsiChapSecret -ChapSecret 'ARRAY_SECRET'[^]*-AuthenticationType MUTUALCHAP/],
    ['esxi', 'esxi', /--direction=mutual --level=required --authname='iqn\.2026-11[^']*' --secret='ARRAY_SECRET'/],
  ] as const)('on %s is told how the array proves itself, which it then can', async (os, client, typed) => {
    const { id } = await mappedHost(os, SECRET)
    await test.do(updateHost, { id, ports: [{ type: 'iscsi', identifier: IQN, mutualChapSecret: ARRAY_SECRET }] })
    const { targetName, initiators: [initiator] } = lastTable()
    expect(initiator?.chap).toEqual({ user: IQN, secret: SECRET, mutual: { user: targetName, secret: ARRAY_SECRET } })
    const guides = await test.ask(getConnectGuide, { id })
    expect(guides.find((guide) => guide.client === client)?.steps.map(({ command }) => command).join('\n')).toMatch(typed)
    const shown = await test.ask(getHost, { id }, administrator)
    expect(shown.ports).toEqual([
      { type: 'iscsi', identifier: IQN, chapUser: null, hasSecret: true, mutualChapUser: null, hasMutualSecret: true, actions: { removeChapSecret: null } },
    ])
    expect(JSON.stringify([guides, shown])).not.toContain(ARRAY_SECRET)
  })

  it('keeps the array’s secret until another is given or it is taken away', async () => {
    const { id } = await mappedHost('linux', SECRET)
    const mutual = async (change: { mutualChapUser?: string; mutualChapSecret?: string | null }) => {
      await test.do(updateHost, { id, ports: [{ type: 'iscsi', identifier: IQN, ...change }] })
      return lastTable().initiators[0]?.chap?.mutual
    }
    expect(await mutual({ mutualChapUser: 'array', mutualChapSecret: ARRAY_SECRET })).toEqual({ user: 'array', secret: ARRAY_SECRET })
    expect(await mutual({})).toEqual({ user: 'array', secret: ARRAY_SECRET })
    const equal = await test.refused(updateHost, { id, ports: [{ type: 'iscsi', identifier: IQN, chapSecret: ARRAY_SECRET }] })
    expect([equal.code, equal.errors?.map(({ path }) => path)]).toEqual(['chap_secrets_equal', ['ports.0.chapSecret']])
    expect(await mutual({ mutualChapSecret: null })).toBeNull()
  })

  it('loses its secret, its user and the array’s secret when they are taken away, which the event log says', async () => {
    const { id } = await mappedHost('linux', SECRET)
    const change = (fields: { chapUser?: string; chapSecret?: string | null; mutualChapSecret?: string | null }) => ({
      id,
      ports: [{ type: 'iscsi' as const, identifier: IQN, ...fields }],
    })
    await test.do(updateHost, change({ chapUser: 'web', mutualChapSecret: ARRAY_SECRET }))
    const alone = await test.refused(updateHost, change({ chapSecret: null }))
    expect([alone.code, alone.errors?.map(({ path }) => path)]).toEqual(['mutual_chap_alone', ['ports.0.chapSecret']])
    expect(lastTable().initiators[0]?.chap).toMatchObject({ user: 'web', secret: SECRET })
    const { ports } = await test.do(updateHost, change({ chapSecret: null, mutualChapSecret: null }))
    expect(ports).toMatchObject([{ chapUser: null, hasSecret: false, mutualChapUser: null, hasMutualSecret: false }])
    expect(lastTable().initiators[0]?.chap).toBeNull()
    expect((await test.events()).filter((type) => type === 'host_chap_secret_removed')).toHaveLength(1)
    // There is nothing to take away any more.
    await test.do(updateHost, change({ chapSecret: null }))
    expect((await test.events()).filter((type) => type === 'host_chap_secret_removed')).toHaveLength(1)
  })

  it('keeps its secret where the array serves others than this machine', async () => {
    const { id } = await mappedHost('linux', SECRET)
    test.array.iscsiListening = [...test.array.iscsiListening, { kind: 'tcp', host: '192.0.2.1', port: 3260 }]
    const input = { id, ports: [{ type: 'iscsi' as const, identifier: IQN, chapSecret: null }] }
    const refused = await test.refused(updateHost, input)
    expect([refused.code, refused.errors?.map(({ path }) => path)]).toEqual(['chap_required', ['ports.0.chapSecret']])
    expect(refused.detail).toContain('192.0.2.1:3260')
    const shown = await test.ask(getHost, { id }, administrator)
    expect(shown.ports).toMatchObject([{ hasSecret: true, actions: { removeChapSecret: { code: 'chap_required' } } }])
  })

  it('without a secret is told nothing of CHAP', async () => {
    const { id } = await mappedHost('linux')
    const guides = await test.ask(getConnectGuide, { id })
    expect(JSON.stringify(guides.find(({ client }) => client === 'linux-iscsi'))).not.toMatch(/chap/i)
  })
})
