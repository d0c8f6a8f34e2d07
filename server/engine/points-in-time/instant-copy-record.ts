import { z } from 'zod'
import type { EngineFault } from '../contract'
import { grainBytesSchema } from './image-record'

/**
 * The mapping of which a disk is the target, as the target's folder keeps it (file `mapping`, a slot record). A folder
 * without it, or with the payload `null`, is a disk like others.
 *
 * - `copying`: the image holds. If it was started in a group and is not `confirmed`, it counts only if every member of
 *   the group has begun: a crash inside the barrier starts all of them or none. With `ending` it stops as soon as the
 *   images of its target have got what they see there.
 * - `stopping`: no source write is preserved any more, but older images look through it until its grains are handed
 *   down. Only if it is `whole` its target is of use.
 * - `stopped`: the target holds a part of an image.
 * - `idle`: the target is whole and of its own. `adopts`: by a split, the older images of its source, named by their
 *   targets, are images of the target from this record on; their own records follow (instant-copy-split.ts).
 * - `restoring`: the source is an image of the target, which is on its way back to it: the target's label says so
 *   (mapping-restore.ts). `part`: until then it held a part of an image only, as one that is stopped.
 *
 * `differenceKnown`: the bits of what source and target have alike (grain-bitmap.ts) can be relied on.
 */
const begun = {
  instantCopyId: z.string(),
  run: z.number().int().positive(),
  sourceId: z.string(),
  sequence: z.number().int().positive().max(0xffff_ffff),
  startedAt: z.number().int(),
  capacityBytes: z.number().int().positive(),
  grainBytes: grainBytesSchema,
  incremental: z.boolean(),
  differenceKnown: z.boolean(),
  restore: z.boolean(),
}

const fault = z.object({
  code: z.enum(['noSpace', 'targetWrite', 'sourceRead', 'imageDamaged', 'io']),
  detail: z.string(),
}) satisfies z.ZodType<EngineFault>

const group = z.object({ id: z.string(), members: z.array(z.string()), confirmed: z.boolean() }).nullable()

export const mappingRecordSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('copying'), ...begun, group, ending: z.boolean() }),
  z.object({ state: z.literal('stopping'), ...begun, whole: z.boolean(), fault: fault.nullable() }),
  z.object({ state: z.literal('stopped'), ...begun, fault: fault.nullable() }),
  z.object({ state: z.literal('idle'), ...begun, adopts: z.array(z.string()).default([]) }),
  z.object({ state: z.literal('restoring'), ...begun, part: z.boolean().default(false) }),
])

export type MappingRecord = z.infer<typeof mappingRecordSchema>
/** Why a mapping stopped by itself. */
export type MappingFault = z.infer<typeof fault>

/** What every state of a mapping has. */
export function begunPart(record: MappingRecord) {
  const { instantCopyId, run, sourceId, sequence, startedAt, capacityBytes, grainBytes, incremental, differenceKnown, restore } = record
  return { instantCopyId, run, sourceId, sequence, startedAt, capacityBytes, grainBytes, incremental, differenceKnown, restore }
}

/** Whether others may look through the target, or the target through others. */
export function isInChain(record: MappingRecord): boolean {
  return record.state === 'copying' || record.state === 'stopping'
}
