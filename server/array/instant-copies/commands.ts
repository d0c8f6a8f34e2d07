import { z } from 'zod'

import { demandJoin, groupFacts, groupRow } from '../consistency-groups/rows'
import { mayRegroup } from '../consistency-groups/rules'
import { type CommandContext, defineCommand } from '../door/command'
import { demand, type Verdict } from '../door/refusals'
import { newId } from '../identity'
import { nameIsFree } from '../names'
import { diskRelations } from '../virtual-disks/relations'
import { setEngineRates } from './drive'
import { freeInstantCopyName, instantCopyByName, keyed } from './naming'
import { getInstantCopy } from './queries'
import { instantCopyNames, type InstantCopyRow, instantCopyRow, instantCopySubject, rowsOfTree } from './rows'
import { goesByItself, grainFor, mayDelete, mayHaveGrain, mayMove, maySource, mayTarget } from './rules'
import { createInstantCopyInput, deleteInput, instantCopy, instantCopyStatus, updateInstantCopyInput } from './schema'
import { emptiedGroup, goneWith, publishInstantCopy, removeInstantCopy, tellOfLeft } from './transitions'

export const createInstantCopy = defineCommand({
  name: 'createInstantCopy',
  role: 'operator',
  summary: 'Maps a source onto an existing virtual disk of its size. Nothing is copied before it is started.',
  input: createInstantCopyInput,
  output: instantCopy,
  events: ['instant_copy_created'],
  async handler(context, input) {
    const { array } = context
    const source = await diskRelations(array, input.sourceId, 'sourceId')
    const target = await diskRelations(array, input.targetId, 'targetId')
    demand(at('sourceId', maySource(source)))
    const tree = await rowsOfTree(array, [source.id, target.id])
    demand(at('targetId', mayTarget(target, source, tree.length + 1)))
    const grainBytes = grainFor(input.grainBytes, source, target)
    demand(mayHaveGrain(grainBytes, source, target))
    if (input.name !== undefined) demand(await nameIsFree(instantCopyByName(array), input.name))
    const id = newId()
    const groupId = input.consistencyGroupId
    if (groupId !== null) await demandJoin(array, groupId, { id, sourceId: source.id, source, targetId: target.id, target })
    const name = input.name ?? (await freeInstantCopyName(array, context.text.pair(source.name, target.name)))
    const { copyRate, cleanRate, incremental, autoDelete } = input
    await array.database.instantCopy.create({
      data: {
        id,
        ...keyed(name),
        sourceId: source.id,
        targetId: target.id,
        groupId,
        copyRate,
        cleanRate,
        grainBytes,
        incremental,
        autoDelete,
        status: 'idle',
        statusAt: array.now(),
        createdAt: array.now(),
      },
    })
    const row = await instantCopyRow(array, id)
    await context.record('instant_copy_created', instantCopySubject(row), instantCopyNames(row))
    publishInstantCopy(array, row)
    return getInstantCopy.handler(context, { id })
  },
})

/** Names the field that a rule's refusal is about. */
function at(path: string, verdict: Verdict): Verdict {
  return verdict && { ...verdict, path: verdict.path ?? path }
}

type Changed = CommandContext<
  | 'instant_copy_renamed'
  | 'instant_copy_rates_changed'
  | 'instant_copy_auto_delete_set'
  | 'instant_copy_auto_delete_cleared'
  | 'instant_copy_grouped'
  | 'instant_copy_ungrouped'
  | 'instant_copy_deleted'
>

