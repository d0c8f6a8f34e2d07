import { z } from 'zod'

import { defineCommand, defineQuery } from '../door/command'
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
  const { id, name, wwidPrefix } = array.identity
  const tcp = array.listening.find((address) => address.kind === 'tcp')
  const unix = array.listening.find((address) => address.kind === 'unix')
  const nbd = tcp?.kind === 'tcp' ? reachable(tcp) : { host: 'localhost', port: 0 }
  return {
    id,
    name,
    version: array.version,
    wwidPrefix,
    targets: { nbd: { ...nbd, unixSocket: unix?.kind === 'unix' ? unix.path : null }, iscsi: iscsiTarget(array) },
  }
}

export const updateArray = defineCommand({
  name: 'updateArray',
  role: 'administrator',
  summary: 'Renames the array.',
  input: updateArrayInput,
  output: arrayFacts,
  events: ['array_renamed'],
  async handler({ array, record }, { name }) {
    const before = array.identity
    if (name !== before.name) {
      array.identity = await array.database.arrayIdentity.update({ where: { id: array.id }, data: { name } })
      await record('array_renamed', array.identity, { from: before.name, to: name })
      array.changes.publish('array', array.id)
    }
    return factsOf(array)
  },
})
