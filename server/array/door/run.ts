/** The door itself: role, input, handler, event log, refusals, in this order and in this one place. */
import { createHash, randomUUID } from 'node:crypto'
import type { z } from 'zod'

import { EngineError } from '../../engine/engine-error'
import { appendEvents, type EventRecord } from '../events/log'
import type { StorageArray } from '../storage-array'
import { type Actor, roleCovers } from './actor'
import type { Command, Query } from './command'
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
 * @param idempotencyKey the same key with the same input answers what the first success answered, for as long as
 *   {@link forgetAnswers} leaves it
 */
export async function runCommand<In extends z.ZodType, Out extends z.ZodType>(
  array: StorageArray,
  command: Command<string, In, Out>,
  asker: Asker,
  input: unknown,
  idempotencyKey: string | null = null,
): Promise<Outcome<z.input<Out>>> {
  return guarded(array, asker, command.name, async () => {
    const parsed = admit(command, asker, input)
    if (!parsed.ok) return parsed
    return array.exclusive(async () => {
      if (array.state === 'stopping') throw new RefusalError(refuse('shutting_down', {}))
      if (array.state !== 'ready') throw new RefusalError(refuse('engine_unavailable', {}))
      const answers = idempotencyKey === null ? null : answersFor(array, command, asker, idempotencyKey, input)
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
  })
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

/** Turns what was thrown into a problem document; what nobody foresaw is logged under a reference. */
export async function guarded<T>(
  array: StorageArray,
  { text }: Pick<Asker, 'text'>,
  doing: string,
  work: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof RefusalError) return { ok: false, problem: problemOf(error.refusal, text) }
    const refusal = refusalOfEngine(array, error)
    if (refusal) return { ok: false, problem: problemOf(refusal, text) }
    const reference = randomUUID().slice(0, 8)
    array.onError(error, `${doing} (${reference})`)
    return { ok: false, problem: problemOf(refuse('internal', { reference }), text) }
  }
}

/** Faults that mean the same wherever they come from; those that need a name are translated where the name is known. */
function refusalOfEngine(array: StorageArray, error: unknown): Refusal | null {
  if (!(error instanceof EngineError)) return null
  return array.state === 'failed' ? refuse('engine_unavailable', {}) : null
}

const ANSWERS_KEPT_MS = 24 * 60 * 60 * 1_000

function answersFor(
  array: StorageArray,
  command: Command,
  { actor }: Asker,
  key: string,
  input: unknown,
): { find(): Promise<{ value: unknown } | null>; keep(value: unknown): Promise<void> } {
  if (!/^[!-~]{1,255}$/.test(key)) throw new RefusalError(refuse('idempotency_key_invalid', {}))
  if (command.answersSecret) throw new RefusalError(refuse('idempotency_key_unsupported', {}))
  const { idempotentAnswer: table } = array.database
  const inputHash = createHash('sha256').update(canonicalJson(input)).digest('hex')
  return {
    async find() {
      const since = new Date(array.now().getTime() - ANSWERS_KEPT_MS)
      await table.deleteMany({ where: { createdAt: { lt: since } } })
      const row = await table.findUnique({ where: { actorId_key: { actorId: actor.id, key } } })
      if (row === null) return null
      if (row.command !== command.name || row.inputHash !== inputHash) {
        throw new RefusalError(refuse('idempotency_key_reused', { key }))
      }
      return { value: JSON.parse(row.body) as unknown }
    },
    async keep(value) {
      const body = JSON.stringify(value)
      const data = { actorId: actor.id, key, command: command.name, inputHash, body, createdAt: array.now() }
      await table.create({ data })
    },
  }
}

/** The same for the same content, whatever order its keys came in. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
