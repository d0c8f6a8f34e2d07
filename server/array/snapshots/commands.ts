import { z } from 'zod'

import { defineCommand } from '../door/command'
import { byId } from '../door/fields'
import { demand } from '../door/refusals'
import { deleteDisks } from '../intents'
import { diskByName, nameIsFree } from '../names'
import { setGates } from '../virtual-disks/gates'
import { diskRelations } from '../virtual-disks/relations'
import { renameDisk } from '../virtual-disks/rename'
import { snapshotDisks } from './disks'
import { makeSnapshot } from './make'
import { getSnapshot, snapshotRow } from './queries'
import { recordDisabled } from './record'
import { restartImage } from './restart'
import { mayChange, mayDeleteSnapshot, mayMove, maySnapshot } from './rules'
import { createSnapshotInput, fullPolicy as fullPolicySchema, snapshot, snapshotStatus, updateSnapshotInput } from './schema'
import { isActive } from './states'

export const createSnapshot = defineCommand({
  name: 'createSnapshot',
  role: 'operator',
  summary: 'Keeps a virtual disk as it is at this instant, as a snapshot virtual disk with a repository of its own.',
  input: createSnapshotInput,
  output: snapshot,
  events: ['snapshot_created'],
  async handler(context, { sourceId, name, repositoryPercent, warningThresholdPercent, fullPolicy }) {
    const { array } = context
    const source = await diskRelations(array, sourceId, 'sourceId')
    demand(maySnapshot(source))
    const made = await makeSnapshot(array, {
      source,
      name: name ?? null,
      repositoryPercent,
      warningThresholdPercent,
      fullPolicy,
    })
    await setGates(array, [made.id])
    await context.record('snapshot_created', made, { snapshot: made.name, source: source.name })
    array.changes.publish('snapshot', made.id)
    array.changes.publish('virtualDisk', sourceId)
    return getSnapshot.handler(context, { id: made.id })
  },
})

export const updateSnapshot = defineCommand({
  name: 'updateSnapshot',
  role: 'operator',
  summary: 'Renames a snapshot, or changes when it warns and what happens when its repository is full.',
  input: updateSnapshotInput,
  output: snapshot,
  events: ['snapshot_renamed', 'snapshot_policy_changed'],
  async handler(context, { id, name, ...wanted }) {
    const { array } = context
    const row = await snapshotRow(array, id)
    const disk = await diskRelations(array, id)
    demand(mayChange(disk))
    if (name !== undefined) demand(await nameIsFree(diskByName(array), name, id))
    if (name !== undefined && name !== disk.name) {
      await renameDisk(array, id, name)
      await context.record('snapshot_renamed', { id, name }, { from: disk.name, to: name })
    }
    const warningThresholdPercent = wanted.warningThresholdPercent ?? row.warningThresholdPercent
    const fullPolicy = wanted.fullPolicy ?? fullPolicySchema.parse(row.fullPolicy)
    if (warningThresholdPercent !== row.warningThresholdPercent || fullPolicy !== row.fullPolicy) {
      await array.database.snapshot.update({ where: { id }, data: { warningThresholdPercent, fullPolicy } })
      if (isActive(snapshotStatus.parse(row.status))) {
        await array.engine.call('image.setPolicy', { imageId: id, warningThresholdPercent, fullPolicy })
      }
      const shown = name ?? disk.name
      await context.record('snapshot_policy_changed', { id, name: shown }, { snapshot: shown })
    }
    array.changes.publish('snapshot', id)
    return getSnapshot.handler(context, { id })
  },
})

export const disableSnapshot = defineCommand({
  name: 'disableSnapshot',
  role: 'operator',
  summary: 'Ends a snapshot’s point in time. Its virtual disk, repository, name and mapping stay.',
  input: byId,
  output: snapshot,
  events: ['snapshot_disabled'],
  async handler(context, { id }) {
    const { array } = context
    const row = await snapshotRow(array, id)
    demand(mayMove(await diskRelations(array, id), 'disable'))
    await array.engine.call('image.end', { imageId: id })
    await recordDisabled(array, id)
    await setGates(array, [id])
    const { name } = row.virtualDisk
    await context.record('snapshot_disabled', { id, name }, { snapshot: name, source: row.source.name })
    return getSnapshot.handler(context, { id })
  },
})

export const recreateSnapshot = defineCommand({
  name: 'recreateSnapshot',
  role: 'operator',
  summary: 'Takes a new point in time on a disabled or failed snapshot, with the same virtual disk and repository.',
  input: byId,
  output: snapshot,
  events: ['snapshot_recreated'],
  async handler(context, { id }) {
    const { array } = context
    const row = await snapshotRow(array, id)
    demand(mayMove(await diskRelations(array, id), 'recreate'))
    const source = await diskRelations(array, row.sourceId)
    demand(maySnapshotAgain(source))
    await restartImage(array, id, source)
    await setGates(array, [id])
    const { name } = row.virtualDisk
    await context.record('snapshot_recreated', { id, name }, { snapshot: name, source: row.source.name })
    return getSnapshot.handler(context, { id })
  },
})

/** The limit of snapshots doesn't count again for one that is there. */
function maySnapshotAgain(source: Awaited<ReturnType<typeof diskRelations>>): ReturnType<typeof maySnapshot> {
  return maySnapshot({ ...source, snapshots: [] })
}

export const deleteSnapshot = defineCommand({
  name: 'deleteSnapshot',
  role: 'operator',
  summary: 'Deletes a snapshot with its virtual disk and its repository. The source is not touched.',
  input: byId,
  output: z.null(),
  events: ['snapshot_deleted'],
  async handler({ array, record }, { id }) {
    const row = await snapshotRow(array, id)
    demand(mayDeleteSnapshot(await diskRelations(array, id)))
    const disks = await snapshotDisks(array, id)
    const ids = disks.map((disk) => disk.id)
    const { snapshot: table, virtualDisk } = array.database
    await deleteDisks(array, disks, [
      table.delete({ where: { id } }),
      virtualDisk.deleteMany({ where: { id: { in: ids } } }),
    ])
    const { name } = row.virtualDisk
    await record('snapshot_deleted', { id, name }, { snapshot: name, source: row.source.name })
    array.changes.publish('snapshot', id)
    array.changes.publish('virtualDisk', ...ids, row.sourceId)
    return null
  },
})
