import { z } from 'zod'

import { id, whyNot } from '../door/fields'
import { listInput } from '../door/lists'
import { copyPriority, copyProgress } from '../copies/schema'
import { subject } from '../events/schema'

/** Long work, running or waiting. */
export const operation = z
  .strictObject({
    /** Of the object that is worked on: a copy's, a rollback's snapshot's, or an instant copy's. */
    id,
    kind: z.enum(['virtualDiskCopy', 'snapshotRollback', 'instantCopy']),
    subject,
    /** paused: an error has stopped it until somebody resumes it, or until its pool is back. */
    status: z.enum(['pending', 'inProgress', 'paused']),
    progress: copyProgress,
    /** null for an instant copy, which has a rate. */
    priority: copyPriority.nullable(),
    /** Of an instant copy. */
    copyRate: z.int().nullable(),
    cancellable: z.boolean(),
    /** Why it can't be cancelled by the asking user; null when it can. */
    cancel: whyNot,
  })
  .meta({ id: 'Operation' })
export type Operation = z.infer<typeof operation>

export const listOperationsInput = listInput(['startedAt'], {})
