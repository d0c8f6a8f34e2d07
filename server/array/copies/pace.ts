/** How much copying and restoring hold back for hosts, and how far they are: of copies and of rollbacks alike. */
import { z } from 'zod'

import { bytes } from '../door/fields'
import { COPY_PRIORITIES } from './priorities'

export const copyPriority = z.enum(COPY_PRIORITIES)

export const copyProgress = z
  .strictObject({
    copiedBytes: bytes,
    totalBytes: bytes,
    /** 0 to 100, one decimal; 100 only when everything is on the target. */
    percent: z.number().min(0).max(100),
    bytesPerSecond: z.number().min(0),
    /** null while nothing moves or nothing is left. */
    etaSeconds: z.number().min(0).nullable(),
  })
  .meta({ id: 'CopyProgress' })
export type CopyProgress = z.infer<typeof copyProgress>
