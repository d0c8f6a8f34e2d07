import { z } from 'zod'

import { defineCommand, defineQuery } from '../door/command'
import { startPending } from '../copies/transitions'
import { cutEvents } from '../events/log'
import { iscsiTarget } from '../mappings/iscsi-target'
import { reachable } from '../mappings/nbd-uri'
import type { StorageArray } from '../storage-array'
import { type ArrayFacts, arrayFacts, updateArrayInput } from './schema'

export const getArray = defineQuery({
  name: 'getArray',
  role: 'viewer',
  summary: 'The array itself: its identity, and where hosts reach it.',
  input: z.strictObject({}),
  output: arrayFacts,
  handler: ({ array }) => Promise.resolve(factsOf(array)),
})

function factsOf(array: StorageArray): ArrayFacts {
  const { id, name, wwidPrefix, maxRunningCopies, eventsKept } = array.identity
  const tcp = array.listening.find((address) => address.kind === 'tcp')
  const unix = array.listening.find((address) => address.kind === 'unix')
  const nbd = tcp?.kind === 'tcp' ? reachable(tcp) : { host: 'localhost', port: 0 }
  return {
    id,
    name,
    version: array.version,
    wwidPrefix,
    targets: { nbd: { ...nbd, unixSocket: unix?.kind === 'unix' ? unix.path : null }, iscsi: iscsiTarget(array) },
    maxRunningCopies,
    eventsKept,
  }
}

export const updateArray = defineCommand({
  name: 'updateArray',
  role: 'administrator',
  summary: 'Renames the array, or changes how many copies run at once and how many events are kept.',
  input: updateArrayInput,
  output: arrayFacts,
  events: ['array_renamed', 'array_settings_changed'],
  async handler({ array, record }, { name, maxRunningCopies, eventsKept }) {
    const before = array.identity
    const data = {
      name: name ?? before.name,
      maxRunningCopies: maxRunningCopies ?? before.maxRunningCopies,
      eventsKept: eventsKept ?? before.eventsKept,
    }
    array.identity = await array.database.arrayIdentity.update({ where: { id: array.id }, data })
    if (data.name !== before.name) {
      await record('array_renamed', array.identity, { from: before.name, to: data.name })
    }
    if (data.maxRunningCopies !== before.maxRunningCopies || data.eventsKept !== before.eventsKept) {
      const { maxRunningCopies: copies, eventsKept: kept } = data
      await record('array_settings_changed', array.identity, { copies, kept })
    }
    array.changes.publish('array', array.id)
    // Those above a lowered limit end as they are; a raised one lets pending copies start now.
    if (data.maxRunningCopies > before.maxRunningCopies) await startPending(array)
    if (data.eventsKept < before.eventsKept) await cutEvents(array)
    return factsOf(array)
  },
})
