import { z } from 'zod'

import { id, name, time, whyNot } from '../door/fields'
import { listInput } from '../door/lists'

/** `mscs`: a Microsoft failover cluster. A virtual disk mapped to it is an MSCS shared disk. */
export const CLUSTER_TYPES = ['none', 'mscs'] as const
export const clusterType = z.enum(CLUSTER_TYPES)
export type ClusterType = z.infer<typeof clusterType>

export const hostGroup = z
  .strictObject({
    id,
    name,
    cluster: clusterType,
    hostIds: z.array(id),
    hosts: z.array(z.strictObject({ id, name: z.string() })),
    mappingCount: z.int().min(0),
    createdAt: time,
    actions: z.strictObject({ update: whyNot, delete: whyNot }),
  })
  .meta({ id: 'HostGroup' })
export type HostGroup = z.infer<typeof hostGroup>

const hostIds = z.array(id).max(1000)

export const createHostGroupInput = z.strictObject({
  name,
  cluster: clusterType.default('none'),
  hostIds: hostIds.default([]),
})
export const updateHostGroupInput = z
  .strictObject({
    id,
    name: name.optional(),
    cluster: clusterType.optional(),
    /** All members; hosts left out leave the group. */
    hostIds: hostIds.optional(),
  })
  .refine((input) => Object.keys(input).length > 1, { params: { message: 'nothingToChange' } })

export const listHostGroupsInput = listInput(['name', 'createdAt'], { cluster: clusterType.optional() })
