import { z } from 'zod'

import { type CommandContext, defineCommand } from '../door/command'
import { byId } from '../door/fields'
import { demand } from '../door/refusals'
import { newId } from '../identity'
import type { Outcome } from '../intents'
import { withOrigin } from '../lineage/changes'
import { demandSafe, originalFor } from '../lineage/read-world'
import { takeContentOf } from '../lineage/record-origin'
import { makeSnapshots } from '../snapshots/make'
import { restartImages } from '../snapshots/restart'
import type { StorageArray } from '../storage-array'
import { type DiskRelations, diskRelations } from '../virtual-disks/relations'
import { type Kept, setGates, whileKept } from '../virtual-disks/gates'
import { maySource, mayTarget, showingSnapshots } from './candidates'
import { demandFit } from './fit'
import { getCopy } from './queries'
import { type CopyRow, copyRow, copySubject, pairNames } from './rows'
import { maySetTargetReadOnly } from './rules'
import {
  copy,
  COPY_REPOSITORY_PERCENT,
  copyStatus,
  type CopyPriority,
  type CopyType,
  copyType,
  createCopyInput,
  recopyInput,
  updateCopyInput,
} from './schema'
import { moveCopy, startPending } from './transitions'

export const createCopy = defineCommand({
  name: 'createCopy',
  role: 'operator',
  summary: 'Copies a virtual disk onto another. The pair stays until it is removed.',
  input: createCopyInput,
  output: copy,
  events: ['copy_created'],
  async handler(context, input) {
    const { array } = context
    const source = await diskRelations(array, input.sourceId, 'sourceId')
    const target = await diskRelations(array, input.targetId, 'targetId')
    demand(at('sourceId', maySource(source, input.type)))
    demand(at('targetId', mayTarget(target, source, input.failTargetSnapshots)))
    const original = await originalFor(array, source.id)
    await demandSafe(array, withOrigin(target, original), 'targetId', [target.id, original])
    const content = await takeContentOf(array, target.id, original)
    const id = newId()
    const pair = {
      id,
      sourceId: source.id,
      targetId: target.id,
      type: input.type,
      priority: input.priority,
      status: 'pending',
      statusAt: array.now(),
      queuedAt: array.now(),
      totalBytes: BigInt(source.capacityBytes),
      createdAt: array.now(),
    }
    const outcome = (snapshotId: string | null) => [array.database.copy.create({ data: { ...pair, snapshotId } }), ...content]
    const row = await whileKept(array, keptFor(input.type, source, target), async () => {
      if (input.type === 'offline') {
        await failSnapshotsOf(array, target)
        await array.database.$transaction(outcome(null))
      } else {
        await createOnlinePair(array, source, target, input.repositoryPercent ?? COPY_REPOSITORY_PERCENT, outcome)
      }
      const made = await copyRow(array, id)
      await setGates(array, [source.id, target.id, ...(made.snapshotId === null ? [] : [made.snapshotId])])
      return made
    })
    await context.record('copy_created', copySubject(row), pairNames(row))
    array.changes.publish('copy', id)
    await startPending(array)
    return getCopy.handler(context, { id })
  },
})

/** What hosts can't do from the moment that a run is asked for. */
function keptFor(type: CopyType, source: DiskRelations, target: DiskRelations): Kept[] {
  const shielded: Kept[] = type === 'offline' ? [{ disk: source, from: 'writing' }] : []
  return [...shielded, { disk: target, from: 'everything' }]
}

/**
 * What shows the content that is about to be overwritten fails before anything is copied, durably, and after everything
 * that may still refuse the copy; the array heeds it as it heeds every snapshot that fails.
 */
async function failSnapshotsOf(array: StorageArray, target: DiskRelations): Promise<void> {
  const imageIds = showingSnapshots(target).map(({ id }) => id)
  if (imageIds.length > 0) await array.engine.call('image.overwrite', { imageIds })
}

/** Names the field that a rule's refusal is about. */
function at(path: string, verdict: ReturnType<typeof maySource>): ReturnType<typeof maySource> {
  return verdict && { ...verdict, path: verdict.path ?? path }
}

/**
 * An online copy reads a snapshot that is made for it. The image starts with the command, also when the run has to
 * wait: what is copied is the source as it was when the administrator asked for it.
 */
async function createOnlinePair(
  array: StorageArray,
  source: DiskRelations,
  target: DiskRelations,
  repositoryPercent: number,
  outcome: (snapshotId: string | null) => Outcome,
): Promise<void> {
  const wanted = { source, name: null, repositoryPercent, warningThresholdPercent: 50, fullPolicy: 'failSnapshot' } as const
  const also = {
    step: () => failSnapshotsOf(array, target),
    outcome: ([snapshotId]: string[]) => outcome(snapshotId ?? null),
  }
  const { made } = await makeSnapshots(array, [wanted], also)
  array.changes.publish('snapshot', ...made.map(({ id }) => id))
}

