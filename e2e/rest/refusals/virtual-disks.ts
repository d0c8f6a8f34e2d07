/** Refusals about virtual disks themselves. */
import { cpSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { reserveOut } from '../../../server/engine/targets/iscsi/test-support/reserve-out'
import { createDisk, createPool } from '../../support/array'
import { makeCluster } from '../../support/cluster'
import { MIB, type Scenarios } from './scene'

export const VIRTUAL_DISKS = {
  disk_missing: async (scene) => {
    const { disk } = scene.world.lost
    return { ask: scene.asking('PATCH', `/virtual-disks/${disk.id}`, { name: 'found' }), says: [disk.name] }
  },

  disk_failed: async (scene) => {
    const { failed } = scene.world
    return { ask: scene.asking('PATCH', `/virtual-disks/${failed.id}`, { capacityBytes: 2 * MIB }), says: [failed.name] }
  },

  disk_io_stuck: {
    unseen: 'needs a disk that does not answer; server/array/virtual-disks/stuck-disk.test.ts puts one under a pool',
  },

  disk_mapped: async (scene) => {
    const [disk, host] = [await scene.disk('disk'), await scene.host('host')]
    await scene.mapToHost(disk, host)
    return { ask: scene.asking('DELETE', `/virtual-disks/${disk.id}`), says: [disk.name, host.name] }
  },

  disk_is_copy_source: async (scene) => {
    const [source, target] = [await scene.disk('source'), await scene.disk('target')]
    await scene.completedCopy(source, target)
    return { ask: scene.asking('DELETE', `/virtual-disks/${source.id}`), says: [source.name, target.name] }
  },

  disk_is_copy_target: async (scene) => {
    const [source, target] = [await scene.disk('source'), await scene.disk('target')]
    await scene.completedCopy(source, target)
    return { ask: scene.asking('DELETE', `/virtual-disks/${target.id}`), says: [source.name, target.name] }
  },

  contents_repository: async (scene) => {
    const repository = await scene.repositoryOf(await scene.snapshot(await scene.disk('disk')))
    return { ask: scene.asking('GET', `/virtual-disks/${repository.id}/contents`), says: [repository.name] }
  },

  contents_unreadable: async (scene) => {
    const snapshot = await scene.disabledSnapshot(await scene.disk('disk'))
    return { ask: scene.asking('GET', `/virtual-disks/${snapshot.id}/contents`), says: [snapshot.name] }
  },

  reservations_none: async (scene) => {
    const disk = await scene.disk('disk')
    return { ask: scene.asking('DELETE', `/virtual-disks/${disk.id}/reservations?version=${'0'.repeat(16)}`), says: [disk.name] }
  },

  reservations_changed: async (scene) => {
    const { product } = scene.world
    const { shared, nodes: [node] } = await makeCluster(product, 'changed')
    const client = await node.login()
    await node.register(client)
    const place = `/virtual-disks/${shared.id}/reservations`
    const { version } = await product.rest.get<{ version: string }>(place)
    await reserveOut(client, 'reserve', { key: node.key })
    client.destroy()
    return { ask: scene.asking('DELETE', `${place}?version=${version}`), path: 'version', says: [shared.name] }
  },

  reservations_unreadable: async (scene) => {
    const disk = await scene.disk('disk')
    writeFileSync(path.join(scene.world.product.directory, 'pool/disks', disk.id, 'reservations'), 'scratched')
    return { ask: scene.asking('GET', `/virtual-disks/${disk.id}/reservations`), says: [disk.name] }
  },

  disk_has_snapshots: async (scene) => {
    const disk = await scene.disk('disk')
    for (const _ of [1, 2]) await scene.snapshot(disk)
    return { ask: scene.asking('DELETE', `/virtual-disks/${disk.id}`), says: [disk.name, '2'] }
  },

  disk_copy_running: async (scene) => {
    const { source, target } = await scene.runningCopy()
    const capacityBytes = 1024 * MIB
    return { ask: scene.asking('PATCH', `/virtual-disks/${target.id}`, { capacityBytes }), says: [source.name, target.name] }
  },

  disk_shrinks: async (scene) => {
    const disk = await scene.disk('disk', 3 * MIB)
    const smaller = { name: 'smaller', capacityBytes: 2 * MIB }
    return {
      ask: scene.asking('PATCH', `/virtual-disks/${disk.id}`, smaller),
      path: 'capacityBytes',
      says: [disk.name, '3 MiB'],
    }
  },

  snapshot_disk_fixed: async (scene) => {
    const snapshot = await scene.snapshot(await scene.disk('disk'))
    const larger = { name: 'larger', capacityBytes: 2 * MIB }
    return { ask: scene.asking('PATCH', `/virtual-disks/${snapshot.id}`, larger), says: [snapshot.name] }
  },

  snapshot_disk_owned: async (scene) => {
    const snapshot = await scene.snapshot(await scene.disk('disk'))
    return { ask: scene.asking('DELETE', `/virtual-disks/${snapshot.id}`), says: [snapshot.name] }
  },

  repository_disk_owned: async (scene) => {
    const snapshot = await scene.snapshot(await scene.disk('disk'))
    const repository = await scene.repositoryOf(snapshot)
    return {
      ask: scene.asking('PATCH', `/virtual-disks/${repository.id}`, { name: 'mine', readOnly: true }),
      says: [snapshot.name, repository.name],
    }
  },

  disk_bears_own_content: async (scene) => {
    const { id, name } = await scene.disk('disk')
    return { ask: scene.asking('POST', `/virtual-disks/${id}/forget-origin`), says: [name] }
  },

  identities_mapped: async (scene) => {
    const [disk, host] = [await scene.disk('disk'), await scene.host('host')]
    await scene.mapToHost(disk, host)
    return { ask: scene.asking('POST', `/virtual-disks/${disk.id}/synthesize`, {}), says: [disk.name, host.name] }
  },

  identities_read_only: async (scene) => {
    const disk = await scene.disk('disk')
    await scene.rest.patch(`/virtual-disks/${disk.id}`, { readOnly: true })
    return { ask: scene.asking('POST', `/virtual-disks/${disk.id}/synthesize`, {}), says: [disk.name] }
  },

  disk_rolling_back: async (scene) => {
    const { source, name } = await scene.runningRollback()
    const capacityBytes = 1024 * MIB
    return { ask: scene.asking('PATCH', `/virtual-disks/${source.id}`, { capacityBytes }), says: [source.name, name] }
  },

  // The repository of a snapshot whose source is gone: the array doesn't know the snapshot, the engine does.
  disk_in_use: async (scene) => {
    const { other } = scene.world
    const poolId = await createPool(other, 'halved')
    const source = await createDisk(other, poolId, 'source', MIB)
    const { repositoryId } = await other.rest.post<{ repositoryId: string }>('/snapshots', { sourceId: source.id })
    const halved = scene.directory('halved')
    cpSync(path.join(other.directory, 'halved'), halved, { recursive: true })
    rmSync(path.join(halved, 'disks', source.id), { recursive: true })
    await scene.rest.post('/pools/import', { path: halved })
    return { ask: scene.asking('DELETE', `/virtual-disks/${repositoryId}`), says: ['source-R1'] }
  },
} satisfies Scenarios
