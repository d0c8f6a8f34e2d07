import { z } from 'zod'
import { name } from '@/server/array/door/fields'
import { demand } from '../../live/demand'
import { typedRate } from '../typed-rate'
import { PRESETS } from './presets'

/** The wizard's fields as they are typed, right or wrong. */
export const instantCopyFieldsShape = z.object({
  preset: z.enum(PRESETS),
  sourceId: z.string(),
  /** An existing disk, or one made for this. */
  targetKind: z.enum(['existing', 'fresh']),
  targetId: z.string(),
  freshName: z.string(),
  /** Empty: the array's own choice. */
  name: z.string(),
  copyRate: z.string(),
  cleanRate: z.string(),
  /** In bytes; empty: what fits. */
  grain: z.enum(['', '65536', '262144']),
  incremental: z.boolean(),
  autoDelete: z.boolean(),
  groupKind: z.enum(['none', 'existing', 'fresh']),
  groupId: z.string(),
  groupName: z.string(),
  failTargetSnapshots: z.boolean(),
  overrideInUse: z.boolean(),
  afterwards: z.enum(['create', 'start']),
})

const identifier = z.string().min(1)

/** What the fields must be: each branch demands its own. */
export function instantCopySchema(error: z.core.$ZodErrorMap) {
  return instantCopyFieldsShape.check((context) => {
    const { targetKind, groupKind, name: typed } = context.value
    demand(context, 'sourceId', identifier, error)
    if (targetKind === 'existing') demand(context, 'targetId', identifier, error)
    else demand(context, 'freshName', name, error)
    if (typed.trim() !== '') demand(context, 'name', name, error)
    demand(context, 'copyRate', typedRate, error)
    demand(context, 'cleanRate', typedRate, error)
    if (groupKind === 'existing') demand(context, 'groupId', identifier, error)
    if (groupKind === 'fresh') demand(context, 'groupName', name, error)
  })
}
