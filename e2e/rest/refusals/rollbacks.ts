/** Refusals about rollbacks, and about what one forbids. */
import { MIB, type Scenarios } from './scene'

export const ROLLBACKS = {
  disk_rolling_back: async (scene) => {
    const { source, snapshot } = await scene.runningRollback()
    return { ask: scene.asking('POST', '/snapshots', { sourceId: source.id }), says: [source.name, snapshot.name] }
  },

  rollback_snapshot_inactive: async (scene) => {
    const { id, name } = await scene.disabledSnapshot(await scene.disk('disk'))
    return { ask: scene.asking('POST', `/snapshots/${id}/rollback`), says: [name] }
  },

  rollback_source_is_target: async (scene) => {
    const [disk, other] = [await scene.disk('disk'), await scene.disk('other')]
    const { id } = await scene.disabledSnapshot(disk)
    await scene.completedCopy(other, disk)
    return { ask: scene.asking('POST', `/snapshots/${id}/rollback`), says: [disk.name, other.name] }
  },

  rollback_source_grew: async (scene) => {
    const disk = await scene.disk('disk')
    const { id, name } = await scene.snapshot(disk)
    await scene.rest.patch(`/virtual-disks/${disk.id}`, { capacityBytes: 2 * MIB })
    return { ask: scene.asking('POST', `/snapshots/${id}/rollback`), says: [disk.name, name, '1 MiB'] }
  },

  rollback_uses_snapshot: async (scene) => {
    const { snapshot } = await scene.runningRollback()
    return { ask: scene.asking('POST', `/snapshots/${snapshot.id}/disable`), says: [snapshot.name] }
  },

  rollback_running: async (scene) => {
    const { snapshot } = await scene.runningRollback()
    return { ask: scene.asking('POST', `/snapshots/${snapshot.id}/rollback/cancel`), says: [snapshot.name] }
  },

  rollback_none: async (scene) => {
    const { id, name } = await scene.snapshot(await scene.disk('disk'))
    return { ask: scene.asking('POST', `/snapshots/${id}/rollback/resume`), says: [name] }
  },
} satisfies Scenarios
