/** The event log: written by the door and by what the array notices, capped, never changed. */
import type { AnyParams, ParamsOf } from '../door/params'
import type { StorageArray } from '../storage-array'
import type { EventActor, Subject } from './schema'
import { EVENTS, type EventType } from './types'

export const EVENTS_KEPT = 100_000
/** Old events are cut off in one go now and then, not one with each new one. */
const CUT_EVERY = 1_000

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
  if (newest > EVENTS_KEPT && newest % CUT_EVERY < records.length) {
    await array.database.event.deleteMany({ where: { sequence: { lte: newest - EVENTS_KEPT } } })
  }
}

/** Notes what the array did or noticed by itself. */
export function appendOwnEvents(array: StorageArray, ...records: EventRecord[]): Promise<void> {
  return appendEvents(array, THE_ARRAY, records)
}

const THE_ARRAY: EventActor = { kind: 'array', id: null, name: 'array', origin: null }
