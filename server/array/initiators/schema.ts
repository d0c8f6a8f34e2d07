import { z } from 'zod'

import { STRANGER_FATES } from '../../engine/contract'
import { time } from '../door/fields'
import { listInput } from '../door/lists'

/** An iSCSI initiator that came to the array and belongs to no host. */
export const unknownInitiator = z
  .strictObject({
    /** Its iSCSI name, as a host's port would have it. */
    identifier: z.string(),
    address: z.string(),
    /** Whether it asked which targets there are, or was refused, and why. */
    fate: z.enum(STRANGER_FATES),
    attempts: z.int().min(1),
    lastSeenAt: time,
  })
  .meta({ id: 'UnknownInitiator' })
export type UnknownInitiator = z.infer<typeof unknownInitiator>

export const listUnknownInitiatorsInput = listInput(['lastSeenAt'], {})
