import { z } from 'zod'

import { bytes, id, reason, time } from '../door/fields'
import { hostSystem } from '../hosts/schema'
import { INSTANT_COPY_STATUSES } from './states'

export const PREVIEWED = ['prepare', 'start', 'stop', 'delete'] as const

export const previewInput = z
  .strictObject({
    id,
    action: z.enum(PREVIEWED),
    /** Of stop and delete. */
    force: z.stringbool().default(false),
    /** Of stop. */
    split: z.stringbool().default(false),
    /** Of prepare and start. */
    restore: z.stringbool().default(false),
  })
  .refine(({ force, split }) => !(force && split), { path: ['split'], params: { message: 'forceOrSplit' } })

/** Of an instant copy that is not there yet; without a target, which is to be made. */
export const previewPairInput = z.strictObject({ sourceId: id, targetId: id.optional() })

/** A host that a disk is mapped to, or that is connected to it. */
const diskHost = z.strictObject({
  name: z.string(),
  os: hostSystem,
  connected: z.boolean(),
  lastReadAt: time.nullable(),
  lastWriteAt: time.nullable(),
  /** What to do on the host before the array acts. */
  step: z.string(),
})

/** What a command would do now, computed as the command computes it. Nothing is changed. */
export const preview = z
  .strictObject({
    /** Why it is not possible now, whatever is consented to; null when it is. */
    allowed: reason.nullable(),
    /** What has to be said in so many words: the fields of the command, each with what it is about. */
    needs: z.array(z.strictObject({ field: z.enum(['failTargetSnapshots', 'overrideInUse']), reason })),
    warnings: z.array(reason),
    items: z.array(
      z.strictObject({
        id,
        name: z.string(),
        sourceName: z.string(),
        targetName: z.string(),
        becomes: z.enum([...INSTANT_COPY_STATUSES, 'deleted']),
        /** Nobody asked for it: it goes down with another. */
        goesAlong: z.boolean(),
        /** Of a split: the virtual disk of which it is an instant copy afterwards; null: it keeps its source. */
        newSourceName: z.string().nullable(),
        /** Of a start: what is copied in the background, and how long at its rate; null: never, at a rate of 0. */
        copyBytes: bytes.nullable(),
        copySeconds: z.number().min(0).nullable(),
      }),
    ),
    failingSnapshots: z.array(z.strictObject({ id, name: z.string() })),
    /** Of prepare and start: who uses the disks. */
    disks: z.array(
      z.strictObject({
        virtualDiskId: id,
        name: z.string(),
        role: z.enum(['source', 'target']),
        /** What is on it says that a host has it mounted. */
        mounted: z.enum(['yes', 'no', 'unknown']),
        hosts: z.array(diskHost),
      }),
    ),
  })
  .meta({ id: 'InstantCopyPreview' })
export type Preview = z.infer<typeof preview>
