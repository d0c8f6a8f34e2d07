import { z } from 'zod'

import { id, name } from '../door/fields'

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
  })
  .meta({ id: 'Array' })
export type ArrayFacts = z.infer<typeof arrayFacts>

export const updateArrayInput = z.strictObject({ name })

export const health = z.strictObject({ status: z.enum(['ok', 'unavailable']), detail: z.string().optional() }).meta({
  id: 'Health',
})
