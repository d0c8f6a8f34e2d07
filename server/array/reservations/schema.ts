import { z } from 'zod'

import { RESERVATION_KINDS } from '../../engine/contract'
import { byId, id, whyNot } from '../door/fields'

/** The host whose port holds a disk's reservation: of a cluster, the node that owns the disk now. */
export const ownerNode = z.strictObject({ hostId: id, hostName: z.string() }).meta({ id: 'OwnerNode' })
export type OwnerNode = z.infer<typeof ownerNode>

const registrant = z.strictObject({
  initiatorName: z.string(),
  /** Twelve hexadecimal digits: which of the initiator's sessions it is. */
  isid: z.string(),
  /** Null where no host has that port any more. */
  hostId: id.nullable(),
  hostName: z.string().nullable(),
  /** Sixteen hexadecimal digits; null for RESERVE(6), which has no keys. */
  key: z.string().nullable(),
  /** Whether that port is logged in and has the disk open. */
  connected: z.boolean(),
  holdsReservation: z.boolean(),
})
export type Registrant = z.infer<typeof registrant>

const reservationsVersion = z.string().regex(/^[0-9a-f]{16}$/)

/** What a disk's iSCSI initiators have arranged among themselves, as clusters do (SPC-4 5.13). */
export const reservations = z
  .strictObject({
    virtualDiskId: id,
    /** Null when nobody holds the disk. */
    kind: z.enum(RESERVATION_KINDS).nullable(),
    /** APTPL: whether all of it outlives a start of the array. */
    persistent: z.boolean(),
    /** PRGENERATION. */
    generation: z.int().min(0),
    /** Another one whenever the generation, the kind, a registrant, a key or the holder is another. */
    version: reservationsVersion,
    registrants: z.array(registrant),
    /** Null when nobody holds the disk, or more than one host does. */
    ownerNode: ownerNode.nullable(),
    actions: z.strictObject({ clear: whyNot }),
  })
  .meta({ id: 'Reservations' })
export type Reservations = z.infer<typeof reservations>

/** Which reservations are to be ended, as they were seen. */
export const clearReservationsInput = byId.extend({ version: reservationsVersion })
