import { z } from 'zod'
import { GRAIN_BYTES, type EngineFault } from '../contract'

/**
 * The state of an image as its snapshot's folder keeps it (file `image`, a slot record).
 *
 * - `prepared`: the snapshot and its repository exist; no image has started yet.
 * - `active`: the image holds. If it was cut in a group and is not `confirmed`, it counts only if every member of the
 *   group has begun: a crash inside the barrier starts all of them or none.
 * - `closed`: ended for hosts, but older images look through it until its grains are handed down.
 * - `failed`: incomplete since a moment that the fault tells; older images still look through what it kept before.
 * - `ended`: holds nothing; the repository is empty, or is emptied at the next start.
 */
const begun = {
  /** Also in the label; here too, so that a damaged label doesn't hide whose image was lost. */
  sourceId: z.string(),
  sequence: z.number().int().positive().max(0xffff_ffff),
  startedAt: z.number().int(),
  capacityBytes: z.number().int().positive(),
  warningThresholdPercent: z.number().min(0).max(100),
  fullPolicy: z.enum(['failSnapshot', 'failSourceWrites']),
  group: z.object({ id: z.string(), members: z.array(z.string()), confirmed: z.boolean() }).nullable(),
}

const fault = z.object({
  code: z.enum(['repositoryFull', 'noSpace', 'imageDamaged', 'imageOverwritten', 'io']),
  detail: z.string(),
}) satisfies z.ZodType<EngineFault>

export const imageRecordSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('prepared') }),
  z.object({ state: z.literal('active'), ...begun }),
  z.object({ state: z.literal('closed'), ...begun }),
  z.object({ state: z.literal('failed'), ...begun, fault }),
  z.object({ state: z.literal('ended'), ...begun }),
])

export type ImageRecord = z.infer<typeof imageRecordSchema>
export type BegunRecord = Exclude<ImageRecord, { state: 'prepared' }>
/** Why an image failed. */
export type ImageFault = z.infer<typeof fault>

export const grainBytesSchema = z.literal(GRAIN_BYTES)
