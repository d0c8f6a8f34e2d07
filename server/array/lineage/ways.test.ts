/** Every way in which hosts come to see an image beside its original, through the commands themselves. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { createCopy, recopyCopy, removeCopy, stopCopy } from '../copies/commands'
import { CopyTest } from '../copies/testing'
import { MiB } from '../door/fields'
import type { Problem } from '../door/problem'
import { createHostGroup, updateHostGroup } from '../host-groups/commands'
import { createHost, updateHost } from '../hosts/commands'
import type { HostSystem } from '../hosts/schema'
import { createMapping } from '../mappings/commands'
import { listMappings } from '../mappings/queries'
import { listMappingTargets } from '../mappings/targets-query'
import { createSnapshot } from '../snapshots/commands'
import { forgetOrigin } from '../virtual-disks/commands'
import { getVirtualDisk } from '../virtual-disks/queries'

let copies: CopyTest
/** Bears what `original` holds, by a copy whose pair is gone again. */
let image: string
let original: string
beforeEach(async () => {
  copies = await CopyTest.start()
  ;[original, image] = [await copies.disk('original', 2 * MiB), await copies.disk('image', 2 * MiB)]
  const { id } = await copies.test.do(createCopy, { sourceId: original, targetId: image, type: 'offline' })
  await copies.reached(id, 'completed')
  await copies.test.do(removeCopy, { id })
})
afterEach(() => copies.end())

const host = async (name: string, os: HostSystem = 'windows', hostGroupId: string | null = null) =>
  (await copies.test.do(createHost, { name, os, hostGroupId })).id
const group = async (cluster: 'none' | 'mscs', ...hostIds: string[]) =>
  (await copies.test.do(createHostGroup, { name: `${cluster} group`, cluster, hostIds })).id
const toHost = (virtualDiskId: string, hostId: string, lun?: number) => copies.test.do(createMapping, { virtualDiskId, hostId, lun })
const toGroup = (virtualDiskId: string, hostGroupId: string) => copies.test.do(createMapping, { virtualDiskId, hostGroupId })

/** That it is refused so, naming the field, and that everything is as it was. */
async function refused(given: Promise<Problem>, code: string, path: string) {
  const problem = await given
  expect([problem.code, problem.errors?.map((error) => error.path)]).toEqual([code, [path]])
}

describe('an image of an MSCS shared disk comes to a second node, or to the cluster, by no way:', () => {
  let nodes: string[]
  let cluster: string
  beforeEach(async () => {
    nodes = [await host('node-1'), await host('node-2')]
    cluster = await group('mscs', ...nodes)
  })

  it('mapping it', async () => {
    await toGroup(original, cluster)
    await refused(copies.test.refused(createMapping, { virtualDiskId: image, hostGroupId: cluster }), 'mscs_image_to_cluster', 'hostGroupId')
    const { warnings } = await toHost(image, nodes[0] ?? '')
    expect(warnings.map(({ code }) => code)).toEqual(['mscs_image_beside_original'])
    const { id: snapshot } = await copies.test.do(createSnapshot, { sourceId: original })
    await refused(copies.test.refused(createMapping, { virtualDiskId: snapshot, hostId: nodes[1] }), 'mscs_image_second_node', 'hostId')
  })

  it('mapping its original later', async () => {
    await toGroup(image, cluster)
    await refused(copies.test.refused(createMapping, { virtualDiskId: original, hostGroupId: cluster }), 'mscs_image_to_cluster', 'hostGroupId')
  })

  it('a host that joins, from its own side or the group’s', async () => {
    await toGroup(original, cluster)
    await toHost(image, nodes[0] ?? '')
    const { id: snapshot } = await copies.test.do(createSnapshot, { sourceId: original })
    const outside = await host('outside')
    await toHost(snapshot, outside, 9)
    await refused(copies.test.refused(updateHost, { id: outside, hostGroupId: cluster }), 'mscs_image_second_node', 'hostGroupId')
    await refused(copies.test.refused(updateHostGroup, { id: cluster, hostIds: [...nodes, outside] }), 'mscs_image_second_node', 'hostIds')
  })

  it('a group that becomes a cluster', async () => {
    const tux = await host('tux', 'linux')
    const plain = await group('none', tux)
    await toGroup(original, plain)
    await toGroup(image, plain)
    await refused(copies.test.refused(updateHostGroup, { id: plain, name: 'cluster', cluster: 'mscs', hostIds: [tux] }), 'mscs_image_to_cluster', 'cluster')
  })

  it('a copy onto a disk that the cluster, or a second node, sees', async () => {
    await toGroup(original, cluster)
    const [shared, second] = [await copies.disk('shared', 2 * MiB), await copies.disk('second', 2 * MiB)]
    await toGroup(shared, cluster)
    await toHost(second, nodes[1] ?? '')
    await toHost(image, nodes[0] ?? '')
    const { id: sourceId } = await copies.test.do(createSnapshot, { sourceId: original })
    const onto = (targetId: string) => copies.test.refused(createCopy, { sourceId, targetId, type: 'offline' })
    await refused(onto(shared), 'mscs_image_to_cluster', 'targetId')
    await refused(onto(second), 'mscs_image_second_node', 'targetId')
  })
})

