import { z } from 'zod'

import { id, whyNot } from '../door/fields'
import { listInput } from '../door/lists'
import { copyPriority, copyProgress } from '../copies/schema'
import { subject } from '../events/schema'

/** Long work, running or waiting. */
export const operation = z
  .strictObject({
    /** Of the object that is worked on: a copy's operation has the copy's id, a rollback's the snapshot's. */
    id,
    kind: z.enum(['virtualDiskCopy', 'snapshotRollback']),
    subject,
    /** paused: an error has stopped it until somebody resumes it. */
    status: z.enum(['pending', 'inProgress', 'paused']),
    progress: copyProgress,
    priority: copyPriority,
    cancellable: z.boolean(),
    /** Why it can't be cancelled by the asking user; null when it can. */
    cancel: whyNot,
  })
  .meta({ id: 'Operation' })
export type Operation = z.infer<typeof operation>

export const listOperationsInput = listInput(['startedAt'], {})
