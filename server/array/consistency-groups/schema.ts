import { z } from 'zod'

import { id, name, time, whyNot } from '../door/fields'
import { listInput } from '../door/lists'
import { startInput, prepareInput } from '../instant-copies/schema'
import { INSTANT_COPY_STATUSES } from '../instant-copies/states'

/** Of its members together; `empty` without any. */
export const consistencyGroupStatus = z.enum(['empty', ...INSTANT_COPY_STATUSES])
export type ConsistencyGroupStatus = z.infer<typeof consistencyGroupStatus>

export const consistencyGroup = z
  .strictObject({
    id,
    name,
    /** It goes when its last member leaves. */
    autoDelete: z.boolean(),
    /** Its instant copies. */
    mappingIds: z.array(id),
    status: consistencyGroupStatus,
    createdAt: time,
    actions: z.strictObject({
      prepare: whyNot,
      start: whyNot,
      prepareAndStart: whyNot,
      stop: whyNot,
      split: whyNot,
      /** To take members in or let them go. */
      regroup: whyNot,
      delete: whyNot,
    }),
  })
  .meta({ id: 'ConsistencyGroup' })
export type ConsistencyGroup = z.infer<typeof consistencyGroup>

export const createConsistencyGroupInput = z.strictObject({ name, autoDelete: z.boolean().default(false) })
export const updateConsistencyGroupInput = z
  .strictObject({ id, name: name.optional(), autoDelete: z.boolean().optional() })
  .refine((input) => Object.keys(input).length > 1, { params: { message: 'nothingToChange' } })
export const prepareGroupInput = prepareInput
export const startGroupInput = startInput

export const listConsistencyGroupsInput = listInput(['name', 'createdAt'], {})
