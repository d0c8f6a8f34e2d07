/**
 * What a pool's folder holds:
 *
 *     pool.json                    label of the pool (record.ts)
 *     lock                         locked by the engine that has the pool open
 *     disks/<disk id>/label.json   label of a virtual disk
 *     disks/<disk id>/data[.n]     its blocks; of a repository: slots of grains
 *     disks/<disk id>/grains       repository only: the grain log of the image that it serves (grain-log.ts)
 *     disks/<disk id>/image        snapshot only: the state of its image (image-record.ts)
 *     disks/<disk id>/restored     what a rollback of this disk has restored (rollback.ts)
 *     disks/<disk id>/redo         answered writes that are not in its blocks yet (redo-log.ts)
 *     disks/<disk id>/mapping      the mapping of which this disk is the target (instant-copy-record.ts)
 *     disks/<disk id>/split        which grains the target of a mapping has (grain-bitmap.ts)
 *     disks/<disk id>/identities   new identities that are being written (identities/apply.ts)
 *     disks/<disk id>/reservations persistent reservations of SCSI hosts (targets/iscsi/reservation-record.ts)
 *     disks/<disk id>/copy         progress of the copy of which this disk is the target (copy-record.ts)
 *
 * Everything that must travel with a disk is here; a pool folder moved to another machine says by itself what it is.
 */
import { z } from 'zod'
import { grainBytesSchema } from '../points-in-time/image-record'

/** Identifiers become names of folders, so they may be nothing else. */
const identifier = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/)

export const poolLabelSchema = z.object({
  poolId: identifier,
  name: z.string(),
  /** The array that has, or last had, the pool open. */
  arrayId: z.string(),
  createdAt: z.number().int(),
})
export type PoolLabel = z.infer<typeof poolLabelSchema>

export const SECTOR_BYTES = 512

const capacity = z
  .number()
  .int()
  .positive()
  .max(64 * 2 ** 40)
  .multipleOf(SECTOR_BYTES)

const identity = {
  diskId: identifier,
  name: z.string(),
  wwid: z.string().regex(/^6[0-9a-f]{31}$/),
  capacityBytes: capacity,
  createdAt: z.number().int(),
}

const rollback = z.object({ snapshotId: identifier })
export type RollbackLabel = z.infer<typeof rollback>

export const diskLabelSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('standard'),
    ...identity,
    /** While the disk is being rolled back to an image: what it holds is the image's, but for what is restored already. */
    rollback: rollback.nullish(),
  }),
  z.object({ kind: z.literal('repository'), ...identity }),
  z.object({
    kind: z.literal('snapshot'),
    ...identity,
    sourceId: identifier,
    repositoryId: identifier,
    grainBytes: grainBytesSchema,
  }),
])
export type DiskLabel = z.infer<typeof diskLabelSchema>
