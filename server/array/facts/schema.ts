import { z } from 'zod'

import { id, name } from '../door/fields'

/** Vendors: at most eight copies in progress in the array; a ninth is pending and starts by itself. */
export const maxRunningCopies = z.int().min(1).max(32)
/** The log's length in events: what goes beyond is cut off at its old end. */
export const eventsKept = z.int().min(1_000).max(1_000_000)

/** The array itself. */
export const arrayFacts = z
  .strictObject({
    id,
    name,
    version: z.string(),
    /** What the WWIDs of the disks made here start with: 16 hexadecimal digits. */
    wwidPrefix: z.string().regex(/^6[0-9a-f]{15}$/),
    targets: z.strictObject({
      /** `port` is 0 when only a Unix socket is listened on. */
      nbd: z.strictObject({ host: z.string(), port: z.int(), unixSocket: z.string().nullable() }),
      iscsi: z.strictObject({ host: z.string(), port: z.int(), iqn: z.string() }).nullable(),
    }),
    maxRunningCopies,
    eventsKept,
  })
  .meta({ id: 'Array' })
export type ArrayFacts = z.infer<typeof arrayFacts>

export const updateArrayInput = z
  .strictObject({
    name: name.optional(),
    maxRunningCopies: maxRunningCopies.optional(),
    eventsKept: eventsKept.optional(),
  })
  .refine((input) => Object.keys(input).length > 0, { params: { message: 'nothingToChange' } })

export const health = z.strictObject({ status: z.enum(['ok', 'unavailable']), detail: z.string().optional() }).meta({
  id: 'Health',
})
