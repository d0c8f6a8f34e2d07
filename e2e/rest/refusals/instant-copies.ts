/** Refusals about instant copies and consistency groups. */
import { mkdirSync, renameSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import { MAX_INSTANT_COPIES_OF_TREE } from '../../../server/array/instant-copies/rules'
import { RawClient } from '../../../server/engine/targets/nbd/test-support/raw-client'
import { createPool, mapDisk } from '../../support/array'
import { run } from '../../support/commands'
import { MIB, type Named, type Scenarios, type Scene } from './scene'

const GRAIN = 65_536

/** A source and a target that nothing is wrong with. */
async function two(scene: Scene, bytes = MIB): Promise<{ source: Named; target: Named }> {
  return { source: await scene.disk('source', bytes), target: await scene.disk('target', bytes) }
}

function creating(scene: Scene, source: Named, target: Named, more: object = {}) {
  return scene.asking('POST', '/instant-copies', { sourceId: source.id, targetId: target.id, ...more })
}

function doing(scene: Scene, action: 'prepare' | 'start' | 'stop', { id }: { id: string }, body: object = {}) {
  return scene.asking('POST', `/instant-copies/${id}/${action}`, body)
}

async function reaches(scene: Scene, { id }: Named, status: string): Promise<void> {
  const now = async () => (await scene.rest.get<{ status: string }>(`/instant-copies/${id}`)).status
  await expect.poll(now, { interval: 50, timeout: 20_000 }).toBe(status)
}

/** It gets everything, and hands nothing down: those that are read through its target go on so. */
const KEPT = { copyRate: 150, cleanRate: 0 }

async function isWhole(scene: Scene, { id }: Named): Promise<void> {
  const now = async () => (await scene.rest.get<{ progressPercent: number }>(`/instant-copies/${id}`)).progressPercent
  await expect.poll(now, { interval: 50, timeout: 20_000 }).toBe(100)
}

function group(scene: Scene): Promise<Named> {
  return scene.rest.post('/consistency-groups', { name: scene.named('group') })
}

export const INSTANT_COPIES = {
  disk_is_instant_copy_source: async (scene) => {
    const { source, target } = await two(scene)
    await scene.instantCopy(source, target)
    return { ask: scene.asking('DELETE', `/virtual-disks/${source.id}`), says: [source.name, target.name] }
  },

  disk_is_instant_copy_target: async (scene) => {
    const { source, target } = await two(scene)
    await scene.instantCopy(source, target)
    const larger = { capacityBytes: 2 * MIB }
    return { ask: scene.asking('PATCH', `/virtual-disks/${target.id}`, larger), says: [source.name, target.name] }
  },

  disk_is_instant_copy_part: async (scene) => {
    const { source, target } = await two(scene)
    const { id } = await scene.instantCopy(source, target)
    await scene.rest.post(`/instant-copies/${id}/prepare`)
    return { ask: scene.asking('POST', '/snapshots', { sourceId: target.id }), path: 'sourceId', says: [source.name, target.name] }
  },

  disk_grain_differs: async (scene) => {
    const { source, target } = await two(scene)
    await scene.snapshot(source)
    const says = [source.name, '64 KiB', '256 KiB']
    return { ask: creating(scene, source, target, { grainBytes: 4 * GRAIN }), path: 'grainBytes', says }
  },

  instant_copy_unfinished: async (scene) => {
    const { source, target } = await two(scene)
    const copy = await scene.instantCopy(source, target)
    return { ask: scene.asking('POST', `/instant-copies/${copy.id}/synthesize`, {}), says: [copy.name] }
  },

  instant_copy_source_not_standard: async (scene) => {
    const { source, target } = await two(scene)
    const snapshot = await scene.snapshot(source)
    return { ask: creating(scene, snapshot, target), path: 'sourceId', says: [snapshot.name] }
  },

  instant_copy_source_limit: async (scene) => {
    const { root, free } = (await scene.world.crowd).tree
    const ask = scene.askingOther('POST', '/instant-copies', { sourceId: root.id, targetId: free.id })
    return { of: scene.world.other, ask, path: 'sourceId', says: [root.name, '256'] }
  },

  instant_copy_tree_limit: async (scene) => {
    const { leaf, free } = (await scene.world.crowd).tree
    const ask = scene.askingOther('POST', '/instant-copies', { sourceId: leaf.id, targetId: free.id })
    const says = [leaf.name, free.name, String(MAX_INSTANT_COPIES_OF_TREE)]
    return { of: scene.world.other, ask, path: 'targetId', says }
  },

  instant_copy_target_same: async (scene) => {
    const disk = await scene.disk('disk')
    return { ask: creating(scene, disk, disk), path: 'targetId', says: [disk.name] }
  },

  instant_copy_target_not_standard: async (scene) => {
    const { source, target } = await two(scene)
    const snapshot = await scene.snapshot(target)
    return { ask: creating(scene, source, snapshot), path: 'targetId', says: [snapshot.name] }
  },

  instant_copy_other_pool: async (scene) => {
    const source = await scene.disk('source')
    const target = await scene.disk('target', MIB, await createPool(scene.product, 'another pool'))
    return { ask: creating(scene, source, target), path: 'targetId', says: [source.name, target.name, 'another pool'] }
  },

  instant_copy_size_differs: async (scene) => {
    const [source, target] = [await scene.disk('source', 2 * MIB), await scene.disk('target', 3 * MIB)]
    return { ask: creating(scene, source, target), path: 'targetId', says: [source.name, target.name, '2 MiB', '3 MiB'] }
  },

  instant_copy_target_taken: async (scene) => {
    const { source, target } = await two(scene)
    await scene.instantCopy(source, target)
    return { ask: creating(scene, await scene.disk('another'), target), path: 'targetId', says: [source.name, target.name] }
  },

  instant_copy_grain_differs: async (scene) => {
    const { source, target } = await two(scene)
    await scene.instantCopy(source, target, { grainBytes: 4 * GRAIN })
    const asked = creating(scene, source, await scene.disk('another'), { grainBytes: GRAIN })
    return { ask: asked, path: 'grainBytes', says: [source.name, '256 KiB'] }
  },

  instant_copy_target_is_source: async (scene) => {
    const { source, target } = await two(scene)
    const further = await scene.disk('further')
    const instantCopy = await scene.instantCopy(source, target)
    await scene.startedInstantCopy(target, further)
    return { ask: doing(scene, 'prepare', instantCopy), path: 'restore', says: [target.name, further.name] }
  },

  instant_copy_restore_indirect: async (scene) => {
    const { source, target } = await two(scene)
    const below = await scene.disk('below')
    await scene.startedInstantCopy(source, target)
    await scene.startedInstantCopy(target, below)
    const back = await scene.instantCopy(below, source)
    const ask = doing(scene, 'start', back, { prepare: true, restore: true })
    return { ask, path: 'restore', says: [below.name, target.name, source.name] }
  },

  instant_copy_restore_together: async (scene) => {
    const { source, target } = await two(scene)
    await scene.startedInstantCopy(source, target)
    const consistencyGroupId = (await group(scene)).id
    await scene.instantCopy(target, source, { consistencyGroupId })
    await scene.instantCopy(await scene.disk('another'), await scene.disk('another-target'), { consistencyGroupId })
    const ask = scene.asking('POST', `/consistency-groups/${consistencyGroupId}/start`, { prepare: true, restore: true })
    return { ask, path: 'restore', says: [source.name, target.name] }
  },

  disk_given_back: async (scene) => {
    const { source, target } = await two(scene)
    await scene.startedInstantCopy(source, target)
    const uri = await mapDisk(scene.product, source.id, (await scene.host('host')).id)
    // Something that there is to give back.
    await run('qemu-io', '-f', 'raw', '-c', `write 0 ${MIB / 2}`, uri)
    const sessions = async () => (await scene.rest.get<{ total: number }>(`/sessions?virtualDiskId=${source.id}`)).total
    await expect.poll(sessions, { interval: 20 }).toBe(0)
    const back = await scene.instantCopy(target, source)
    await scene.rest.post(`/instant-copies/${back.id}/start`, { prepare: true, restore: true })
    return { ask: scene.asking('POST', '/snapshots', { sourceId: source.id }), path: 'sourceId', says: [source.name, target.name] }
  },

  instant_copy_target_has_snapshots: async (scene) => {
    const { source, target } = await two(scene)
    const snapshot = await scene.snapshot(target)
    const instantCopy = await scene.instantCopy(source, target)
    return { ask: doing(scene, 'prepare', instantCopy), path: 'failTargetSnapshots', says: [target.name, snapshot.name] }
  },

  instant_copy_target_in_use: async (scene) => {
    const { source, target } = await two(scene)
    const host = await scene.host('host')
    const uri = await mapDisk(scene.product, target.id, host.id)
    const client = await RawClient.connect({ kind: 'tcp', host: '127.0.0.1', port: scene.product.nbdPort })
    await client.enter(new URL(uri).pathname.slice(1))
    scene.later(() => Promise.resolve(client.destroy()))
    const instantCopy = await scene.instantCopy(source, target)
    return { ask: doing(scene, 'start', instantCopy, { prepare: true }), path: 'overrideInUse', says: [target.name, host.name] }
  },

  instant_copy_target_mounted: async (scene) => {
    const { source, target } = await two(scene)
    const host = await scene.host('host')
    const uri = await mapDisk(scene.product, target.id, host.id)
    // An ext2 whose superblock doesn't say that it was unmounted.
    await run('qemu-io', '-f', 'raw', '-c', 'write -P 0x53 1080 1', '-c', 'write -P 0xef 1081 1', uri)
    const sessions = async () => (await scene.rest.get<{ total: number }>(`/sessions?virtualDiskId=${target.id}`)).total
    await expect.poll(sessions, { interval: 20 }).toBe(0)
    const instantCopy = await scene.instantCopy(source, target)
    return { ask: doing(scene, 'prepare', instantCopy), path: 'overrideInUse', says: [target.name, host.name] }
  },

  instant_copy_restore_running: async (scene) => {
    const { source, target } = await two(scene)
    const first = await scene.instantCopy(source, target)
    const second = await scene.instantCopy(source, await scene.disk('another'))
    await scene.rest.post(`/instant-copies/${first.id}/prepare`, { restore: true })
    return { ask: doing(scene, 'prepare', second, { restore: true }), path: 'restore', says: [first.name] }
  },

  instant_copy_disk_error: async (scene) => {
    const { source, target } = await two(scene)
    const { id } = await scene.instantCopy(source, target)
    await scene.rest.post(`/instant-copies/${id}/prepare`)
    // Where what the target has is noted.
    const inTheWay = path.join(scene.product.directory, 'pool/disks', target.id, 'split')
    mkdirSync(inTheWay)
    scene.later(() => rm(inTheWay, { recursive: true }))
    return { ask: doing(scene, 'start', { id }), says: ['pool'] }
  },

  instant_copy_split_incomplete: async (scene) => {
    const { source, target } = await two(scene)
    const instantCopy = await scene.startedInstantCopy(source, target, { copyRate: 0 })
    return { ask: doing(scene, 'stop', instantCopy, { split: true }), says: [instantCopy.name, target.name] }
  },

  instant_copy_split_restore: async (scene) => {
    const { source, target } = await two(scene)
    await scene.startedInstantCopy(source, await scene.disk('older'), { copyRate: 0 })
    const instantCopy = await scene.instantCopy(source, target, KEPT)
    await scene.rest.post(`/instant-copies/${instantCopy.id}/start`, { prepare: true, restore: true })
    await isWhole(scene, instantCopy)
    return { ask: doing(scene, 'stop', instantCopy, { split: true }), says: [instantCopy.name, target.name] }
  },

  instant_copy_split_snapshots: async (scene) => {
    const { source, target } = await two(scene)
    const snapshot = await scene.snapshot(source)
    const instantCopy = await scene.startedInstantCopy(source, target, KEPT)
    await isWhole(scene, instantCopy)
    return { ask: doing(scene, 'stop', instantCopy, { split: true }), says: [instantCopy.name, target.name, snapshot.name] }
  },

  instant_copy_is_idle: async (scene) => {
    const { source, target } = await two(scene)
    const instantCopy = await scene.instantCopy(source, target)
    return { ask: doing(scene, 'start', instantCopy), says: [instantCopy.name] }
  },

  instant_copy_is_preparing: {
    unseen: 'lasts as long as a command, and other commands wait for it; server/array/instant-copies/states.test.ts asks the rule itself',
  },

  instant_copy_is_prepared: async (scene) => {
    const { source, target } = await two(scene)
    const instantCopy = await scene.instantCopy(source, target)
    await scene.rest.post(`/instant-copies/${instantCopy.id}/prepare`)
    return { ask: doing(scene, 'start', instantCopy, { prepare: true }), says: [instantCopy.name] }
  },

  instant_copy_is_copying: async (scene) => {
    const { source, target } = await two(scene)
    const instantCopy = await scene.startedInstantCopy(source, target)
    return { ask: scene.asking('DELETE', `/instant-copies/${instantCopy.id}?force=true`), says: [instantCopy.name] }
  },

  // What it hands down takes longer than both languages: 64 MiB at 2 MiB a second.
  instant_copy_is_stopping: async (scene) => {
    const { source, target } = await two(scene, 64 * MIB)
    const uri = await mapDisk(scene.product, source.id, (await scene.host('host')).id)
    await scene.startedInstantCopy(source, target)
    const newer = await scene.startedInstantCopy(source, await scene.disk('newer', 64 * MIB), { cleanRate: 0 })
    await run('qemu-io', '-f', 'raw', '-c', 'write -P 7 0 48M', uri)
    await scene.rest.post(`/instant-copies/${newer.id}/stop`)
    scene.later(() => scene.rest.ask('POST', `/instant-copies/${newer.id}/stop`, { force: true }))
    return { ask: scene.asking('DELETE', `/instant-copies/${newer.id}`, { force: true }), says: [newer.name] }
  },

  instant_copy_is_stopped: async (scene) => {
    const { source, target } = await two(scene)
    const instantCopy = await scene.startedInstantCopy(source, target)
    await scene.rest.post(`/instant-copies/${instantCopy.id}/stop`)
    await reaches(scene, instantCopy, 'stopped')
    return { ask: scene.asking('DELETE', `/instant-copies/${instantCopy.id}`), says: [instantCopy.name] }
  },

  instant_copy_is_suspended: async (scene) => {
    const poolId = await createPool(scene.product, 'leaving')
    const [source, target] = [await scene.disk('source', MIB, poolId), await scene.disk('target', MIB, poolId)]
    const instantCopy = await scene.startedInstantCopy(source, target)
    renameSync(path.join(scene.product.directory, 'leaving'), path.join(scene.product.directory, 'left'))
    await scene.rest.post('/conditions/recheck')
    await reaches(scene, instantCopy, 'suspended')
    return { ask: doing(scene, 'stop', instantCopy, { force: true }), says: [instantCopy.name] }
  },

  instant_copy_in_group: async (scene) => {
    const { source, target } = await two(scene)
    const { id: consistencyGroupId, name } = await group(scene)
    const instantCopy = await scene.instantCopy(source, target, { consistencyGroupId })
    return { ask: doing(scene, 'prepare', instantCopy), says: [instantCopy.name, name] }
  },

  consistency_group_active: async (scene) => {
    const { source, target } = await two(scene)
    const { id, name } = await group(scene)
    const member = await scene.instantCopy(source, target, { consistencyGroupId: id })
    await scene.rest.post(`/consistency-groups/${id}/prepare`)
    const asked = creating(scene, source, await scene.disk('another'), { consistencyGroupId: id })
    return { ask: asked, path: 'consistencyGroupId', says: [member.name, name] }
  },

  consistency_group_empty: async (scene) => {
    const { id, name } = await group(scene)
    return { ask: scene.asking('POST', `/consistency-groups/${id}/start`, { prepare: true }), says: [name] }
  },

  consistency_group_has_members: async (scene) => {
    const { source, target } = await two(scene)
    const { id, name } = await group(scene)
    await scene.instantCopy(source, target, { consistencyGroupId: id })
    return { ask: scene.asking('DELETE', `/consistency-groups/${id}`), says: [name, '1'] }
  },

  consistency_group_cascade: async (scene) => {
    const { source, target } = await two(scene)
    const { id, name } = await group(scene)
    await scene.instantCopy(source, target, { consistencyGroupId: id })
    const asked = creating(scene, target, await scene.disk('further'), { consistencyGroupId: id })
    return { ask: asked, path: 'consistencyGroupId', says: [target.name, name] }
  },
} satisfies Scenarios
