/** What moves an instant copy that stands alone. Members of a consistency group are moved by the group. */
import { defineCommand } from '../door/command'
import { demand, firstRefusal } from '../door/refusals'
import type { StorageArray } from '../storage-array'
import { prepareAll, startAll, stopAll } from './drive'
import { getInstantCopy } from './queries'
import { type InstantCopyRow, instantCopyRow } from './rows'
import { mayMove, standsAlone } from './rules'
import { instantCopy, instantCopyStatus, prepareInput, startInput, stopInput } from './schema'
import { removeFinished, splitAll } from './split'
import { type InstantCopyEvent, stopEvent } from './states'

export const prepareInstantCopy = defineCommand({
  name: 'prepareInstantCopy',
  role: 'operator',
  summary: 'Flushes the source and closes the target. What the target holds is lost, also if it is never started.',
  input: prepareInput,
  output: instantCopy,
  events: ['instant_copy_prepared', 'instant_copy_in_use_overridden'],
  async handler(context, { id, ...consents }) {
    const row = await aloneFor(context.array, id, 'prepare')
    await prepareAll(context, [row], consents)
    return getInstantCopy.handler(context, { id })
  },
})

export const startInstantCopy = defineCommand({
  name: 'startInstantCopy',
  role: 'operator',
  summary: 'The target shows the source as it is at this instant, readable and writable at once; with `prepare` it is prepared first.',
  input: startInput,
  output: instantCopy,
  events: ['instant_copy_started', 'instant_copy_prepared', 'instant_copy_in_use_overridden'],
  async handler(context, { id, prepare, ...consents }) {
    const row = await aloneFor(context.array, id, prepare ? 'prepare' : 'start')
    if (prepare) await prepareAll(context, [row], consents)
    await startAll(context, [row], consents.restore)
    return getInstantCopy.handler(context, { id })
  },
})

export const stopInstantCopy = defineCommand({
  name: 'stopInstantCopy',
  role: 'operator',
  summary:
    'Stops an instant copy: when nobody looks through its target any more, or by force at once and them with it. With `split` a whole target keeps them as images of its own.',
  input: stopInput,
  output: instantCopy,
  events: ['instant_copy_stopped', 'instant_copy_stopping', 'instant_copy_split', 'instant_copy_moved', 'instant_copy_deleted'],
  async handler(context, { id, ...how }) {
    const row = await aloneFor(context.array, id, stopEvent(how))
    if (how.split) await splitAll(context, [row])
    else await stopAll(context, [row], how.force)
    const shown = await getInstantCopy.handler(context, { id })
    await removeFinished(context, [row])
    return shown
  },
})

/** @throws {RefusalError} it is unknown, a member of a group, or its status forbids the event */
async function aloneFor(array: StorageArray, id: string, event: InstantCopyEvent): Promise<InstantCopyRow> {
  const row = await instantCopyRow(array, id)
  demand(firstRefusal(standsAlone(row.name, row.group), mayMove(instantCopyStatus.parse(row.status), event, row.name)))
  return row
}
