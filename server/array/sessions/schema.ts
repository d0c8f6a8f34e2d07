import { z } from 'zod'

import { bytes, id, time } from '../door/fields'
import { listInput } from '../door/lists'

/** RFC 7143 section 13. Lengths are bytes. */
const iscsiSession = z.strictObject({
  /** Where the host reached the array. */
  portal: z.string(),
  isid: z.string(),
  tsih: z.int(),
  authentication: z.enum(['none', 'chap', 'mutualChap']),
  headerDigest: z.boolean(),
  dataDigest: z.boolean(),
  initiatorMaxRecvDataSegmentLength: bytes,
  targetMaxRecvDataSegmentLength: bytes,
  maxBurstLength: bytes,
  firstBurstLength: bytes,
  immediateData: z.boolean(),
  initialR2t: z.boolean(),
  errorRecoveryLevel: z.int().min(0),
})

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
    /** SCSI commands or NBD requests since then, and the bytes of blocks that they asked for and brought. */
    commands: z.int().min(0),
    readBytes: bytes,
    writtenBytes: bytes,
    lastReadAt: time.nullable(),
    lastWriteAt: time.nullable(),
    /** How the session was agreed on; null for NBD. */
    iscsi: iscsiSession.nullable(),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof session>

/** The last connection of a host to a disk, when there is none any more. */
export const endedSession = session.extend({ endedAt: time }).meta({ id: 'EndedSession' })
export type EndedSession = z.infer<typeof endedSession>

export const listSessionsInput = listInput(['connectedAt'], { hostId: id.optional(), virtualDiskId: id.optional() })

export const listEndedSessionsInput = listInput(['endedAt'], { virtualDiskId: id.optional() })
