import { z } from 'zod'

import { bytes, id, name, time, whyNot } from '../door/fields'
import { listInput, manyOf } from '../door/lists'

export const SNAPSHOT_STATUSES = ['optimal', 'overThreshold', 'full', 'disabled', 'failed'] as const
export const snapshotStatus = z.enum(SNAPSHOT_STATUSES)
export type SnapshotStatus = z.infer<typeof snapshotStatus>

/** What happens when the repository has no room for another grain: the snapshot fails, or the source's writes do. */
export const FULL_POLICIES = ['failSnapshot', 'failSourceWrites'] as const
export const fullPolicy = z.enum(FULL_POLICIES)
export type FullPolicy = z.infer<typeof fullPolicy>

/** Repository size in percent of the source. Vendors: 20 % by default, at most 120 %. */
export const DEFAULT_REPOSITORY_PERCENT = 20
export const repositoryPercent = z.int().min(1).max(120)
export const warningThresholdPercent = z.int().min(1).max(100)

export const snapshot = z
  .strictObject({
    /** The same as `virtualDiskId`: a snapshot is known by its virtual disk. */
    id,
    name,
    sourceId: id,
    sourceName: z.string(),
    virtualDiskId: id,
    repositoryId: id,
    status: snapshotStatus,
    repositoryCapacityBytes: bytes,
    repositoryUsedBytes: bytes,
    warningThresholdPercent,
    fullPolicy,
    /** The virtual disk copy that it was made for; null when a person made it. */
    copyId: id.nullable(),
    createdAt: time,
    /** The instant that it shows; null while it is disabled. */
    imageAt: time.nullable(),
    actions: z.strictObject({ rename: whyNot, disable: whyNot, recreate: whyNot, delete: whyNot }),
  })
  .meta({ id: 'Snapshot' })
export type Snapshot = z.infer<typeof snapshot>

export const createSnapshotInput = z.strictObject({
  sourceId: id,
  name: name.optional(),
  repositoryPercent: repositoryPercent.default(DEFAULT_REPOSITORY_PERCENT),
  warningThresholdPercent: warningThresholdPercent.default(50),
  fullPolicy: fullPolicy.default('failSnapshot'),
})
export const updateSnapshotInput = z
  .strictObject({
    id,
    name: name.optional(),
    warningThresholdPercent: warningThresholdPercent.optional(),
    fullPolicy: fullPolicy.optional(),
  })
  .refine((input) => Object.keys(input).length > 1, { params: { message: 'nothingToChange' } })

export const listSnapshotsInput = listInput(['name', 'createdAt', 'status'], {
  sourceId: id.optional(),
  status: manyOf(SNAPSHOT_STATUSES).optional(),
})
