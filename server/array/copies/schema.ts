import { z } from 'zod'

import { id, reason, time, whyNot } from '../door/fields'
import { copyPriority, copyProgress } from './pace'
import { listInput, manyOf } from '../door/lists'
import { repositoryPercent } from '../snapshots/schema'
import { COPY_TYPES } from './types'

export { copyPriority, copyProgress, type CopyProgress } from './pace'
export { COPY_PRIORITIES, type CopyPriority } from './priorities'
export { COPY_REPOSITORY_PERCENT, COPY_TYPES, type CopyType } from './types'

export const copyType = z.enum(COPY_TYPES)

export const COPY_STATUSES = ['pending', 'inProgress', 'completed', 'failed', 'stopped'] as const
export const copyStatus = z.enum(COPY_STATUSES)
export type CopyStatus = z.infer<typeof copyStatus>

export const copy = z
  .strictObject({
    id,
    sourceId: id,
    sourceName: z.string(),
    targetId: id,
    targetName: z.string(),
    type: copyType,
    priority: copyPriority,
    status: copyStatus,
    progress: copyProgress,
    /** Blocks host writes to the target while the pair exists; set at completion. */
    targetReadOnly: z.boolean(),
    /** Online only: the snapshot that the copy reads. */
    snapshotId: id.nullable(),
    /** Of the current or last run. */
    startedAt: time.nullable(),
    completedAt: time.nullable(),
    failure: reason.nullable(),
    createdAt: time,
    actions: z.strictObject({
      stop: whyNot,
      recopy: whyNot,
      remove: whyNot,
      setPriority: whyNot,
      setTargetReadOnly: whyNot,
    }),
  })
  .meta({ id: 'Copy' })
export type Copy = z.infer<typeof copy>

export const createCopyInput = z
  .strictObject({
    sourceId: id,
    targetId: id,
    type: copyType,
    priority: copyPriority.default('medium'),
    /** Says that the snapshots of the target may fail, which show what the copy overwrites. */
    failTargetSnapshots: z.boolean().default(false),
    /** Online only: size of the copy's own repository in percent of the source. */
    repositoryPercent: repositoryPercent.optional(),
  })
  .refine((input) => input.type === 'online' || input.repositoryPercent === undefined, {
    path: ['repositoryPercent'],
    params: { message: 'onlineOnly' },
  })

export const updateCopyInput = z
  .strictObject({ id, priority: copyPriority.optional(), targetReadOnly: z.boolean().optional() })
  .refine((input) => Object.keys(input).length > 1, { params: { message: 'nothingToChange' } })

export const recopyInput = z.strictObject({
  id,
  priority: copyPriority.optional(),
  failTargetSnapshots: z.boolean().default(false),
})

export const listCopiesInput = listInput(['createdAt', 'status'], {
  status: manyOf(COPY_STATUSES).optional(),
  type: copyType.optional(),
  /** Pairs in which the disk is source or target. */
  virtualDiskId: id.optional(),
})

const candidateFilters = {
  /** Only disks that can be chosen, or only those that can't. */
  eligible: z.stringbool().optional(),
}
/** Without a type a disk is eligible that can be the source of either. */
export const copySourcesInput = listInput(['name', 'capacityBytes'], {
  ...candidateFilters,
  type: copyType.optional(),
})
export const copyTargetsInput = listInput(['name', 'capacityBytes'], {
  ...candidateFilters,
  sourceId: id,
  type: copyType,
})
