import { z } from 'zod'

import { bytes, id, reason } from '../door/fields'

/** Beside every disk of the array: whether it can be chosen, and why not. */
export const diskCandidate = z
  .strictObject({
    virtualDiskId: id,
    name: z.string(),
    eligible: z.boolean(),
    reason: reason.nullable(),
    /** What choosing it means for others, and has to be said. */
    warnings: z.array(reason),
    kind: z.enum(['standard', 'snapshot', 'repository']),
    capacityBytes: bytes,
    poolName: z.string(),
    mappedTo: z.string().nullable(),
  })
  .meta({ id: 'DiskCandidate' })
export type DiskCandidate = z.infer<typeof diskCandidate>
