import { z } from 'zod'

import type { CallOutput } from '../../engine/contract'
import { type CommandContext, defineCommand } from '../door/command'
import { byId } from '../door/fields'
import { demand, RefusalError, refuse, type Verdict } from '../door/refusals'
import { deleteDisks } from '../intents'
import { withAll, withContentOf } from '../lineage/changes'
import { demandSafe } from '../lineage/read-world'
import { leaveImages } from '../lineage/record-origin'
import { diskByName, nameIsFree } from '../names'
import { setGates } from '../virtual-disks/gates'
import { growDisk } from '../virtual-disks/grow'
import { diskRelations } from '../virtual-disks/relations'
import { renameDisk } from '../virtual-disks/rename'
import { snapshotDisks } from './disks'
import { measureFill } from './fill'
import { makeSnapshots, type SnapshotWanted } from './make'
import { getSnapshot, snapshotRow, snapshotsById } from './queries'
import { recordDisabled } from './record'
import { type Restart, restartImages } from './restart'
import { mayChange, mayDeleteSnapshot, mayExpandTo, mayMove, maySnapshot, maySnapshotAgain } from './rules'
import {
  createSnapshotInput,
  createSnapshotsInput,
  fullPolicy as fullPolicySchema,
  recreateSnapshotsInput,
  snapshot,
  snapshotsAtOneInstant,
  snapshotStatus,
  updateSnapshotInput,
} from './schema'
import { isActive } from './states'

type Started = CallOutput<'image.start'>

export const createSnapshot = defineCommand({
  name: 'createSnapshot',
  role: 'operator',
  summary: 'Keeps a virtual disk as it is at this instant, as a snapshot virtual disk with a repository of its own.',
  input: createSnapshotInput,
  output: snapshot,
  events: ['snapshot_created'],
  async handler(context, input) {
    const { ids } = await take(context, [{ ...input, path: '' }])
    return getSnapshot.handler(context, { id: ids[0] ?? '' })
  },
})

export const createSnapshots = defineCommand({
  name: 'createSnapshots',
  role: 'operator',
  summary: 'Keeps several virtual disks as they are at one and the same instant: all of the snapshots, or none.',
  input: createSnapshotsInput,
  output: snapshotsAtOneInstant,
  events: ['snapshot_created'],
  async handler(context, { snapshots }) {
    const asked = snapshots.map((each, index) => ({ ...each, path: `snapshots.${index}.` }))
    const { ids, started } = await take(context, asked)
    return { ...instantOfAll(started), items: await snapshotsById(context, ids) }
  },
})

/** One snapshot that is asked for. `path` is where its fields are in the input. */
type Asked = z.output<typeof createSnapshotInput> & { path: string }

/** All rules first, then all disks and images, at one instant. */
async function take(
  context: CommandContext<'snapshot_created'>,
  asked: Asked[],
): Promise<{ ids: string[]; started: Started }> {
  const { array } = context
  const wanted: SnapshotWanted[] = []
  for (const { sourceId, path, name, ...settings } of asked) {
    const source = await diskRelations(array, sourceId, `${path}sourceId`)
    const twice = wanted.some((before) => before.source.id === sourceId)
    demand(twice ? refuse('snapshot_source_twice', { disk: source.name }, `${path}sourceId`) : null)
    demand(at(`${path}sourceId`, maySnapshot(source)))
    wanted.push({ source, name: name ?? null, namePath: `${path}name`, ...settings })
  }
  const { made, started } = await makeSnapshots(array, wanted)
  const ids = made.map(({ id }) => id)
  await setGates(array, ids)
  for (const [index, each] of made.entries()) {
    const source = wanted[index]?.source.name ?? ''
    await context.record('snapshot_created', each, { snapshot: each.name, source })
  }
  array.changes.publish('snapshot', ...ids)
  array.changes.publish('virtualDisk', ...wanted.map(({ source }) => source.id))
  return { ids, started }
}

/** Names the field that a rule's refusal is about. */
function at(path: string, verdict: Verdict): Verdict {
  return verdict && { ...verdict, path }
}

function instantOfAll({ images, heldMicros }: Started) {
  const [first] = images
  if (!first || first.startedAt === null) throw new Error('The engine started no image.')
  return { instantId: first.instantId, imageAt: new Date(first.startedAt).toISOString(), heldMicros }
}

