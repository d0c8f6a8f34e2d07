/**
 * The event log as a file: exactly what the list shows under the same filters, in its order, whole.
 *
 * CSV: RFC 4180, with a header and CRLF. A cell that a spreadsheet would take for a formula begins with an apostrophe
 * (OWASP, CSV injection). JSON: an array of the objects that the list answers.
 */
import { z } from 'zod'

import type { Event as EventRow } from '../../database/generated/client'
import type { QueryContext } from '../door/command'
import { eventsWhere, toEvent } from './queries'
import { type Event, listEventsInput } from './schema'

export const EXPORT_FORMATS = ['csv', 'json'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export const exportEventsInput = listEventsInput
  .omit({ limit: true, cursor: true, page: true })
  .extend({ format: z.enum(EXPORT_FORMATS) })
export type ExportEventsInput = z.output<typeof exportEventsInput>

/** Rows that are read at once. */
const CHUNK = 1_000

/** The file's text, piece by piece. What is written to the log after the start is not in it. */
export async function* exportedEvents(context: QueryContext, input: ExportEventsInput): AsyncGenerator<string> {
  const { head, separator, tail, spell } = WRITERS[input.format]
  let before = head
  let isEmpty = true
  for await (const events of inChunks(context, input)) {
    yield before + events.map(spell).join(separator)
    before = separator
    isEmpty = false
  }
  yield isEmpty ? head + tail : tail
}

async function* inChunks({ array, text }: QueryContext, input: ExportEventsInput): AsyncGenerator<Event[]> {
  const { event } = array.database
  const direction = input.sort === 'sequence' ? 'asc' : 'desc'
  const newest = await event.findFirst({ orderBy: { sequence: 'desc' }, select: { sequence: true } })
  const where = { AND: [eventsWhere(input), { sequence: { lte: newest?.sequence ?? 0 } }] }
  let last: number | null = null
  for (;;) {
    const seek = last === null ? {} : { sequence: direction === 'asc' ? { gt: last } : { lt: last } }
    const rows: EventRow[] = await event.findMany({ where: { AND: [where, seek] }, orderBy: { sequence: direction }, take: CHUNK })
    last = rows.at(-1)?.sequence ?? null
    if (rows.length > 0) yield rows.map((row) => toEvent(row, text))
    if (rows.length < CHUNK) return
  }
}

interface Writer {
  head: string
  separator: string
  tail: string
  spell: (event: Event) => string
}

const COLUMNS: Record<string, (event: Event) => string | number | null> = {
  sequence: (event) => event.sequence,
  at: (event) => event.at,
  severity: (event) => event.severity,
  type: (event) => event.type,
  noun: (event) => event.subject.noun,
  subjectId: (event) => event.subject.id,
  subjectName: (event) => event.subject.name,
  actorKind: (event) => event.actor.kind,
  actor: (event) => event.actor.name,
  origin: (event) => event.actor.origin,
  description: (event) => event.description,
  data: (event) => JSON.stringify(event.data),
}

const CRLF = '\r\n'

const WRITERS: Record<ExportFormat, Writer> = {
  csv: {
    head: Object.keys(COLUMNS).join(',') + CRLF,
    separator: '',
    tail: '',
    spell: (event) => Object.values(COLUMNS).map((column) => csvCell(String(column(event) ?? ''))).join(',') + CRLF,
  },
  json: { head: '[\n', separator: ',\n', tail: '\n]\n', spell: (event) => JSON.stringify(event) },
}

/** Quoted where it has to be; made text where a spreadsheet would calculate. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
