/** Refusals about virtual disk copies: of their sources, of their targets, and by their status. */
import type { CopyType } from '../../../server/array/copies/schema'
import { MIB, type Provoked, type Scenarios, type Scene } from './scene'

type Disk = { id: string; name: string }

/** Copies from what can't be a source, onto a disk that could be a target. */
async function from(scene: Scene, source: Disk, more: { type?: CopyType; says?: string[] } = {}): Promise<Provoked> {
  const { type = 'offline', says = [source.name] } = more
  const target = await scene.disk('any target')
  const pair = { sourceId: source.id, targetId: target.id, type }
  return { ask: scene.asking('POST', '/copies', pair), path: 'sourceId', says }
}

/** Copies a disk that could be a source onto what can't be a target. */
async function onto(scene: Scene, target: Disk, says = [target.name], sourceBytes = MIB): Promise<Provoked> {
  const source = await scene.disk('any source', sourceBytes)
  const pair = { sourceId: source.id, targetId: target.id, type: 'online' }
  return { ask: scene.asking('POST', '/copies', pair), path: 'targetId', says }
}

export const COPIES = {
  copy_source_mscs_shared: async (scene) => {
    const disk = await scene.disk('disk')
    await scene.mapToGroup(disk, await scene.hostGroup('cluster', { cluster: 'mscs' }))
    return from(scene, disk, { says: [] })
  },

  copy_source_mscs_snapshot: async (scene) => {
    const snapshot = await scene.snapshot(await scene.disk('disk'))
    await scene.mapToGroup(snapshot, await scene.hostGroup('cluster', { cluster: 'mscs' }))
    return from(scene, snapshot, { says: [] })
  },

  copy_source_repository: async (scene) => {
    const snapshot = await scene.snapshot(await scene.disk('disk'))
    return from(scene, await scene.repositoryOf(snapshot))
  },

  copy_source_missing: (scene) => from(scene, scene.world.lost.disk),

  copy_source_failed: (scene) => from(scene, scene.world.failed),

  copy_source_copy_snapshot: async (scene) => from(scene, await snapshotOfCopy(scene)),

  copy_source_snapshot_inactive: async (scene) => from(scene, await scene.disabledSnapshot(await scene.disk('disk'))),

  copy_source_snapshot_online: async (scene) =>
    from(scene, await scene.snapshot(await scene.disk('disk')), { type: 'online' }),

  copy_source_incomplete_target: async (scene) => {
    const { source, target } = await scene.runningCopy()
    return from(scene, target, { says: [source.name, target.name] })
  },

  copy_source_target_online: async (scene) => {
    const [source, target] = [await scene.disk('source'), await scene.disk('target')]
    await scene.completedCopy(source, target)
    return from(scene, target, { type: 'online', says: [source.name, target.name] })
  },

  copy_target_same: async (scene) => {
    const { id, name } = await scene.disk('disk')
    const pair = { sourceId: id, targetId: id, type: 'online' }
    return { ask: scene.asking('POST', '/copies', pair), path: 'targetId', says: [name] }
  },

  copy_target_repository: async (scene) => {
    const snapshot = await scene.snapshot(await scene.disk('disk'))
    return onto(scene, await scene.repositoryOf(snapshot))
  },

  copy_target_snapshot: async (scene) => onto(scene, await scene.snapshot(await scene.disk('disk'))),

  copy_target_missing: (scene) => onto(scene, scene.world.lost.disk),

  copy_target_failed: (scene) => onto(scene, scene.world.failed),

  copy_target_taken: async (scene) => {
    const [source, target] = [await scene.disk('source'), await scene.disk('target')]
    await scene.completedCopy(source, target)
    return onto(scene, target, [source.name, target.name])
  },

  copy_target_is_source: async (scene) => {
    const { source, target } = await scene.runningCopy()
    return onto(scene, source, [source.name, target.name])
  },

  copy_target_has_snapshots: async (scene) => {
    const disk = await scene.disk('disk')
    for (const _ of [1, 2, 3]) await scene.snapshot(disk)
    await scene.disabledSnapshot(disk)
    return { ...(await onto(scene, disk)), path: 'failTargetSnapshots' }
  },

  copy_target_of_own_snapshot: async (scene) => {
    const disk = await scene.disk('disk')
    const snapshot = await scene.snapshot(disk)
    const pair = { sourceId: snapshot.id, targetId: disk.id, type: 'offline', failTargetSnapshots: true }
    return { ask: scene.asking('POST', '/copies', pair), path: 'targetId', says: [disk.name] }
  },

  copy_target_too_small: async (scene) => {
    const disk = await scene.disk('disk', 2 * MIB)
    return onto(scene, disk, [disk.name, '2 MiB', '3 MiB'], 3 * MIB)
  },

  copy_target_read_only: async (scene) => {
    const disk = await scene.disk('disk')
    await scene.rest.patch(`/virtual-disks/${disk.id}`, { readOnly: true })
    return onto(scene, disk)
  },

  copy_running: async (scene) => {
    const { id } = await scene.runningCopy()
    return { ask: scene.asking('DELETE', `/copies/${id}`) }
  },

  copy_waiting: async (scene) => {
    const { id } = await scene.pendingCopy(await scene.disk('source'), await scene.disk('target'))
    return { ask: scene.asking('POST', `/copies/${id}/recopy`, { priority: 'highest' }) }
  },

  copy_not_running: async (scene) => {
    const { id } = await scene.completedCopy(await scene.disk('source'), await scene.disk('target'))
    return { ask: scene.asking('POST', `/copies/${id}/stop`) }
  },

  copy_not_completed: async (scene) => {
    const { id } = await scene.pendingCopy(await scene.disk('source'), await scene.disk('target'))
    const change = { priority: 'highest', targetReadOnly: false }
    return { ask: scene.asking('PATCH', `/copies/${id}`, change), path: 'targetReadOnly' }
  },
} satisfies Scenarios

/** The snapshot that a completed online copy has made for itself. */
export async function snapshotOfCopy(scene: Scene): Promise<Disk> {
  const { snapshotId } = await scene.completedCopy(await scene.disk('source'), await scene.disk('target'), 'online')
  return scene.rest.get(`/virtual-disks/${snapshotId}`)
}
