import { z } from 'zod'

import { copyProgress } from '../copies/pace'
import { bytes, id, name, reason, time, whyNot } from '../door/fields'
import { listInput, manyOf } from '../door/lists'
import { GRAIN_SIZES } from './grains'
import { DEFAULT_RATE, MAX_RATE } from './rates'
import { INSTANT_COPY_STATUSES } from './states'

export { GRAIN_SIZES, type GrainBytes } from './grains'
export { INSTANT_COPY_STATUSES, type InstantCopyStatus } from './states'

export const instantCopyStatus = z.enum(INSTANT_COPY_STATUSES)

export const grainBytes = z.literal(GRAIN_SIZES)

/** 0: nothing is copied in the background; rates.ts says what the others are. */
export const rate = z.int().min(0).max(MAX_RATE)

export const instantCopy = z
  .strictObject({
    id,
    name,
    sourceId: id,
    sourceName: z.string(),
    targetId: id,
    targetName: z.string(),
    consistencyGroupId: id.nullable(),
    consistencyGroupName: z.string().nullable(),
    copyRate: rate,
    cleanRate: rate,
    grainBytes,
    incremental: z.boolean(),
    autoDelete: z.boolean(),
    status: instantCopyStatus,
    /** It is prepared, or was started, to give the target its earlier content back. */
    restore: z.boolean(),
    /** What the target has of the image. */
    progress: copyProgress,
    /** 0 to 100, one decimal; 100 only when the target has everything. */
    progressPercent: z.number().min(0).max(100),
    /** How far what others need of the target is handed down to them; null while nothing is. */
    cleanProgressPercent: z.number().min(0).max(100).nullable(),
    /** What the next start would copy in the background. */
    differenceBytes: bytes,
    /** Of the last start. */
    startedAt: time.nullable(),
    completedAt: time.nullable(),
    /** Instant copies through whose targets this one's target is read. */
    dependsOn: z.array(id),
    /** Instant copies whose targets are read through this one's target. */
    dependents: z.array(id),
    /** Snapshots that are read through this one's target. */
    dependentSnapshots: z.array(id),
    /** Why it stopped by itself. */
    failure: reason.nullable(),
    createdAt: time,
    actions: z.strictObject({
      prepare: whyNot,
      start: whyNot,
      /** To prepare and start in one. */
      prepareAndStart: whyNot,
      stop: whyNot,
      /** To go on as a disk of its own, with those that are read through it as its images. */
      split: whyNot,
      /** To give what is on its target identifiers of its own. */
      synthesize: whyNot,
      regroup: whyNot,
      delete: whyNot,
      /** Of one that is stopped: its target is opened, whatever it holds. */
      deleteForced: whyNot,
    }),
  })
  .meta({ id: 'InstantCopy' })
export type InstantCopy = z.infer<typeof instantCopy>

export const createInstantCopyInput = z.strictObject({
  /** `<source> to <target>`, in the caller's language, when it is left out. */
  name: name.optional(),
  sourceId: id,
  targetId: id,
  consistencyGroupId: id.nullable().default(null),
  copyRate: rate.default(DEFAULT_RATE),
  cleanRate: rate.default(DEFAULT_RATE),
  /** That of the instant copies that either disk has already; else 64 KiB. */
  grainBytes: grainBytes.optional(),
  incremental: z.boolean().default(false),
  autoDelete: z.boolean().default(false),
})

export const updateInstantCopyInput = z
  .strictObject({
    id,
    name: name.optional(),
    copyRate: rate.optional(),
    cleanRate: rate.optional(),
    autoDelete: z.boolean().optional(),
    /** null: it stands alone. */
    consistencyGroupId: id.nullable().optional(),
  })
  .refine((input) => Object.keys(input).length > 1, { params: { message: 'nothingToChange' } })

/** What is said before targets are overwritten. */
const consents = {
  /** The target is the source of active instant copies, and gets an earlier content of its own back. */
  restore: z.boolean().default(false),
  /** Says that the snapshots of the target may fail, which show what is overwritten. */
  failTargetSnapshots: z.boolean().default(false),
  /** Says that the target may be overwritten although hosts use it. */
  overrideInUse: z.boolean().default(false),
}

export const prepareInput = z.strictObject({ id, ...consents })
export type Consents = Omit<z.infer<typeof prepareInput>, 'id'>

export const startInput = z.strictObject({ id, prepare: z.boolean().default(false), ...consents })

export const stopInput = z
  .strictObject({
    id,
    /** At once, and whoever looks through the target stops too. */
    force: z.boolean().default(false),
    /** Of one whose target has everything: those that look through the target become instant copies of it. */
    split: z.boolean().default(false),
  })
  .refine(({ force, split }) => !(force && split), { path: ['split'], params: { message: 'forceOrSplit' } })

export const deleteInput = z.strictObject({
  id,
  /** Also one that is stopped. */
  force: z.union([z.boolean(), z.stringbool()]).default(false),
})

export const listInstantCopiesInput = listInput(['name', 'createdAt', 'status'], {
  status: manyOf(INSTANT_COPY_STATUSES).optional(),
  sourceId: id.optional(),
  targetId: id.optional(),
  /** Those in which the disk is source or target. */
  virtualDiskId: id.optional(),
  consistencyGroupId: id.optional(),
})

const candidateFilters = {
  /** Only disks that can be chosen, or only those that can't. */
  eligible: z.stringbool().optional(),
}
export const instantCopySourcesInput = listInput(['name', 'capacityBytes'], candidateFilters)
export const instantCopyTargetsInput = listInput(['name', 'capacityBytes'], { ...candidateFilters, sourceId: id })
