/** The event log: written by the door and by what the array notices, capped, never changed. */
import type { AnyParams, ParamsOf } from '../door/params'
import type { StorageArray } from '../storage-array'
import type { EventActor, Subject } from './schema'
import { EVENTS, type EventType } from './types'

/** Old events are cut off in one go now and then, not one with each new one: the log is at most so much too long. */
const CUT_SHARE = 0.01

export interface EventRecord {
  type: EventType
  subject: Omit<Subject, 'noun'>
  params: AnyParams
}

export function eventRecord<T extends EventType>(
  type: T,
  subject: Omit<Subject, 'noun'>,
  params: ParamsOf<(typeof EVENTS)[T]['params']> & AnyParams,
): EventRecord {
  return { type, subject, params }
}

/** Appends in the order given; the sequence numbers grow by one without gaps. */
export async function appendEvents(array: StorageArray, actor: EventActor, records: EventRecord[]): Promise<void> {
  if (records.length === 0) return
  const at = array.now()
  const rows = await array.database.event.createManyAndReturn({
    data: records.map(({ type, subject, params }) => ({
      at,
      severity: EVENTS[type].severity,
      type,
      noun: EVENTS[type].noun,
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
  const { eventsKept } = array.identity
  if (newest > eventsKept && newest % (eventsKept * CUT_SHARE) < records.length) await cutEvents(array)
}

/** Cuts off what the log holds beyond the number that it is to keep, at its old end. */
export async function cutEvents(array: StorageArray): Promise<void> {
  const { event } = array.database
  const newest = await event.findFirst({ orderBy: { sequence: 'desc' }, select: { sequence: true } })
  if (newest === null) return
  await event.deleteMany({ where: { sequence: { lte: newest.sequence - array.identity.eventsKept } } })
}

/** Notes what the array did or noticed by itself. */
export function appendOwnEvents(array: StorageArray, ...records: EventRecord[]): Promise<void> {
  return appendEvents(array, THE_ARRAY, records)
}

const THE_ARRAY: EventActor = { kind: 'array', id: null, name: 'array', origin: null }
