import { z } from 'zod'

import { time } from '../door/fields'
import { listInput, manyOf } from '../door/lists'
import { severity, SEVERITIES, subject } from '../events/schema'

/** Something that needs attention now; computed from state, so it goes when its cause goes. */
export const condition = z
  .strictObject({
    /** `<code>:<subject id>`, the same for as long as the condition lasts. */
    id: z.string(),
    code: z.string(),
    severity,
    subject,
    cause: z.string(),
    /** What it means for hosts and data. */
    effect: z.string(),
    remedy: z.string(),
    since: time,
  })
  .meta({ id: 'Condition' })
export type Condition = z.infer<typeof condition>

export const listConditionsInput = listInput(['since'], { severity: manyOf(SEVERITIES).optional() })
