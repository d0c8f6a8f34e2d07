/** The event log: written by the door and by what the array notices, capped, never changed. */
import type { Prisma } from '../../database/generated/client'
import type { StorageArray } from '../storage-array'
import type { EventRecord } from './record'
import type { EventActor } from './schema'
import { EVENTS, REFUSALS_BY_STRANGERS } from './types'

/** Old events are cut off in one go now and then, not one with each new one: the log is at most so much too long. */
const CUT_SHARE = 0.01
/** What somebody can cause without being allowed anything takes at most so much of the log, so it pushes nothing out. */
const REFUSALS_SHARE = 0.2

/** Appends in the order given; the sequence numbers grow by one without gaps. */
export async function appendEvents(array: StorageArray, actor: EventActor, records: EventRecord[]): Promise<void> {
  if (records.length === 0) return
  const at = array.now()
  const rows = await array.database.event.createManyAndReturn({
    data: records.map(({ type, subject, params, noun }) => ({
      at,
      severity: EVENTS[type].severity,
      type,
      noun: noun ?? EVENTS[type].noun,
      subjectId: subject.id,
      subjectName: subject.name,
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name,
      origin: actor.origin,
      data: JSON.stringify(params),
    })),
    select: { sequence: true },
  })
  array.changes.publish('event', ...rows.map((row) => String(row.sequence)))
  const newest = rows.at(-1)?.sequence ?? 0
  if (newest % (array.identity.eventsKept * CUT_SHARE) < records.length) await cutEvents(array)
}

/** Cuts off what the log holds beyond the number that it is to keep, at its old end. */
export async function cutEvents(array: StorageArray): Promise<void> {
  const { eventsKept } = array.identity
  const refusals = { type: { in: [...REFUSALS_BY_STRANGERS] } }
  await cutBeyond(array, refusals, Math.floor(eventsKept * REFUSALS_SHARE))
  await cutBeyond(array, {}, eventsKept)
}

async function cutBeyond(array: StorageArray, where: Prisma.EventWhereInput, kept: number): Promise<void> {
  const { event } = array.database
  const newestCut = await event.findFirst({ where, orderBy: { sequence: 'desc' }, skip: kept, select: { sequence: true } })
  if (newestCut) await event.deleteMany({ where: { ...where, sequence: { lte: newestCut.sequence } } })
}

/** Notes what the array did or noticed by itself. */
export function appendOwnEvents(array: StorageArray, ...records: EventRecord[]): Promise<void> {
  return appendEvents(array, THE_ARRAY, records)
}

const THE_ARRAY: EventActor = { kind: 'array', id: null, name: 'array', origin: null }
