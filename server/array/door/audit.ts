/**
 * What was refused goes to the event log too: who tried what, from where, and why it was not allowed. Values that were
 * sent are not kept, only the names of the fields that were wrong; so no secret gets into the log.
 */
import { appendEvents } from '../events/log'
import { eventRecord, type RefusedTry } from '../events/record'
import type { Noun, Subject } from '../events/schema'
import { EVENTS } from '../events/types'
import type { StorageArray } from '../storage-array'
import type { Actor } from './actor'
import type { Command } from './command'
import type { Refusal } from './refusals'

const MAX_FIELDS_LENGTH = 200

/**
 * Notes that a command was refused. The same refusal of the same actor is written at most once a minute, with how
 * often it came.
 *
 * @param input as it was sent; only its `id` is looked at
 * @param fields the names of the fields that were wrong
 */
export async function auditRefusal(
  array: StorageArray,
  actor: Actor,
  command: Pick<Command, 'name' | 'events'>,
  refusal: Refusal,
  input: unknown,
  fields: string[] = [],
): Promise<void> {
  const { kind, id, name, origin } = actor
  const about = await subjectOf(array, command, input)
  const type = refusal.code === 'role_required' ? 'command_denied' : 'command_refused'
  const params = {
    command: command.name,
    code: refusal.code,
    reason: JSON.stringify({ code: refusal.code, params: refusal.params }),
    fields: fields.length === 0 ? 'none' : fields.join(', ').slice(0, MAX_FIELDS_LENGTH),
  }
  await tell(array, `${kind} ${id} ${command.name} ${refusal.code}`, {
    actor: { kind, id, name, origin },
    record: (count) => ({ ...eventRecord(type, about, { ...params, count }), noun: about.noun }),
  })
}

/** Notes that somebody came with a token that is nobody's, or no longer valid. */
export async function auditWrongToken(array: StorageArray, origin: string | null): Promise<void> {
  await tell(array, `token ${origin}`, {
    actor: { kind: 'token', id: null, name: '', origin },
    record: (count) => eventRecord('token_refused', array.identity, { address: origin ?? '', count }),
  })
}

/** Tells what was counted meanwhile, of kinds whose minute is over. */
export async function tellRefusals(array: StorageArray): Promise<void> {
  for (const { what, count } of array.refusals.due(array.now().getTime())) {
    await appendEvents(array, what.actor, [what.record(count)])
  }
}

async function tell(array: StorageArray, kind: string, what: RefusedTry): Promise<void> {
  // Who is refused because the array starts or stops has done nothing wrong, and the database may be going.
  if (array.state !== 'ready') return
  const count = array.refusals.note(kind, what, array.now().getTime())
  if (count > 0) await appendEvents(array, what.actor, [what.record(count)])
}

/** The object that the command is about, if it names one that exists; else the array. */
async function subjectOf(array: StorageArray, { events }: Pick<Command, 'events'>, input: unknown): Promise<Subject> {
  const [event] = events
  const noun = event === undefined ? 'array' : EVENTS[event].noun
  const id = typeof input === 'object' && input !== null && 'id' in input ? input.id : null
  const name = typeof id === 'string' ? await nameOf(array, noun, id) : null
  if (typeof id === 'string' && name !== null) return { noun, id, name }
  return { noun: 'array', id: array.id, name: array.identity.name }
}

async function nameOf({ database }: StorageArray, noun: Noun, id: string): Promise<string | null> {
  const asked = { where: { id }, select: { name: true } } as const
  switch (noun) {
    case 'pool':
      return (await database.pool.findUnique(asked))?.name ?? null
    case 'virtualDisk':
    case 'snapshot':
      return (await database.virtualDisk.findUnique(asked))?.name ?? null
    case 'copy': {
      const pair = await database.copy.findUnique({
        where: { id },
        select: { source: { select: { name: true } }, target: { select: { name: true } } },
      })
      return pair && `${pair.source.name} → ${pair.target.name}`
    }
    case 'instantCopy':
      return (await database.instantCopy.findUnique(asked))?.name ?? null
    case 'consistencyGroup':
      return (await database.consistencyGroup.findUnique(asked))?.name ?? null
    case 'host':
      return (await database.host.findUnique(asked))?.name ?? null
    case 'hostGroup':
      return (await database.hostGroup.findUnique(asked))?.name ?? null
    case 'token':
      return (await database.apiToken.findUnique(asked))?.name ?? null
    case 'user':
      return (await database.user.findUnique({ where: { id }, select: { email: true } }))?.email ?? null
    case 'array':
    case 'mapping':
    case 'session':
      return null
  }
}
