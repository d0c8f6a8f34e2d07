import { z } from 'zod'

import { id, time, whyNot } from '../door/fields'
import { listInput, manyOf } from '../door/lists'
import { severity, SEVERITIES, subject } from '../events/schema'

const byIdCommands = [
  'recopyCopy',
  'stopCopy',
  'removeCopy',
  'disableSnapshot',
  'recreateSnapshot',
  'resumeRollback',
  'cancelRollback',
  'deleteSnapshot',
] as const

/** One command, ready to be given: its name and input, what the button says, and why it is not possible now. */
const stepCommand = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('recheck'), input: z.strictObject({}), ...said() }),
  z.strictObject({ name: z.enum(byIdCommands), input: z.strictObject({ id }), ...said() }),
])

function said() {
  return {
    label: z.string(),
    /** What happens when it is given. */
    happens: z.string(),
    /** It is to be confirmed first. */
    confirm: z.boolean(),
    allowed: whyNot,
  }
}

/** In order. A step without a command is done by hand; `at` names the object where. */
export const conditionStep = z
  .strictObject({ text: z.string(), command: stepCommand.nullable(), at: subject.nullable() })
  .meta({ id: 'ConditionStep' })
export type ConditionStep = z.infer<typeof conditionStep>

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
    steps: z.array(conditionStep),
    since: time,
  })
  .meta({ id: 'Condition' })
export type Condition = z.infer<typeof condition>

export const listConditionsInput = listInput(['since'], { severity: manyOf(SEVERITIES).optional() })
