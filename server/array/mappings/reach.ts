import type { Prisma } from '../../database/generated/client'

/** A host reaches its own mappings and those of its group. */
export function reachedBy(hostId: string): Prisma.MappingWhereInput {
  return { OR: [{ hostId }, { hostGroup: { hosts: { some: { id: hostId } } } }] }
}

/** All mappings that any host of a group sees: the group's, and its members' own. */
export function seenInGroup(hostGroupId: string): Prisma.MappingWhereInput {
  return { OR: [{ hostGroupId }, { host: { hostGroupId } }] }
}

/** The hosts that reach a disk: the one that it is mapped to, or the members of the group. */
export function reachesDisk(virtualDiskId: string): Prisma.HostWhereInput {
  return { OR: [{ mappings: { some: { virtualDiskId } } }, { hostGroup: { mappings: { some: { virtualDiskId } } } }] }
}