export const updateInstantCopy = defineCommand({
  name: 'updateInstantCopy',
  role: 'operator',
  summary: 'Changes an instant copy’s name, its rates at any time, whether it goes when its target is whole, or its consistency group.',
  input: updateInstantCopyInput,
  output: instantCopy,
  events: [
    'instant_copy_renamed',
    'instant_copy_rates_changed',
    'instant_copy_auto_delete_set',
    'instant_copy_auto_delete_cleared',
    'instant_copy_grouped',
    'instant_copy_ungrouped',
    'instant_copy_deleted',
  ],
  async handler(context, { id, name, copyRate, cleanRate, autoDelete, consistencyGroupId }) {
    const { array } = context
    const before = await instantCopyRow(array, id)
    // All rules first: a refused command changes nothing.
    if (name !== undefined) demand(await nameIsFree(instantCopyByName(array), name, id))
    const regroups = consistencyGroupId !== undefined && consistencyGroupId !== before.groupId
    if (regroups) await demandRegroup(context, before, consistencyGroupId)
    const row = {
      ...before,
      ...keyed(name ?? before.name),
      copyRate: copyRate ?? before.copyRate,
      cleanRate: cleanRate ?? before.cleanRate,
      autoDelete: autoDelete ?? before.autoDelete,
    }
    if (row.copyRate !== before.copyRate || row.cleanRate !== before.cleanRate) {
      if (before.status === 'copying' || before.status === 'stopping') await setEngineRates(array, row)
      const rates = { copyRate: row.copyRate, cleanRate: row.cleanRate }
      await array.database.instantCopy.update({ where: { id }, data: rates })
      await context.record('instant_copy_rates_changed', instantCopySubject(row), { name: row.name, ...rates })
    }
    await array.database.instantCopy.update({ where: { id }, data: { ...keyed(row.name), autoDelete: row.autoDelete } })
    if (row.name !== before.name) await context.record('instant_copy_renamed', instantCopySubject(row), { from: before.name, to: row.name })
    if (regroups) await regroup(context, before, consistencyGroupId)
    publishInstantCopy(array, row)
    const shown = await getInstantCopy.handler(context, { id })
    if (row.autoDelete !== before.autoDelete) await setAutoDelete(context, row)
    return shown
  },
})

/** A2: one whose target is whole already goes at once; while its pool is away, when that is back. */
async function setAutoDelete({ array, record }: Changed, row: InstantCopyRow): Promise<void> {
  const type = row.autoDelete ? 'instant_copy_auto_delete_set' : 'instant_copy_auto_delete_cleared'
  await record(type, instantCopySubject(row), instantCopyNames(row))
  if (!goesByItself(row)) return
  await removeInstantCopy(array, await instantCopyRow(array, row.id))
  await record('instant_copy_deleted', instantCopySubject(row), instantCopyNames(row))
}

async function demandRegroup({ array }: Changed, row: InstantCopyRow, groupId: string | null): Promise<void> {
  demand(at('consistencyGroupId', mayMove(instantCopyStatus.parse(row.status), 'regroup', row.name)))
  if (row.groupId !== null) demand(mayRegroup(groupFacts(await groupRow(array, row.groupId))))
  if (groupId !== null) await demandJoin(array, groupId, row)
}

async function regroup({ array, record }: Changed, row: InstantCopyRow, groupId: string | null): Promise<void> {
  const { group: left } = row
  const emptied = await emptiedGroup(array, row)
  await array.database.$transaction([
    array.database.instantCopy.update({ where: { id: row.id }, data: { groupId } }),
    ...goneWith(array, emptied),
  ])
  if (left) await record('instant_copy_ungrouped', instantCopySubject(row), { name: row.name, group: left.name })
  if (groupId !== null) {
    const joined = await groupRow(array, groupId)
    await record('instant_copy_grouped', instantCopySubject(row), { name: row.name, group: joined.name })
    array.changes.publish('consistencyGroup', groupId)
  }
  await tellOfLeft(array, left, emptied)
}

export const deleteInstantCopy = defineCommand({
  name: 'deleteInstantCopy',
  role: 'operator',
  summary: 'Deletes an instant copy; both disks keep what they hold. By force also one that is stopped: its target opens with a part of an image.',
  input: deleteInput,
  output: z.null(),
  events: ['instant_copy_deleted'],
  async handler({ array, record }, { id, force }) {
    const row = await instantCopyRow(array, id)
    demand(mayDelete(row, force))
    await removeInstantCopy(array, row)
    await record('instant_copy_deleted', instantCopySubject(row), instantCopyNames(row))
    return null
  },
})
