import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { MiB } from '../door/fields'
import { createHostGroup } from '../host-groups/commands'
import { createHost } from '../hosts/commands'
import { createMapping } from '../mappings/commands'
import { type TestArray } from '../testing'
import { updateVirtualDisk } from '../virtual-disks/commands'
import { listCopySources, listCopyTargets } from './candidates-queries'
import { createCopy } from './commands'
import { CopyTest } from './testing'

let test: TestArray
let copies: CopyTest
beforeEach(async () => {
  copies = await CopyTest.start()
  test = copies.test
})
afterEach(() => copies.end())

describe('candidates', () => {
  it('are every disk of the array, with the reason with which the command refuses', async () => {
    const [source, small, taken] = [await copies.disk('Source', 2 * MiB), await copies.disk('Small', MiB), await copies.disk('Taken', 2 * MiB)]
    const { id } = await test.do(createCopy, { sourceId: source, targetId: taken, type: 'online' })
    await copies.reached(id, 'completed')
    const host = await test.do(createHost, { name: 'node', os: 'windows' })
    const cluster = await test.do(createHostGroup, { name: 'Cluster', cluster: 'mscs', hostIds: [host.id] })
    const shared = await copies.disk('Shared', 2 * MiB)
    await test.do(createMapping, { virtualDiskId: shared, hostGroupId: cluster.id })

    const sources = await test.ask(listCopySources, { type: 'online' })
    expect(sources.items.map(({ name, eligible, reason }) => [name, eligible, reason?.code])).toEqual([
      ['Shared', false, 'copy_source_mscs_shared'],
      ['Small', true, undefined],
      ['Source', true, undefined],
      ['Source-1', false, 'copy_source_copy_snapshot'],
      ['Source-R1', false, 'copy_source_repository'],
      ['Taken', false, 'copy_source_target_online'],
    ])
    const targets = await test.ask(listCopyTargets, { sourceId: source, type: 'online' })
    expect(targets.items.map(({ name, reason }) => [name, reason?.code])).toEqual([
      ['Shared', undefined],
      ['Small', 'copy_target_too_small'],
      ['Source', 'copy_target_same'],
      ['Source-1', 'copy_target_snapshot'],
      ['Source-R1', 'copy_target_repository'],
      ['Taken', 'copy_target_taken'],
    ])
    for (const { virtualDiskId: targetId, reason } of targets.items) {
      if (!reason) continue
      const { code, detail, remedy, errors } = await test.refused(createCopy, { sourceId: source, targetId, type: 'online' })
      expect({ code, detail, remedy }).toEqual(reason)
      expect(errors?.map(({ path }) => path)).toEqual(['targetId'])
    }
    for (const { virtualDiskId: sourceId, reason } of sources.items) {
      if (!reason) continue
      const { code, detail, remedy } = await test.refused(createCopy, { sourceId, targetId: small, type: 'online' })
      expect({ code, detail, remedy }).toEqual(reason)
    }
    const eligible = await test.ask(listCopyTargets, { sourceId: source, type: 'online', eligible: 'true' })
    expect([eligible.total, eligible.items.map(({ name }) => name)]).toEqual([1, ['Shared']])
    const others = await test.ask(listCopyTargets, { sourceId: source, type: 'online', eligible: 'false', limit: 2 })
    expect([others.total, others.items.map(({ name }) => name)]).toEqual([5, ['Small', 'Source']])
    const rest = { sourceId: source, type: 'online', eligible: 'false', cursor: others.nextCursor ?? '' } as const
    expect((await test.ask(listCopyTargets, rest)).items.map(({ name }) => name)).toEqual(['Source-1', 'Source-R1', 'Taken'])
  })

  it('are the same whether only those that can be chosen are asked for, only the others, or all', async () => {
    const [source, locked, copied] = [await copies.disk('Source', 2 * MiB), await copies.disk('Locked', 2 * MiB), await copies.disk('Copied', 3 * MiB)]
    await copies.disk('Free', 2 * MiB)
    await test.do(updateVirtualDisk, { id: locked, readOnly: true })
    const { id } = await test.do(createCopy, { sourceId: source, targetId: copied, type: 'online' })
    await copies.reached(id, 'completed')
    const host = await test.do(createHost, { name: 'node', os: 'windows' })
    await test.do(createMapping, { virtualDiskId: copied, hostId: host.id })

    const asked = { sourceId: source, type: 'online' } as const
    const every = await test.ask(listCopyTargets, asked)
    const [can, others] = [await test.ask(listCopyTargets, { ...asked, eligible: 'true' }), await test.ask(listCopyTargets, { ...asked, eligible: 'false' })]
    expect(can.items).toEqual(every.items.filter(({ eligible }) => eligible))
    expect(others.items).toEqual(every.items.filter(({ eligible }) => !eligible))
    expect(every.items.find(({ name }) => name === 'Locked')?.reason?.code).toBe('copy_target_read_only')
  })

  it('name the danger of a target whose hosts would take it for the original', async () => {
    const [original, beside, elsewhere] = [await copies.disk('Original', 2 * MiB), await copies.disk('Beside', 2 * MiB), await copies.disk('Elsewhere', 2 * MiB)]
    const windows = await test.do(createHost, { name: 'windows', os: 'windows' })
    const other = await test.do(createHost, { name: 'other', os: 'windows' })
    await test.do(createMapping, { virtualDiskId: original, hostId: windows.id })
    await test.do(createMapping, { virtualDiskId: beside, hostId: windows.id })
    await test.do(createMapping, { virtualDiskId: elsewhere, hostId: other.id })
    const pair = { sourceId: original, type: 'offline' } as const
    const { items } = await test.ask(listCopyTargets, pair)
    expect(items.map(({ name, reason }) => [name, reason?.code])).toEqual([
      ['Beside', 'image_beside_original_windows'],
      ['Elsewhere', undefined],
      ['Original', 'copy_target_same'],
    ])
    const { code, detail, remedy, errors } = await test.refused(createCopy, { ...pair, targetId: beside })
    expect({ code, detail, remedy }).toEqual(items[0]?.reason)
    expect(errors?.map(({ path }) => path)).toEqual(['targetId'])
    const { id } = await test.do(createCopy, { ...pair, targetId: elsewhere })
    await copies.reached(id, 'completed')
  })

  it('need a source that there is', async () => {
    expect(await test.query(listCopyTargets, { sourceId: 'none', type: 'online' })).toMatchObject({
      ok: false,
      problem: { status: 404, errors: [{ path: 'sourceId' }] },
    })
    expect(await test.query(listCopyTargets, { type: 'online' })).toMatchObject({ ok: false, problem: { status: 400 } })
  })
})
