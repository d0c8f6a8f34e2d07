/** Refusals about snapshots. */
import { MAX_SNAPSHOTS_OF_SOURCE } from '../../../server/array/snapshots/rules'
import { snapshotOfCopy } from './copies'
import { MIB, type Scenarios } from './scene'

export const SNAPSHOTS = {
  snapshot_source_not_standard: async (scene) => {
    const { id, name } = await scene.snapshot(await scene.disk('disk'))
    return { ask: scene.asking('POST', '/snapshots', { sourceId: id }), path: 'sourceId', says: [name] }
  },

  snapshot_source_is_target: async (scene) => {
    const [source, target] = [await scene.disk('source'), await scene.disk('target')]
    await scene.completedCopy(source, target)
    const says = [source.name, target.name]
    return { ask: scene.asking('POST', '/snapshots', { sourceId: target.id }), path: 'sourceId', says }
  },

  snapshot_source_limit: async (scene) => {
    const { other, crowd } = scene.world
    const { crowded } = await crowd
    const limit = { path: 'sourceId', says: [crowded.name, String(MAX_SNAPSHOTS_OF_SOURCE)] }
    return { of: other, ask: scene.askingOther('POST', '/snapshots', { sourceId: crowded.id }), ...limit }
  },

  snapshot_source_twice: async (scene) => {
    const { id, name } = await scene.disk('disk')
    const snapshots = [{ sourceId: id }, { sourceId: id }]
    return { ask: scene.asking('POST', '/snapshots/at-one-instant', { snapshots }), path: 'snapshots.1.sourceId', says: [name] }
  },

  snapshot_twice: async (scene) => {
    const { id, name } = await scene.disabledSnapshot(await scene.disk('disk'))
    return { ask: scene.asking('POST', '/snapshots/at-one-instant/recreate', { ids: [id, id] }), path: 'ids.1', says: [name] }
  },

  snapshot_of_copy: async (scene) => {
    const { id, name } = await snapshotOfCopy(scene)
    return { ask: scene.asking('POST', `/snapshots/${id}/recreate`), says: [name] }
  },

  snapshot_is_copy_source: async (scene) => {
    const [snapshot, target] = [await scene.snapshot(await scene.disk('disk')), await scene.disk('target')]
    await scene.pendingCopy(snapshot, target)
    return { ask: scene.asking('POST', `/snapshots/${snapshot.id}/disable`), says: [snapshot.name, target.name] }
  },

  snapshot_disabled: async (scene) => {
    const { id, name } = await scene.disabledSnapshot(await scene.disk('disk'))
    return { ask: scene.asking('POST', `/snapshots/${id}/disable`), says: [name] }
  },

  snapshot_not_disabled: async (scene) => {
    const { id, name } = await scene.snapshot(await scene.disk('disk'))
    return { ask: scene.asking('POST', `/snapshots/${id}/recreate`), says: [name] }
  },

  rollback_snapshot_inactive: async (scene) => {
    const { id, name } = await scene.disabledSnapshot(await scene.disk('disk'))
    return { ask: scene.asking('POST', `/snapshots/${id}/rollback`), says: [name] }
  },

  rollback_source_is_target: {
    unseen:
      'a copy’s target has no snapshot that shows anything, since neither can be made of the other; ' +
      'server/array/rollbacks/rules.test.ts asks the rule itself',
  },

  rollback_source_grew: async (scene) => {
    const disk = await scene.disk('disk')
    const { id, name } = await scene.snapshot(disk)
    await scene.rest.patch(`/virtual-disks/${disk.id}`, { capacityBytes: 2 * MIB })
    return { ask: scene.asking('POST', `/snapshots/${id}/rollback`), says: [disk.name, name, '1 MiB'] }
  },

  rollback_uses_snapshot: async (scene) => {
    const { id, name } = await scene.runningRollback()
    return { ask: scene.asking('POST', `/snapshots/${id}/disable`), says: [name] }
  },

  rollback_running: async (scene) => {
    const { id, name } = await scene.runningRollback()
    return { ask: scene.asking('POST', `/snapshots/${id}/rollback/cancel`), says: [name] }
  },

  rollback_none: async (scene) => {
    const { id, name } = await scene.snapshot(await scene.disk('disk'))
    return { ask: scene.asking('POST', `/snapshots/${id}/rollback/resume`), says: [name] }
  },
} satisfies Scenarios
