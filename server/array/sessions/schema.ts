import { z } from 'zod'

import { id, time } from '../door/fields'
import { listInput } from '../door/lists'

/** A host's use of one disk: an NBD connection, or a LUN that an iSCSI session has in use. */
export const session = z
  .strictObject({
    id,
    protocol: z.enum(['nbd', 'iscsi']),
    hostId: id,
    hostName: z.string(),
    virtualDiskId: id,
    virtualDiskName: z.string(),
    exportName: z.string(),
    remoteAddress: z.string(),
    /** TLS-PSK identity; null on a plain connection. The initiator's iSCSI name. */
    identity: z.string().nullable(),
    connectedAt: time,
    lastReadAt: time.nullable(),
    lastWriteAt: time.nullable(),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof session>

/** The last connection of a host to a disk, when there is none any more. */
export const endedSession = session.extend({ endedAt: time }).meta({ id: 'EndedSession' })
export type EndedSession = z.infer<typeof endedSession>

export const listSessionsInput = listInput(['connectedAt'], { hostId: id.optional(), virtualDiskId: id.optional() })

export const listEndedSessionsInput = listInput(['endedAt'], { virtualDiskId: id.optional() })
