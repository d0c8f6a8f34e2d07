import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { MiB } from '../door/fields'
import { createHostGroup, deleteHostGroup, updateHostGroup } from '../host-groups/commands'
import { getHostGroup, listHostGroups } from '../host-groups/queries'
import { createHost, deleteHost, updateHost } from '../hosts/commands'
import { getConnectGuide } from '../hosts/connect-guide'
import { getHost, listHosts } from '../hosts/queries'
import { operator, TestArray } from '../testing'
import { createVirtualDisk } from '../virtual-disks/commands'
import { getVirtualDisk, listVirtualDisks } from '../virtual-disks/queries'
import { createMapping, deleteMapping } from './commands'
import { listMappings } from './queries'

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

const KEY = '00112233445566778899aabbccddeeff'
const disk = async (name: string) => (await test.do(createVirtualDisk, { name, poolId, capacityBytes: MiB })).id
const host = async (name: string) => (await test.do(createHost, { name, os: 'linux' })).id
/** The table that the engine was last given. */
const table = () => {
  const last = test.engine.calls.findLast(({ name }) => name === 'targets.setExports')
  if (last?.name !== 'targets.setExports') throw new Error('no exports were set')
  return last.input
}
const exportNames = () => table().exports.map(({ name }) => name).sort()

describe('a host', () => {
  it('is known by its ports, whose secrets go to the engine and never come back', async () => {
    const made = await test.do(createHost, {
      name: 'web-1',
      os: 'linux',
      ports: [
        { type: 'nbd', identifier: 'web-1', psk: KEY.toUpperCase() },
        { type: 'iscsi', identifier: 'IQN.1993-08.org.debian:01:ABC', chapUser: 'web', chapSecret: 'twelve chars or more' },
      ],
    })
    expect(made.ports).toEqual([
      { type: 'iscsi', identifier: 'iqn.1993-08.org.debian:01:abc', chapUser: 'web', hasSecret: true, mutualChapUser: null, hasMutualSecret: false, actions: { removeChapSecret: null } },
      { type: 'nbd', identifier: 'web-1', hasSecret: true },
    ])
    expect(JSON.stringify(made)).not.toMatch(new RegExp(`${KEY}|twelve`, 'i'))
    expect(table().keys).toEqual([{ identity: 'web-1', keyHex: KEY, hostId: made.id }])
    // A port that is given again without its secret keeps it; one that is left out goes.
    const { id } = made
    const changed = await test.do(updateHost, { id, ports: [{ type: 'nbd', identifier: 'web-1' }] })
    expect(changed.ports).toEqual([{ type: 'nbd', identifier: 'web-1', hasSecret: true }])
    expect(table().keys).toHaveLength(1)
    await test.do(updateHost, { id, ports: [] })
    expect(table().keys).toEqual([])
    const events = await test.array.database.event.findMany()
    expect(JSON.stringify(events)).not.toMatch(new RegExp(`${KEY}|twelve`, 'i'))
  })

  it.each([
    ['name', ''],
    ['name', 'two words'],
    ['name', 'a/0'],
    ['name', 'übung'],
    ['name', '-dash'],
    ['name', 'x'.repeat(64)],
    ['os', 'solaris'],
    ['os', undefined],
    ['hostGroupId', 7],
    ['ports', 'all'],
    ['ports.0.identifier', [{ type: 'nbd', identifier: 'a b' }]],
    ['ports.0.identifier', [{ type: 'nbd', identifier: '' }]],
    ['ports.0.identifier', [{ type: 'iscsi', identifier: 'not an iqn' }]],
    ['ports.0.identifier', [{ type: 'iscsi', identifier: 'iqn.2026-13.org.example' }]],
    ['ports.0.psk', [{ type: 'nbd', identifier: 'a', psk: 'abc' }]],
    ['ports.0.psk', [{ type: 'nbd', identifier: 'a', psk: '00' }]],
    ['ports.0.chapSecret', [{ type: 'iscsi', identifier: 'iqn.1993-08.org.debian:a', chapSecret: 'short' }]],
    ['ports.0.type', [{ type: 'fc', identifier: 'a' }]],
    ['ports.0.psk', [{ type: 'iscsi', identifier: 'iqn.1993-08.org.debian:a', psk: KEY }]],
    ['ports.1.identifier', [{ type: 'nbd', identifier: 'a' }, { type: 'nbd', identifier: 'a' }]],
  ])('is refused with a bad %s (%j)', async (path, value) => {
    const field = path.split('.')[0] ?? ''
    const problem = await test.refused(createHost, { name: 'host', os: 'linux', [field]: value })
    expect([problem.status, problem.errors?.map((error) => error.path)]).toEqual([400, [path]])
    expect(await test.array.database.host.count()).toBe(0)
  })

  it('shares no name and no port with another', async () => {
    await test.do(createHost, { name: 'one', os: 'linux', ports: [{ type: 'nbd', identifier: 'p' }] })
    expect(await test.refused(createHost, { name: 'ONE', os: 'linux' })).toMatchObject({ code: 'name_taken' })
    const second = { name: 'two', os: 'linux', ports: [{ type: 'nbd', identifier: 'p' }] }
    expect(await test.refused(createHost, second)).toMatchObject({
      status: 409,
      code: 'port_taken',
      errors: [{ path: 'ports.0.identifier' }],
    })
    expect(await test.refused(createHost, { name: 'two', os: 'linux', hostGroupId: 'none' })).toMatchObject({ status: 404 })
  })

  it('is removed when it has no mapping of its own', async () => {
    const [id, virtualDiskId] = [await host('h'), await disk('d')]
    const mapping = await test.do(createMapping, { virtualDiskId, hostId: id }, operator)
    expect(await test.refused(deleteHost, { id })).toMatchObject({ status: 409, code: 'host_mapped' })
    await test.do(deleteMapping, { id: mapping.id }, operator)
    await test.do(deleteHost, { id })
    expect((await test.ask(listHosts, {})).items).toEqual([])
  })

  it('has other export names when it is renamed', async () => {
    const [id, virtualDiskId] = [await host('before'), await disk('d')]
    await test.do(createMapping, { virtualDiskId, hostId: id })
    await test.do(updateHost, { id, name: 'after', os: 'windows' })
    expect(exportNames()).toEqual(['after/0'])
    expect(await test.ask(getHost, { id })).toMatchObject({ name: 'after', os: 'windows', mappingCount: 1, sessionCount: 0 })
  })
})

