import { z } from 'zod'
import { name } from '@/server/array/door/fields'
import { FULL_POLICIES, MAX_AT_ONE_INSTANT, repositoryPercent, warningThresholdPercent } from '@/server/array/snapshots/schema'
import { demand } from '../../live/demand'
import { numberField } from '../number-field'

/** The wizard's fields as they are typed, right or wrong. */
export const snapshotFieldsShape = z.object({
  sourceIds: z.array(z.string()),
  /** By source; an empty one takes the default. */
  names: z.record(z.string(), z.string()),
  repositoryPercent: z.string(),
  warningThresholdPercent: z.string(),
  fullPolicy: z.enum(FULL_POLICIES),
  mapping: z.enum(['later', 'now']),
  /** `host:<id>` or `group:<id>`. */
  mapTo: z.string(),
  /** The target whose warnings a person has said to have read. */
  readFor: z.string(),
})

const typedName = z
  .string()
  .trim()
  .transform((text) => (text === '' ? undefined : text))
  .pipe(name.optional())

/** What the fields must be. A name only counts while its source is chosen. */
export function snapshotSchema(error: z.core.$ZodErrorMap) {
  return snapshotFieldsShape.check((context) => {
    const { sourceIds, names, mapping } = context.value
    demand(context, 'sourceIds', z.array(z.string()).min(1).max(MAX_AT_ONE_INSTANT), error)
    for (const id of sourceIds) {
      for (const issue of typedName.safeParse(names[id] ?? '', { error }).error?.issues ?? []) {
        context.issues.push({ code: 'custom', input: names[id], message: issue.message, path: ['names', id] })
      }
    }
    demand(context, 'repositoryPercent', numberField.pipe(repositoryPercent), error)
    demand(context, 'warningThresholdPercent', numberField.pipe(warningThresholdPercent), error)
    if (mapping === 'now') demand(context, 'mapTo', z.string().min(1), error)
  })
}