export const updateSnapshot = defineCommand({
  name: 'updateSnapshot',
  role: 'operator',
  summary:
    'Renames a snapshot, enlarges its repository, or changes when it warns and what happens when the repository is full.',
  input: updateSnapshotInput,
  output: snapshot,
  events: ['snapshot_renamed', 'snapshot_policy_changed', 'snapshot_repository_grown'],
  async handler(context, { id, name, repositoryCapacityBytes, ...wanted }) {
    const { array } = context
    const row = await snapshotRow(array, id)
    const disk = await diskRelations(array, id)
    const repository = { ...row.repository, capacityBytes: Number(row.repository.capacityBytes), pool: disk.pool }
    const capacityBytes = repositoryCapacityBytes ?? repository.capacityBytes
    // All rules first: a refused command changes nothing.
    demand(mayChange(disk))
    demand(mayExpandTo(disk, repository, capacityBytes))
    if (name !== undefined) demand(await nameIsFree(diskByName(array), name, id))
    const shown = name ?? disk.name
    if (capacityBytes !== repository.capacityBytes) {
      await growDisk(array, repository, capacityBytes)
      const grown = { repository: repository.name, from: repository.capacityBytes, to: capacityBytes }
      await context.record('snapshot_repository_grown', { id, name: disk.name }, { snapshot: disk.name, ...grown })
    }
    if (name !== undefined && name !== disk.name) {
      await renameDisk(array, id, name)
      await context.record('snapshot_renamed', { id, name }, { from: disk.name, to: name })
    }
    const holds = isActive(snapshotStatus.parse(row.status))
    const warningThresholdPercent = wanted.warningThresholdPercent ?? row.warningThresholdPercent
    const fullPolicy = wanted.fullPolicy ?? fullPolicySchema.parse(row.fullPolicy)
    if (warningThresholdPercent !== row.warningThresholdPercent || fullPolicy !== row.fullPolicy) {
      await array.database.snapshot.update({ where: { id }, data: { warningThresholdPercent, fullPolicy } })
      if (holds) await array.engine.call('image.setPolicy', { imageId: id, warningThresholdPercent, fullPolicy })
      await context.record('snapshot_policy_changed', { id, name: shown }, { snapshot: shown })
    }
    if (holds) await measureFill(array, id)
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
    await retake(context, [{ id }])
    return getSnapshot.handler(context, { id })
  },
})

export const recreateSnapshots = defineCommand({
  name: 'recreateSnapshots',
  role: 'operator',
  summary: 'Takes new points in time on several disabled or failed snapshots, all at one and the same instant, or none.',
  input: recreateSnapshotsInput,
  output: snapshotsAtOneInstant,
  events: ['snapshot_recreated'],
  async handler(context, { ids }) {
    const started = await retake(
      context,
      ids.map((id, index) => ({ id, path: `ids.${index}` })),
    )
    return { ...instantOfAll(started), items: await snapshotsById(context, ids) }
  },
})

/** All rules first, then all images, at one instant. `path` is where the snapshot is named in the input. */
async function retake(
  context: CommandContext<'snapshot_recreated'>,
  asked: { id: string; path?: string }[],
): Promise<Started> {
  const { array } = context
  const restarts: (Restart & { name: string })[] = []
  for (const { id, path } of asked) {
    const row = await snapshotRow(array, id, path)
    const disk = await diskRelations(array, id)
    const source = await diskRelations(array, row.sourceId)
    const twice = restarts.some((before) => before.imageId === id)
    const verdict =
      (twice ? refuse('snapshot_twice', { snapshot: disk.name }) : null) ??
      mayMove(disk, 'recreate') ??
      maySnapshotAgain(source)
    if (verdict) throw new RefusalError(path === undefined ? verdict : { ...verdict, path })
    restarts.push({ imageId: id, source, name: disk.name })
  }
  const changes = restarts.map(({ imageId: id, name, source }) => withContentOf({ id, name }, source.id))
  const sources = restarts.map(({ source }) => source.id)
  await demandSafe(array, withAll(changes), undefined, sources)
  const started = await restartImages(array, restarts)
  await setGates(
    array,
    restarts.map(({ imageId }) => imageId),
  )
  for (const { imageId, name, source } of restarts) {
    await context.record('snapshot_recreated', { id: imageId, name }, { snapshot: name, source: source.name })
  }
  return started
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
      ...(await leaveImages(array, id)),
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