describe('a mapping', () => {
  it('gives a host the lowest free LUN, or the one that is asked for', async () => {
    const id = await host('h')
    const luns: number[] = []
    for (const [name, lun] of [['a', 1], ['b', undefined], ['c', undefined], ['d', 255]] as const) {
      const mapping = await test.do(createMapping, { virtualDiskId: await disk(name), hostId: id, ...(lun !== undefined && { lun }) })
      luns.push(mapping.lun)
      expect(mapping.nbdUris).toEqual([expect.stringMatching(new RegExp(`^nbd://127\\.0\\.0\\.1:\\d+/h/${mapping.lun}$`))])
    }
    expect(luns).toEqual([1, 0, 2, 255])
    const again = { virtualDiskId: await disk('e'), hostId: id, lun: 2 }
    expect(await test.refused(createMapping, again)).toMatchObject({ status: 409, code: 'lun_taken', errors: [{ path: 'lun' }] })
    expect(exportNames()).toEqual(['h/0', 'h/1', 'h/2', 'h/255'])
    expect((await test.ask(listVirtualDisks, { hostId: id })).total).toBe(4)
  })

  it.each([
    ['lun', -1],
    ['lun', 256],
    ['lun', 1.5],
    ['lun', '1'],
    ['virtualDiskId', undefined],
    ['hostId', undefined],
  ])('is refused with %s %j', async (field, value) => {
    const input = { virtualDiskId: await disk('d'), hostId: await host('h'), [field]: value }
    const problem = await test.refused(createMapping, input)
    expect([problem.status, problem.errors?.map(({ path }) => path)]).toEqual([400, [field]])
  })

  it('is of one disk to one host or one group', async () => {
    const [one, two, virtualDiskId] = [await host('one'), await host('two'), await disk('d')]
    const group = await test.do(createHostGroup, { name: 'Group', hostIds: [two] })
    const both = { virtualDiskId, hostId: one, hostGroupId: group.id }
    expect(await test.refused(createMapping, both)).toMatchObject({ status: 400, errors: [{ path: 'hostId' }] })
    expect(await test.refused(createMapping, { virtualDiskId, hostId: 'none' })).toMatchObject({ status: 404 })
    expect(await test.refused(createMapping, { virtualDiskId, hostGroupId: 'none' })).toMatchObject({ status: 404 })
    expect(await test.refused(createMapping, { virtualDiskId: 'none', hostId: one })).toMatchObject({ status: 404 })
    await test.do(createMapping, { virtualDiskId, hostId: one })
    expect(await test.refused(createMapping, { virtualDiskId, hostId: two })).toMatchObject({ status: 409, code: 'mapping_exists' })
    expect(await test.ask(getVirtualDisk, { id: virtualDiskId })).toMatchObject({ mappedTo: { name: 'one', lun: 0, hostId: one } })
  })

  it('of a group reaches all members, at a LUN that none of them uses', async () => {
    const [one, two] = [await host('one'), await host('two')]
    await test.do(createMapping, { virtualDiskId: await disk('own'), hostId: two })
    const group = await test.do(createHostGroup, { name: 'Group', hostIds: [one, two] })
    const shared = await test.do(createMapping, { virtualDiskId: await disk('shared'), hostGroupId: group.id })
    expect(shared).toMatchObject({ lun: 1, name: 'Group', hostId: null, hostGroupId: group.id })
    expect(shared.nbdUris.map((uri) => uri.split('/').slice(-2).join('/'))).toEqual(['one/1', 'two/1'])
    expect(exportNames()).toEqual(['one/1', 'two/0', 'two/1'])
    const taken = { virtualDiskId: await disk('other'), hostGroupId: group.id, lun: 0 }
    expect(await test.refused(createMapping, taken)).toMatchObject({ code: 'lun_taken', detail: expect.stringContaining('“own”') })
    expect((await test.ask(listMappings, { hostId: one })).items.map(({ virtualDiskName }) => virtualDiskName)).toEqual(['shared'])
    expect(await test.ask(getHost, { id: two })).toMatchObject({ mappingCount: 2, hostGroupName: 'Group' })
    // Who leaves loses the group's disks at once.
    await test.do(updateHostGroup, { id: group.id, hostIds: [one] })
    expect(exportNames()).toEqual(['one/1', 'two/0'])
  })

  it('is removed, and the export with it', async () => {
    const { id } = await test.do(createMapping, { virtualDiskId: await disk('d'), hostId: await host('h') })
    await test.do(deleteMapping, { id }, operator)
    expect(exportNames()).toEqual([])
    expect(await test.refused(deleteMapping, { id })).toMatchObject({ status: 404 })
  })
})

