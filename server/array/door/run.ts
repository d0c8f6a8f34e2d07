/** The door itself: role, input, handler, event log, refusals, in this order and in this one place. */
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'

import { isFault } from '../engine-step'
import { appendEvents } from '../events/log'
import type { EventRecord } from '../events/record'
import type { StorageArray } from '../storage-array'
import { type Actor, roleCovers } from './actor'
import type { Command, Query } from './command'
import { auditRefusal } from './audit'
import { answersFor } from './idempotency'
import { inputErrors } from './input-errors'
import { badInput, type Problem, problemOf } from './problem'
import { type Refusal, RefusalError, refuse } from './refusals'
import type { Text } from './text'

/** Who asks, and in which language the answer is read. */
export interface Asker {
  actor: Actor
  text: Text
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; problem: Problem }

export async function runQuery<In extends z.ZodType, Out extends z.ZodType>(
  array: StorageArray,
  query: Query<string, In, Out>,
  asker: Asker,
  input: unknown,
): Promise<Outcome<z.input<Out>>> {
  return guarded(array, asker, query.name, async () => {
    const parsed = admit(query, asker, input)
    return parsed.ok ? { ok: true, value: await query.handler({ array, ...asker }, parsed.value) } : parsed
  })
}

/**
 * @param idempotencyKey the same key with the same input answers what the first success answered, for a day
 */
export async function runCommand<In extends z.ZodType, Out extends z.ZodType>(
  array: StorageArray,
  command: Command<string, In, Out>,
  asker: Asker,
  input: unknown,
  idempotencyKey: string | null = null,
): Promise<Outcome<z.input<Out>>> {
  const refused = async (refusal: Refusal, fields?: string[]) => {
    try {
      await auditRefusal(array, asker.actor, command, refusal, input, fields)
    } catch (error) {
      array.onError(error, `recording that ${command.name} was refused`)
    }
  }
  const work = async (): Promise<Outcome<z.input<Out>>> => {
    const parsed = admit(command, asker, input)
    if (!parsed.ok) {
      await refused(refuse('bad_input', {}), parsed.problem.errors?.map(({ path }) => path))
      return parsed
    }
    return array.exclusive(async () => {
      if (array.state !== 'ready') throw new RefusalError(refuse('not_ready', {}))
      const answers = idempotencyKey === null ? null : answersFor(array, command, asker.actor, idempotencyKey, input)
      const earlier = await answers?.find()
      if (earlier) return { ok: true, value: earlier.value as z.input<Out> }
      const record = (
        type: EventRecord['type'],
        { id, name }: EventRecord['subject'],
        params: EventRecord['params'],
      ) => appendEvents(array, asker.actor, [{ type, subject: { id, name }, params }])
      const value = await command.handler({ array, ...asker, record }, parsed.value)
      await answers?.keep(value)
      return { ok: true, value }
    })
  }
  return guarded(array, asker, command.name, work, refused)
}

function admit<In extends z.ZodType>(
  { role, input: schema }: { role: Actor['role']; input: In },
  { actor, text }: Asker,
  input: unknown,
): Outcome<z.output<In>> {
  if (!roleCovers(actor.role, role)) throw new RefusalError(refuse('role_required', { role }))
  return parseInput(schema, text, input)
}

/** Input from outside, or a problem that names every field that is wrong. */
export function parseInput<In extends z.ZodType>(schema: In, text: Text, input: unknown): Outcome<z.output<In>> {
  const parsed = schema.safeParse(input, { error: text.inputErrorMap() })
  if (parsed.success) return { ok: true, value: parsed.data }
  return { ok: false, problem: badInput(inputErrors(parsed.error), text) }
}

/**
 * Turns what was thrown into a problem document; what nobody foresaw is logged under a reference.
 *
 * @param refused told of the refusal before it is answered
 */
export async function guarded<T>(
  array: StorageArray,
  { text }: Pick<Asker, 'text'>,
  doing: string,
  work: () => Promise<Outcome<T>>,
  refused: (refusal: Refusal) => Promise<void> = () => Promise.resolve(),
): Promise<Outcome<T>> {
  try {
    return await work()
  } catch (error) {
    const refusal = await refusalIn(array, error, doing)
    await refused(refusal)
    return { ok: false, problem: problemOf(refusal, text) }
  }
}

async function refusalIn(array: StorageArray, error: unknown, doing: string): Promise<Refusal> {
  if (error instanceof RefusalError) return error.refusal
  const refusal = await refusalOfEngine(array, error)
  if (refusal) return refusal
  const reference = randomUUID().slice(0, 8)
  array.onError(error, `${doing} (${reference})`)
  return refuse('internal', { reference })
}

/** What any step of the engine may say; a command that knows the pool says more. */
async function refusalOfEngine(array: StorageArray, error: unknown): Promise<Refusal | null> {
  if (isFault(error, 'noSpace')) return refuse('no_space_left', {})
  if (!isFault(error, 'hostIoStuck') || error.diskId === null) return null
  const disk = await array.database.virtualDisk.findUnique({ where: { id: error.diskId }, select: { name: true } })
  return refuse('disk_io_stuck', { disk: disk?.name ?? error.diskId })
}
