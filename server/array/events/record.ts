/** What is about to be told in the event log. */
import type { AnyParams, ParamsOf } from '../door/params'
import type { EventActor, Noun, Subject } from './schema'
import type { EVENTS, EventType } from './types'

export interface EventRecord {
  type: EventType
  subject: Omit<Subject, 'noun'>
  params: AnyParams
  /** What the subject is, where the type doesn't say it. */
  noun?: Noun
}

export function eventRecord<T extends EventType>(
  type: T,
  subject: Omit<Subject, 'noun'>,
  params: ParamsOf<(typeof EVENTS)[T]['params']> & AnyParams,
): EventRecord {
  return { type, subject, params }
}

/** A refusal as it waits to be told, perhaps for many of its kind. */
export interface RefusedTry {
  actor: EventActor
  record: (count: number) => EventRecord
}