describe('a disk that is being copied comes to be shared by a cluster by no way:', () => {
  let tux: string
  let plain: string
  beforeEach(async () => {
    tux = await host('tux', 'linux')
    plain = await group('none', tux)
    copies.test.engine.holdCopies()
  })
  /** The copy runs, but for what the test makes of it. */
  async function copying(type: 'offline' | 'online'): Promise<string> {
    const { id } = await copies.test.do(createCopy, { sourceId: original, targetId: await copies.disk('target', 2 * MiB), type })
    await copies.reached(id, 'inProgress')
    return id
  }
  const cluster = () => copies.test.do(createHostGroup, { name: 'cluster', cluster: 'mscs', hostIds: [] })
  const asMapped = (hostGroupId: string) => copies.test.refused(createMapping, { virtualDiskId: original, hostGroupId })

  it.each(['offline', 'online'] as const)('mapping it to the cluster (%s)', async (type) => {
    const [{ id: hostGroupId }, id] = [await cluster(), await copying(type)]
    await refused(asMapped(hostGroupId), 'mscs_shared_being_copied', 'hostGroupId')
    const { items } = await copies.test.ask(listMappingTargets, { id: original })
    expect(items.map(({ name, reason }) => [name, reason?.code])).toEqual([
      ['cluster', 'mscs_shared_being_copied'],
      ['none group', undefined],
      ['tux', undefined],
    ])
    await copies.test.do(stopCopy, { id })
    await toGroup(original, hostGroupId)
    expect((await copies.test.refused(recopyCopy, { id })).code).toBe('copy_source_mscs_shared')
  })

  it('a group that becomes a cluster', async () => {
    await toGroup(original, plain)
    const id = await copying('online')
    await refused(copies.test.refused(updateHostGroup, { id: plain, cluster: 'mscs' }), 'mscs_shared_being_copied', 'cluster')
    await copies.test.do(stopCopy, { id })
    await copies.test.do(updateHostGroup, { id: plain, cluster: 'mscs' })
  })

  it('mapping the source of a failed offline copy, which hosts only read', async () => {
    const [{ id: hostGroupId }, id] = [await cluster(), await copying('offline')]
    copies.test.engine.emit({ type: 'copyFailed', copyId: id, run: 1, fault: { code: 'io', detail: 'a read error', diskId: original } })
    await copies.reached(id, 'failed')
    await refused(asMapped(hostGroupId), 'mscs_shared_being_copied', 'hostGroupId')
    await copies.test.do(removeCopy, { id })
    await toGroup(original, hostGroupId)
  })

  it('mapping a snapshot that is being copied', async () => {
    const [{ id: hostGroupId }, { id: snapshot }] = [await cluster(), await copies.test.do(createSnapshot, { sourceId: original })]
    await copies.test.do(createCopy, { sourceId: snapshot, targetId: await copies.disk('target', 2 * MiB), type: 'offline' })
    await refused(copies.test.refused(createMapping, { virtualDiskId: snapshot, hostGroupId }), 'mscs_shared_being_copied', 'hostGroupId')
  })
})

describe('an image comes beside its original on a Windows host by no way:', () => {
  it('mapping either of them', async () => {
    const [one, other] = [await host('one'), await host('other')]
    await toHost(original, one)
    await refused(copies.test.refused(createMapping, { virtualDiskId: image, hostId: one }), 'image_beside_original_windows', 'hostId')
    await toHost(image, other)
    expect((await copies.test.ask(listMappings, {})).items.flatMap(({ warnings }) => warnings)).toEqual([])
  })

  it('a host that joins a group that sees the other', async () => {
    const plain = await group('none')
    await toGroup(original, plain)
    const win = await host('win')
    await toHost(image, win, 9)
    await refused(copies.test.refused(updateHost, { id: win, hostGroupId: plain }), 'image_beside_original_windows', 'hostGroupId')
    await refused(copies.test.refused(updateHostGroup, { id: plain, hostIds: [win] }), 'image_beside_original_windows', 'hostIds')
  })

  it('a host that turns out to run Windows', async () => {
    const tux = await host('tux', 'linux')
    await toHost(original, tux)
    expect((await toHost(image, tux)).warnings.map(({ code }) => code)).toEqual(['image_beside_original_linux'])
    await refused(copies.test.refused(updateHost, { id: tux, os: 'windows', hostGroupId: null }), 'image_beside_original_windows', 'os')
  })

  it('copying again onto a disk that was mapped beside it meanwhile', async () => {
    const win = await host('win')
    const target = await copies.disk('target', 2 * MiB)
    const { id } = await copies.test.do(createCopy, { sourceId: original, targetId: target, type: 'offline' })
    await copies.reached(id, 'completed')
    await copies.test.do(forgetOrigin, { id: target })
    await toHost(original, win)
    await toHost(target, win)
    expect((await copies.test.refused(recopyCopy, { id })).code).toBe('image_beside_original_windows')
    expect((await copies.test.ask(getVirtualDisk, { id: target })).origin).toBeNull()
    expect((await copies.get(id)).status).toBe('completed')
  })
})
