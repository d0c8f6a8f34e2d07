import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { MiB } from '../door/fields'
import { createHostGroup } from '../host-groups/commands'
import { createHost } from '../hosts/commands'
import type { HostSystem } from '../hosts/schema'
import { createSnapshot } from '../snapshots/commands'
import { TestArray } from '../testing'
import { createVirtualDisk } from '../virtual-disks/commands'
import { createMapping } from './commands'
import { listMappingTargets } from './targets-query'

let test: TestArray
let quorum: string
let nodes: { id: string }[]
let cluster: { id: string }
beforeEach(async () => {
  test = await TestArray.start()
  const { id: poolId } = await test.pool()
  quorum = (await test.do(createVirtualDisk, { name: 'quorum', poolId, capacityBytes: MiB })).id
  const host = (name: string, os: HostSystem) => test.do(createHost, { name, os })
  nodes = [await host('node-1', 'windows'), await host('node-2', 'windows')]
  await host('backup', 'linux')
  cluster = await test.do(createHostGroup, { name: 'cluster', cluster: 'mscs', hostIds: nodes.map(({ id }) => id) })
  await test.do(createMapping, { virtualDiskId: quorum, hostGroupId: cluster.id })
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

/** What is said of each target, by its name. */
async function said(id: string, imageName?: string) {
  const { items } = await test.ask(listMappingTargets, { id, ...(imageName === undefined ? {} : { imageName }) })
  return Object.fromEntries(items.map(({ name, reason, warnings }) => [name, [reason?.code ?? 'eligible', ...warnings.map(({ code }) => code)]]))
}

const OF_AN_IMAGE = {
  backup: ['eligible'],
  cluster: ['mscs_image_to_cluster'],
  'node-1': ['eligible', 'mscs_image_beside_original'],
  'node-2': ['eligible', 'mscs_image_beside_original'],
}

describe('the targets of a mapping', () => {
  it('are judged for an image that is only about to be made as they are for one that is there', async () => {
    expect(await said(quorum, 'before the update')).toEqual(OF_AN_IMAGE)
    const snapshot = await test.do(createSnapshot, { sourceId: quorum })
    expect(await said(snapshot.id)).toEqual(OF_AN_IMAGE)
    const { items } = await test.ask(listMappingTargets, { id: quorum, imageName: 'before the update' })
    expect(items.find(({ name }) => name === 'node-1')?.warnings[0]?.detail).toContain('“before the update”')
  })

  it('leave one node, once another image is there', async () => {
    const first = await test.do(createSnapshot, { sourceId: quorum })
    await test.do(createMapping, { virtualDiskId: first.id, hostId: nodes[0]?.id })
    expect((await said(quorum, 'second'))['node-2']?.[0]).toBe('mscs_image_second_node')
    const second = await test.do(createSnapshot, { sourceId: quorum })
    const { items } = await test.ask(listMappingTargets, { id: second.id })
    for (const { name, hostId, hostGroupId, reason } of items) {
      if (!reason) continue
      const { code, detail, remedy } = await test.refused(createMapping, { virtualDiskId: second.id, hostId, hostGroupId })
      expect({ name, code, detail, remedy }).toEqual({ name, ...reason })
    }
    expect(items.filter(({ reason }) => reason === null).map(({ name }) => name)).toEqual(['backup'])
  })

  it('are none for a disk that is mapped already', async () => {
    expect(Object.values(await said(quorum)).flat()).toEqual(Array(4).fill('mapping_exists'))
  })
})
