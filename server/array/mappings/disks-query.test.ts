import { afterEach, beforeEach, expect, it } from 'vitest'

import { MiB } from '../door/fields'
import { createHostGroup } from '../host-groups/commands'
import { createHost } from '../hosts/commands'
import type { HostSystem } from '../hosts/schema'
import { createSnapshot } from '../snapshots/commands'
import { TestArray } from '../testing'
import { createMapping } from './commands'
import { listMappingDisks } from './disks-query'

let test: TestArray
let original: string
let image: string
beforeEach(async () => {
  test = await TestArray.start()
  const { id: poolId } = await test.pool()
  original = (await test.disk(poolId, 'original', MiB)).id
  await test.disk(poolId, 'other', MiB)
  image = (await test.do(createSnapshot, { sourceId: original, name: 'image' })).id
})
afterEach(async () => {
  expect(test.errors).toEqual([])
  await test.remove()
})

/** What is said of each disk, for a host that is about to be connected. */
async function said(os: HostSystem, hostGroupId?: string, more: { eligible?: 'true'; virtualDiskId?: string } = {}) {
  const { items } = await test.ask(listMappingDisks, { hostName: 'new-host', os, ...(hostGroupId && { hostGroupId }), ...more })
  return Object.fromEntries(items.map(({ name, reason, warnings }) => [name, [reason?.code ?? 'eligible', ...warnings.map(({ code }) => code)]]))
}

it('the disks of a mapping are judged as what the new host would see beside them', async () => {
  const alone = { image: ['eligible'], original: ['eligible'], 'original-R1': ['mapping_repository'], other: ['eligible'] }
  expect(await said('windows')).toEqual(alone)
  const group = await test.do(createHostGroup, { name: 'group', cluster: 'none', hostIds: [] })
  await test.do(createMapping, { virtualDiskId: original, hostGroupId: group.id })
  const mapped = { ...alone, original: ['mapping_exists'] }
  expect(await said('windows')).toEqual(mapped)
  expect(await said('windows', group.id)).toEqual({ ...mapped, image: ['image_beside_original_windows'] })
  expect(await said('linux', group.id)).toEqual({ ...mapped, image: ['eligible', 'image_beside_original_linux'] })
  expect(await said('windows', group.id, { eligible: 'true' })).toEqual({ other: ['eligible'] })
  expect(await said('linux', group.id, { virtualDiskId: image })).toEqual({ image: ['eligible', 'image_beside_original_linux'] })
})

it('and the command says the same', async () => {
  const cluster = await test.do(createHostGroup, { name: 'cluster', cluster: 'mscs', hostIds: [] })
  await test.do(createMapping, { virtualDiskId: original, hostGroupId: cluster.id })
  expect((await said('windows', cluster.id))['image']).toEqual(['eligible', 'mscs_image_beside_original'])
  const first = await test.do(createHost, { name: 'node-1', os: 'windows', hostGroupId: cluster.id })
  await test.do(createMapping, { virtualDiskId: image, hostId: first.id })
  const second = await test.do(createSnapshot, { sourceId: original, name: 'second' })
  expect((await said('windows', cluster.id))['second']).toEqual(['mscs_image_second_node'])
  const host = await test.do(createHost, { name: 'new-host', os: 'windows', hostGroupId: cluster.id })
  expect((await test.refused(createMapping, { virtualDiskId: second.id, hostId: host.id })).code).toBe('mscs_image_second_node')
})