export const recopyCopy = defineCommand({
  name: 'recopyCopy',
  role: 'operator',
  summary: 'Runs a copy again from the beginning, onto the same target.',
  input: recopyInput,
  output: copy,
  events: ['copy_recopied'],
  async handler(context, { id, priority, failTargetSnapshots }) {
    const { array } = context
    const row = await copyRow(array, id)
    const type = copyType.parse(row.type)
    const [source, target] = [await diskRelations(array, row.sourceId), await diskRelations(array, row.targetId)]
    await demandFit(array, { row, source, target }, failTargetSnapshots)
    const original = await originalFor(array, source.id)
    await whileKept(array, keptFor(type, source, target), async () => {
      if (row.snapshotId !== null) await restartImages(array, [{ imageId: row.snapshotId, source }])
      await array.database.$transaction(await takeContentOf(array, target.id, original))
      await failSnapshotsOf(array, target)
      const run = row.run + 1
      const again = { ...row, run, priority: priority ?? row.priority }
      await context.record('copy_recopied', copySubject(row), pairNames(row))
      await moveCopy(array, again, 'recopy', {
        run,
        priority: again.priority,
        queuedAt: array.now(),
        startedAt: null,
        completedAt: null,
        copiedBytes: 0n,
        totalBytes: BigInt(source.capacityBytes),
        failureCode: null,
        failureDetail: null,
      })
    })
    return getCopy.handler(context, { id })
  },
})

export const stopCopy = defineCommand({
  name: 'stopCopy',
  role: 'operator',
  summary: 'Stops a copy. Its target stays incomplete, and closed to hosts, until it is copied again or the pair is removed.',
  input: byId,
  output: copy,
  events: ['copy_stopped'],
  async handler(context, { id }) {
    const { array } = context
    const row = await copyRow(array, id)
    const copiedBytes = BigInt(array.rates.get(id)?.copiedBytes ?? row.copiedBytes)
    await moveCopy(array, row, 'stop', { copiedBytes, failureCode: null, failureDetail: null })
    await context.record('copy_stopped', copySubject(row), pairNames(row))
    return getCopy.handler(context, { id })
  },
})

export const updateCopy = defineCommand({
  name: 'updateCopy',
  role: 'operator',
  summary: 'Changes a copy’s priority, at any time, or whether hosts may write its target, once it is completed.',
  input: updateCopyInput,
  output: copy,
  events: ['copy_priority_changed', 'copy_target_read_only_set', 'copy_target_read_only_cleared'],
  async handler(context, { id, priority, targetReadOnly }) {
    const row = await copyRow(context.array, id)
    if (targetReadOnly !== undefined) demand(maySetTargetReadOnly(copyStatus.parse(row.status)))
    if (priority !== undefined && priority !== row.priority) await setPriority(context, row, priority)
    if (targetReadOnly !== undefined && targetReadOnly !== row.targetReadOnly) {
      await setTargetReadOnly(context, row, targetReadOnly)
    }
    context.array.changes.publish('copy', id)
    context.array.changes.publish('operation', id)
    return getCopy.handler(context, { id })
  },
})

async function setPriority(
  { array, record }: CommandContext<'copy_priority_changed'>,
  row: CopyRow,
  priority: CopyPriority,
): Promise<void> {
  await array.database.copy.update({ where: { id: row.id }, data: { priority } })
  if (row.status === 'inProgress') await array.engine.call('copy.setPriority', { copyId: row.id, priority })
  await record('copy_priority_changed', copySubject(row), { ...pairNames(row), priority })
}

async function setTargetReadOnly(
  { array, record }: CommandContext<'copy_target_read_only_set' | 'copy_target_read_only_cleared'>,
  row: CopyRow,
  targetReadOnly: boolean,
): Promise<void> {
  const target = await diskRelations(array, row.targetId)
  await whileKept(array, targetReadOnly ? [{ disk: target, from: 'writing' }] : [], async () => {
    await array.database.copy.update({ where: { id: row.id }, data: { targetReadOnly } })
    await setGates(array, [row.targetId])
  })
  const type = targetReadOnly ? 'copy_target_read_only_set' : 'copy_target_read_only_cleared'
  await record(type, copySubject(row), pairNames(row))
}

export const removeCopy = defineCommand({
  name: 'removeCopy',
  role: 'operator',
  summary: 'Removes a copy pair. The target keeps its data; an online copy’s snapshot and repository are deleted.',
  input: byId,
  output: z.null(),
  events: ['copy_removed'],
  async handler({ array, record }, { id }) {
    const row = await copyRow(array, id)
    await moveCopy(array, row, 'remove')
    await record('copy_removed', copySubject(row), pairNames(row))
    return null
  },
})
