import { z } from 'zod'

import { defineCommand } from '../door/command'
import { demand } from '../door/refusals'
import { newId } from '../identity'
import { prepareAll, startAll, stopAll } from '../instant-copies/drive'
import { keyed } from '../instant-copies/naming'
import { deleteInput, stopInput } from '../instant-copies/schema'
import { removeFinished, splitAll } from '../instant-copies/split'
import { stopEvent } from '../instant-copies/states'
import { publishInstantCopy } from '../instant-copies/transitions'
import { nameIsFree } from '../names'
import type { StorageArray } from '../storage-array'
import { getConsistencyGroup } from './queries'
import { groupFacts, groupRow } from './rows'
import { mayDeleteGroup, mayDrive } from './rules'
import {
  consistencyGroup,
  createConsistencyGroupInput,
  prepareGroupInput,
  startGroupInput,
  updateConsistencyGroupInput,
} from './schema'

function byName(array: StorageArray): (key: string) => Promise<{ id: string } | null> {
  return (key) => array.database.consistencyGroup.findUnique({ where: { nameKey: key }, select: { id: true } })
}

export const createConsistencyGroup = defineCommand({
  name: 'createConsistencyGroup',
  role: 'operator',
  summary: 'Makes a consistency group, whose instant copies are prepared, started and stopped as one.',
  input: createConsistencyGroupInput,
  output: consistencyGroup,
  events: ['consistency_group_created'],
  async handler(context, { name, autoDelete }) {
    const { array } = context
    demand(await nameIsFree(byName(array), name))
    const id = newId()
    await array.database.consistencyGroup.create({ data: { id, ...keyed(name), autoDelete, createdAt: array.now() } })
    await context.record('consistency_group_created', { id, name }, { group: name })
    array.changes.publish('consistencyGroup', id)
    return getConsistencyGroup.handler(context, { id })
  },
})

export const updateConsistencyGroup = defineCommand({
  name: 'updateConsistencyGroup',
  role: 'operator',
  summary: 'Renames a consistency group, or says whether it goes with its last member.',
  input: updateConsistencyGroupInput,
  output: consistencyGroup,
  events: ['consistency_group_renamed', 'consistency_group_changed'],
  async handler(context, { id, name, autoDelete }) {
    const { array } = context
    const row = await groupRow(array, id)
    if (name !== undefined) demand(await nameIsFree(byName(array), name, id))
    const shown = name ?? row.name
    await array.database.consistencyGroup.update({ where: { id }, data: { ...keyed(shown), autoDelete: autoDelete ?? row.autoDelete } })
    if (shown !== row.name) await context.record('consistency_group_renamed', { id, name: shown }, { from: row.name, to: shown })
    if (autoDelete !== undefined && autoDelete !== row.autoDelete) {
      await context.record('consistency_group_changed', { id, name: shown }, { group: shown })
    }
    array.changes.publish('consistencyGroup', id)
    array.changes.publish('instantCopy', ...row.instantCopies.map((member) => member.id))
    return getConsistencyGroup.handler(context, { id })
  },
})

export const deleteConsistencyGroup = defineCommand({
  name: 'deleteConsistencyGroup',
  role: 'operator',
  summary: 'Deletes a consistency group. By force also one with members: they stand alone then, and go on as they are.',
  input: deleteInput,
  output: z.null(),
  events: ['consistency_group_deleted'],
  async handler({ array, record }, { id, force }) {
    const row = await groupRow(array, id)
    demand(mayDeleteGroup(groupFacts(row), force))
    await array.database.consistencyGroup.delete({ where: { id } })
    await record('consistency_group_deleted', row, { group: row.name })
    array.changes.publish('consistencyGroup', id)
    for (const member of row.instantCopies) publishInstantCopy(array, { ...member, groupId: null })
    return null
  },
})

export const prepareConsistencyGroup = defineCommand({
  name: 'prepareConsistencyGroup',
  role: 'operator',
  summary: 'Prepares all instant copies of a group, or none. What their targets hold is lost, also if they are never started.',
  input: prepareGroupInput,
  output: consistencyGroup,
  events: ['consistency_group_prepared', 'instant_copy_prepared', 'instant_copy_in_use_overridden'],
  async handler(context, { id, ...consents }) {
    const row = await groupRow(context.array, id)
    demand(mayDrive(groupFacts(row), 'prepare'))
    await prepareAll(context, row.instantCopies, consents)
    await context.record('consistency_group_prepared', row, { group: row.name, count: row.instantCopies.length })
    return getConsistencyGroup.handler(context, { id })
  },
})

export const startConsistencyGroup = defineCommand({
  name: 'startConsistencyGroup',
  role: 'operator',
  summary: 'Starts all instant copies of a group at one instant, or none; with `prepare` it prepares them first.',
  input: startGroupInput,
  output: consistencyGroup,
  events: ['consistency_group_started', 'instant_copy_prepared', 'instant_copy_in_use_overridden', 'instant_copy_started'],
  async handler(context, { id, prepare, ...consents }) {
    const row = await groupRow(context.array, id)
    demand(mayDrive(groupFacts(row), prepare ? 'prepare' : 'start'))
    if (prepare) await prepareAll(context, row.instantCopies, consents)
    await startAll(context, row.instantCopies, consents.restore)
    await context.record('consistency_group_started', row, { group: row.name, count: row.instantCopies.length })
    return getConsistencyGroup.handler(context, { id })
  },
})

export const stopConsistencyGroup = defineCommand({
  name: 'stopConsistencyGroup',
  role: 'operator',
  summary: 'Stops all instant copies of a group. Targets that are not whole are of no use then. With `split` all have to be whole.',
  input: stopInput,
  output: consistencyGroup,
  events: [
    'consistency_group_stopped',
    'instant_copy_stopping',
    'instant_copy_stopped',
    'instant_copy_split',
    'instant_copy_moved',
    'instant_copy_deleted',
  ],
  async handler(context, { id, ...how }) {
    const row = await groupRow(context.array, id)
    demand(mayDrive(groupFacts(row), stopEvent(how)))
    if (how.split) await splitAll(context, row.instantCopies)
    else await stopAll(context, row.instantCopies, how.force)
    await context.record('consistency_group_stopped', row, { group: row.name, count: row.instantCopies.length })
    const shown = await getConsistencyGroup.handler(context, { id })
    await removeFinished(context, row.instantCopies)
    return shown
  },
})
