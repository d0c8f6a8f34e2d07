import { z } from 'zod'

import { id, lun, time, whyNot } from '../door/fields'
import { listInput } from '../door/lists'

export const mapping = z
  .strictObject({
    id,
    virtualDiskId: id,
    virtualDiskName: z.string(),
    /** Exactly one of the two is set. */
    hostId: id.nullable(),
    hostGroupId: id.nullable(),
    /** The host's or the host group's name. */
    name: z.string(),
    lun,
    /** One for each host that reaches it. */
    nbdUris: z.array(z.string()),
    createdAt: time,
    actions: z.strictObject({ delete: whyNot }),
  })
  .meta({ id: 'Mapping' })
export type Mapping = z.infer<typeof mapping>

export const createMappingInput = z
  .strictObject({
    virtualDiskId: id,
    hostId: id.nullable().optional(),
    hostGroupId: id.nullable().optional(),
    /** The lowest free one when left out. */
    lun: lun.optional(),
  })
  .refine((input) => Boolean(input.hostId) !== Boolean(input.hostGroupId), {
    path: ['hostId'],
    params: { message: 'hostOrHostGroup' },
  })

export const listMappingsInput = listInput(['lun', 'createdAt'], {
  virtualDiskId: id.optional(),
  /** A host's own mappings and its group's. */
  hostId: id.optional(),
  hostGroupId: id.optional(),
})
