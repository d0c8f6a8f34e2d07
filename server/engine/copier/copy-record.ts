import { z } from 'zod'

/**
 * How far a copy has come, in its target's folder (file `copy`, a slot record). Written only after a sync of the
 * target, so everything before `cursor` is on the target's disk (contract of durability, 3).
 */
export const copyRecordSchema = z.object({
  copyId: z.string(),
  run: z.number().int(),
  sourceId: z.string(),
  /** Which image of a snapshot is copied: one that started anew is another source. 0 for a standard disk. */
  imageSequence: z.number().int().nonnegative(),
  cursor: z.number().int().nonnegative(),
  totalBytes: z.number().int().positive(),
})

export type CopyRecord = z.infer<typeof copyRecordSchema>
