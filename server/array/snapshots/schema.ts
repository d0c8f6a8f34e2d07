import { z } from 'zod'

import { bytes, id, MAX_DISK_BYTES, name, time, whyNot } from '../door/fields'
import { listInput, listOf, manyOf } from '../door/lists'
import { rollback } from '../rollbacks/schema'
import { diskCandidate } from '../virtual-disks/candidate'
import { DEFAULT_REPOSITORY_PERCENT, DEFAULT_WARNING_PERCENT } from './defaults'
import { FULL_POLICIES } from './full-policies'
import { MIN_REPOSITORY_BYTES, REPOSITORY_STEP_BYTES } from './repository-size'

export { FULL_POLICIES, type FullPolicy } from './full-policies'

export const SNAPSHOT_STATUSES = ['optimal', 'overThreshold', 'full', 'disabled', 'failed'] as const
export const snapshotStatus = z.enum(SNAPSHOT_STATUSES)
export type SnapshotStatus = z.infer<typeof snapshotStatus>

export const fullPolicy = z.enum(FULL_POLICIES)

/** Vendors: at most 120 % of the source. */
export const repositoryPercent = z.int().min(1).max(120)
export const warningThresholdPercent = z.int().min(1).max(100)

export const repositoryCapacityBytes = z
  .int()
  .min(MIN_REPOSITORY_BYTES)
  .max(MAX_DISK_BYTES)
  .multipleOf(REPOSITORY_STEP_BYTES)

/** Vendors: snapshots that one call takes at one instant (createPIT). */
export const MAX_AT_ONE_INSTANT = 64

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
    /** While its source is being rolled back to it. */
    rollback: rollback.nullable(),
    createdAt: time,
    /** The instant that it shows; null while it is disabled. */
    imageAt: time.nullable(),
    /** Shared by the snapshots that were taken at one instant; null for one that was taken by itself. */
    instantId: id.nullable(),
    actions: z.strictObject({
      rename: whyNot,
      setPolicy: whyNot,
      expand: whyNot,
      disable: whyNot,
      recreate: whyNot,
      delete: whyNot,
      rollback: whyNot,
      resumeRollback: whyNot,
      cancelRollback: whyNot,
    }),
  })
  .meta({ id: 'Snapshot' })
export type Snapshot = z.infer<typeof snapshot>

export const createSnapshotInput = z.strictObject({
  sourceId: id,
  name: name.optional(),
  repositoryPercent: repositoryPercent.default(DEFAULT_REPOSITORY_PERCENT),
  warningThresholdPercent: warningThresholdPercent.default(DEFAULT_WARNING_PERCENT),
  fullPolicy: fullPolicy.default('failSnapshot'),
})

/** Several sources, each once. Every snapshot shows the same instant, or none is made. */
export const createSnapshotsInput = z.strictObject({
  snapshots: z.array(createSnapshotInput).min(1).max(MAX_AT_ONE_INSTANT),
})
export const recreateSnapshotsInput = z.strictObject({ ids: z.array(id).min(1).max(MAX_AT_ONE_INSTANT) })

export const snapshotsAtOneInstant = z
  .strictObject({
    /** null when it is only one. */
    instantId: id.nullable(),
    /** The instant that all of them show. */
    imageAt: time,
    /** For how long writes to the sources were held, in microseconds. */
    heldMicros: z.number().min(0),
    /** In the order asked for. */
    items: z.array(snapshot),
  })
  .meta({ id: 'SnapshotsAtOneInstant' })

export const updateSnapshotInput = z
  .strictObject({
    id,
    name: name.optional(),
    warningThresholdPercent: warningThresholdPercent.optional(),
    fullPolicy: fullPolicy.optional(),
    /** Larger than it is, in whole mebibytes: a repository never becomes smaller. */
    repositoryCapacityBytes: repositoryCapacityBytes.optional(),
  })
  .refine((input) => Object.keys(input).length > 1, { params: { message: 'nothingToChange' } })

export const listSnapshotsInput = listInput(['name', 'createdAt', 'status'], {
  sourceId: id.optional(),
  status: manyOf(SNAPSHOT_STATUSES).optional(),
  instantId: id.optional(),
})

/** A virtual disk as the source of a snapshot, with the names that the snapshot would get. */
export const snapshotSource = diskCandidate
  .extend({
    defaultName: name.nullable(),
    defaultRepositoryName: name.nullable(),
    /** How many snapshots it has. */
    snapshots: z.int().min(0),
  })
  .meta({ id: 'SnapshotSource' })
export type SnapshotSource = z.infer<typeof snapshotSource>

export const listSnapshotSourcesInput = listInput(['name', 'capacityBytes'], {
  /** Only disks that can be chosen, or only those that can't. */
  eligible: z.stringbool().optional(),
  /** Only these, parted by commas. */
  ids: z
    .preprocess((value) => (typeof value === 'string' ? value.split(',') : value), z.array(id).min(1).max(MAX_AT_ONE_INSTANT))
    .meta({ type: 'array', items: { type: 'string' } })
    .optional(),
})

/** A snapshot among the images of its source, and what it costs. */
export const sourceImage = z
  .strictObject({
    snapshotId: id,
    name,
    status: snapshotStatus,
    imageAt: time.nullable(),
    instantId: id.nullable(),
    /** The virtual disk copy that it was made for. */
    copyId: id.nullable(),
    repositoryCapacityBytes: bytes,
    /** Space of its repository that is taken. */
    keptBytes: bytes,
    /** Of that, what deleting it gives back to the pool; the rest the next older image inherits. */
    freedBytes: bytes,
    mappedTo: z.string().nullable(),
    /** The pairs whose source its virtual disk is. */
    copies: z.array(z.strictObject({ id, targetId: id, targetName: z.string(), status: z.enum(['pending', 'inProgress', 'completed', 'failed', 'stopped']) })),
  })
  .meta({ id: 'SourceImage' })
export type SourceImage = z.infer<typeof sourceImage>

export const listSourceImagesInput = listInput(['imageAt'], { id })
export const sourceImages = listOf(sourceImage)
