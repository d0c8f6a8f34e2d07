import { z } from 'zod'

import { hostName, id, lun, name, reason, time, whyNot } from '../door/fields'
import { listInput } from '../door/lists'
import { CLUSTER_TYPES } from '../host-groups/schema'
import { HOST_SYSTEMS, hostSystem } from '../hosts/schema'
import { ownerNode } from '../reservations/schema'

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
    /** Of an MSCS shared disk: the node that holds its reservation, and so owns it now. Null where none does. */
    ownerNode: ownerNode.nullable(),
    /** What its hosts have to heed, such as a disk that bears the content of another one that they see. */
    warnings: z.array(reason),
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

/** A host or a host group, beside every one of the array: whether the disk may be mapped to it, and what to heed. */
export const mappingTarget = z
  .strictObject({
    /** Exactly one of the two is set. */
    hostId: id.nullable(),
    hostGroupId: id.nullable(),
    name: z.string(),
    /** Of a host. */
    os: z.enum(HOST_SYSTEMS).nullable(),
    /** Of a host group. */
    cluster: z.enum(CLUSTER_TYPES).nullable(),
    /** Of a host: the group that it is a member of. */
    memberOf: z.string().nullable(),
    eligible: z.boolean(),
    reason: reason.nullable(),
    warnings: z.array(reason),
  })
  .meta({ id: 'MappingTarget' })
export type MappingTarget = z.infer<typeof mappingTarget>

export const listMappingTargetsInput = listInput(['name'], {
  id,
  /** Judges an image of the virtual disk that is about to be made, by this name, instead of the disk itself. */
  imageName: name.optional(),
})

export const listMappingDisksInput = listInput(['name', 'capacityBytes'], {
  /** Only disks that may be mapped, or only those that may not. */
  eligible: z.stringbool().optional(),
  /** Only this one. */
  virtualDiskId: id.optional(),
  /** The host that is about to be connected. */
  hostName,
  os: hostSystem,
  hostGroupId: id.optional(),
})
