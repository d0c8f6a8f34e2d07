import { z } from 'zod'

import type { Event as EventRow, Prisma } from '../../database/generated/client'
import { defineQuery } from '../door/command'
import { listOf } from '../door/lists'
import { type ListOrder, paging } from '../door/paging'
import type { Text } from '../door/text'
import { type Event, event, listEventsInput, noun, severity } from './schema'

const ORDER: ListOrder<EventRow, Prisma.EventWhereInput, Prisma.EventOrderByWithRelationInput, 'sequence'> = {
  sorts: {
    sequence: {
      kind: 'number',
      value: (row) => row.sequence,
      where: (sequence) => ({ sequence }),
      order: (sequence) => ({ sequence }),
    },
  },
  tie: {
    kind: 'number',
    value: (row) => row.sequence,
    where: (sequence) => ({ sequence }),
    order: (sequence) => ({ sequence }),
  },
  byDefault: '-sequence',
}

export const listEvents = defineQuery({
  name: 'listEvents',
  role: 'viewer',
  summary: 'The event log, newest first.',
  input: listEventsInput,
  output: listOf(event),
  async handler({ array, text }, input) {
    const { event: table } = array.database
    const { seek, page, ...plan } = paging(ORDER, input)
    const where = eventsWhere(input)
    const [rows, total] = await Promise.all([
      table.findMany({ where: { AND: [where, seek ?? {}] }, ...plan }),
      table.count({ where }),
    ])
    return page(rows, total, (shown) => Promise.resolve(shown.map((row) => toEvent(row, text))))
  },
})

export type EventFilters = Pick<
  z.output<typeof listEventsInput>,
  'severity' | 'subject' | 'type' | 'actor' | 'origin' | 'q' | 'since' | 'until'
>

export function eventsWhere(input: EventFilters): Prisma.EventWhereInput {
  const aboutNoun = noun.safeParse(input.subject)
  return {
    ...(input.severity && { severity: { in: input.severity } }),
    ...(input.type && { type: input.type }),
    ...(input.actor && { actorName: { contains: input.actor } }),
    ...(input.origin && { origin: { contains: input.origin } }),
    ...(input.subject && (aboutNoun.success ? { noun: aboutNoun.data } : { subjectId: input.subject })),
    ...(input.q && { OR: [{ subjectName: { contains: input.q } }, { data: { contains: input.q } }] }),
    ...((input.since || input.until) && {
      at: { ...(input.since && { gte: input.since }), ...(input.until && { lte: input.until }) },
    }),
  }
}

const params = z.record(z.string(), z.union([z.string(), z.number()]))
const actorKind = z.enum(['user', 'token', 'array'])

export function toEvent(row: EventRow, text: Text): Event {
  const data = params.parse(JSON.parse(row.data))
  return {
    sequence: row.sequence,
    at: row.at.toISOString(),
    severity: severity.parse(row.severity),
    type: row.type,
    subject: { noun: noun.parse(row.noun), id: row.subjectId, name: row.subjectName },
    actor: { kind: actorKind.parse(row.actorKind), id: row.actorId, name: row.actorName, origin: row.origin },
    description: text.event(row.type, data),
    data,
  }
}