describe('a host group', () => {
  it('takes no member whose own LUNs meet its own, by whatever way', async () => {
    const [one, two] = [await host('one'), await host('two')]
    const group = await test.do(createHostGroup, { name: 'Group', cluster: 'mscs', hostIds: [one] })
    const shared = await disk('shared')
    await test.do(createMapping, { virtualDiskId: shared, hostGroupId: group.id, lun: 3 })
    expect(await test.ask(getVirtualDisk, { id: shared })).toMatchObject({ mscsShared: true })
    await test.do(createMapping, { virtualDiskId: await disk('own'), hostId: two, lun: 3 })
    const joining = await test.refused(updateHost, { id: two, hostGroupId: group.id })
    expect(joining).toMatchObject({ status: 409, code: 'lun_collision', errors: [{ path: 'hostGroupId' }] })
    const taking = await test.refused(updateHostGroup, { id: group.id, hostIds: [one, two] })
    expect(taking).toMatchObject({ status: 409, code: 'lun_collision', errors: [{ path: 'hostIds.1' }] })
    expect((await test.ask(getHostGroup, { id: group.id })).hostIds).toEqual([one])
    expect(await test.do(updateHostGroup, { id: group.id, cluster: 'none' })).toMatchObject({ cluster: 'none' })
    expect(await test.ask(getVirtualDisk, { id: shared })).toMatchObject({ mscsShared: false })
  })

  it('is refused with unknown hosts, a taken name, or nothing to change', async () => {
    const group = await test.do(createHostGroup, { name: 'Group' })
    expect(await test.refused(createHostGroup, { name: 'GROUP' })).toMatchObject({ code: 'name_taken' })
    expect(await test.refused(createHostGroup, { name: 'Other', hostIds: ['none'] })).toMatchObject({
      status: 404,
      errors: [{ path: 'hostIds.0' }],
    })
    expect(await test.refused(createHostGroup, { name: 'Other', cluster: 'veritas' })).toMatchObject({ status: 400 })
    expect(await test.refused(updateHostGroup, { id: group.id })).toMatchObject({ status: 400 })
    expect((await test.ask(listHostGroups, {})).total).toBe(1)
  })

  it('goes without its hosts, and not while it has mappings', async () => {
    const id = await host('h')
    const group = await test.do(createHostGroup, { name: 'Group', hostIds: [id] })
    const mapping = await test.do(createMapping, { virtualDiskId: await disk('d'), hostGroupId: group.id })
    expect(await test.refused(deleteHostGroup, { id: group.id })).toMatchObject({ code: 'host_group_mapped' })
    await test.do(deleteMapping, { id: mapping.id })
    await test.do(deleteHostGroup, { id: group.id })
    expect(await test.ask(getHost, { id })).toMatchObject({ hostGroupId: null })
  })
})

describe('what is typed on a host', () => {
  it('names every disk that it reaches, plainly on loopback, and with its key where it has one', async () => {
    const id = await host('h')
    expect(await test.ask(getConnectGuide, { id })).toEqual([])
    await test.do(createMapping, { virtualDiskId: await disk('Data'), hostId: id })
    const plain = await test.ask(getConnectGuide, { id })
    expect(plain.map(({ client }) => client)).toEqual(['qemu', 'nbd-client'])
    expect(plain[0]?.steps.map(({ command }) => command)).toContainEqual(expect.stringMatching(/^qemu-img info nbd:\/\/127\.0\.0\.1:\d+\/h\/0$/))
    await test.do(updateHost, { id, ports: [{ type: 'nbd', identifier: 'h', psk: KEY }] })
    const [secure] = await test.ask(getConnectGuide, { id })
    expect(secure?.steps.at(-1)?.command).toContain('tls-creds-psk')
    expect(JSON.stringify(secure)).not.toContain(KEY)
  })
})
