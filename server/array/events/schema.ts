import { z } from 'zod'

import { time } from '../door/fields'
import { listInput, manyOf } from '../door/lists'

export const NOUNS = [
  'array',
  'pool',
  'virtualDisk',
  'snapshot',
  'copy',
  'instantCopy',
  'consistencyGroup',
  'host',
  'hostGroup',
  'mapping',
  'session',
  'user',
  'token',
] as const
export const noun = z.enum(NOUNS)
export type Noun = z.infer<typeof noun>

/** An object by noun and identifier, with the name that it had. */
export const subject = z.strictObject({ noun, id: z.string(), name: z.string() }).meta({ id: 'Subject' })
export type Subject = z.infer<typeof subject>

export const SEVERITIES = ['critical', 'warning', 'info'] as const
export const severity = z.enum(SEVERITIES)
export type Severity = z.infer<typeof severity>

/** Who did it, and from where. The array itself has kind `array`. */
const eventActor = z
  .strictObject({
    kind: z.enum(['user', 'token', 'array']),
    id: z.string().nullable(),
    name: z.string(),
    /** Address that the request came from. */
    origin: z.string().nullable(),
  })
  .meta({ id: 'EventActor' })
export type EventActor = z.infer<typeof eventActor>

export const event = z
  .strictObject({
    sequence: z.int().min(1),
    at: time,
    severity,
    /** Stable, snake_case. */
    type: z.string(),
    subject,
    actor: eventActor,
    /** A sentence in the reader's language. */
    description: z.string(),
    data: z.record(z.string(), z.json()),
  })
  .meta({ id: 'Event' })
export type Event = z.infer<typeof event>

/** Newest first unless `sort=sequence`. */
export const listEventsInput = listInput(['sequence'], {
  severity: manyOf(SEVERITIES).optional(),
  /** Identifier of an object, or a noun. */
  subject: z.string().trim().min(1).max(64).optional(),
  type: z.string().trim().min(1).max(64).optional(),
  actor: z.string().trim().min(1).max(200).optional(),
  /** A part of the address that it came from. */
  origin: z.string().trim().min(1).max(200).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
})
