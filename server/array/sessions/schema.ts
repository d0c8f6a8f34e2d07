import { z } from 'zod'

import { id, time } from '../door/fields'
import { listInput } from '../door/lists'

/** A host's open connection. */
export const session = z
  .strictObject({
    id,
    protocol: z.literal('nbd'),
    hostId: id,
    hostName: z.string(),
    virtualDiskId: id,
    virtualDiskName: z.string(),
    exportName: z.string(),
    remoteAddress: z.string(),
    /** TLS-PSK identity; null on a plain connection. */
    identity: z.string().nullable(),
    connectedAt: time,
    lastReadAt: time.nullable(),
    lastWriteAt: time.nullable(),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof session>

export const listSessionsInput = listInput(['connectedAt'], { hostId: id.optional(), virtualDiskId: id.optional() })
