import { z } from 'zod'

import { copyPriority, copyProgress } from '../copies/pace'
import { id, reason, time } from '../door/fields'

export const ROLLBACK_STATUSES = ['inProgress', 'paused'] as const
export const rollbackStatus = z.enum(ROLLBACK_STATUSES)
export type RollbackStatus = z.infer<typeof rollbackStatus>

/** The source's way back to a snapshot. Hosts find the old content from its start on; it ends when it is complete. */
export const rollback = z
  .strictObject({
    status: rollbackStatus,
    priority: copyPriority,
    /** How much of the source holds the snapshot's content by itself. */
    progress: copyProgress,
    startedAt: time,
    /** Why it is paused. */
    failure: reason.nullable(),
  })
  .meta({ id: 'Rollback' })
export type Rollback = z.infer<typeof rollback>

export const rollbackInput = z.strictObject({ id, priority: copyPriority.default('medium') })
export const updateRollbackInput = z.strictObject({ id, priority: copyPriority })
