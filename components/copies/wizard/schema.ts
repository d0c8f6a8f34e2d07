import { z } from 'zod'
import { COPY_PRIORITIES, COPY_TYPES } from '@/server/array/copies/schema'
import { name } from '@/server/array/door/fields'
import { repositoryPercent } from '@/server/array/snapshots/schema'
import { demand } from '../../live/demand'

/** The wizard's fields as they are typed, right or wrong. */
export const copyFieldsShape = z.object({
  sourceId: z.string(),
  type: z.enum(COPY_TYPES),
  /** An existing disk, or one made for this copy. */
  targetKind: z.enum(['existing', 'fresh']),
  targetId: z.string(),
  freshName: z.string(),
  freshPoolId: z.string(),
  priority: z.enum(COPY_PRIORITIES),
  /** Said when the target has snapshots. */
  failTargetSnapshots: z.boolean(),
  /** The target that a person has said may be overwritten although it looks in use. */
  overwriteInUse: z.string(),
  repositoryPercent: z.string(),
  /** An MSCS shared disk can't be copied; a snapshot of it is taken and copied in its stead. */
  throughSnapshot: z.boolean(),
  /** The node that the snapshot is mapped to; empty: none. */
  nodeId: z.string(),
  /** The node whose warnings a person has said to have read. */
  readForNode: z.string(),
  /** What an earlier attempt has done already. */
  madeSnapshotId: z.string(),
  madeMapping: z.boolean(),
})

const identifier = z.string().min(1)

const percent = z
  .string()
  .trim()
  .transform((text) => (text === '' ? undefined : Number(text)))
  .pipe(repositoryPercent)

/** What the fields must be: each branch demands its own. */
export function copySchema(error: z.core.$ZodErrorMap) {
  return copyFieldsShape.check((context) => {
    const { type, targetKind, throughSnapshot } = context.value
    demand(context, 'sourceId', identifier, error)
    if (targetKind === 'existing') demand(context, 'targetId', identifier, error)
    else {
      demand(context, 'freshName', name, error)
      demand(context, 'freshPoolId', identifier, error)
    }
    if (type === 'online' || throughSnapshot) demand(context, 'repositoryPercent', percent, error)
  })
}
