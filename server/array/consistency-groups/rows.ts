import type { Prisma } from '../../database/generated/client'
import { demand, RefusalError, refuse } from '../door/refusals'
import { instantCopyInclude } from '../instant-copies/rows'
import { instantCopyStatus } from '../instant-copies/schema'
import type { Edge } from '../instant-copies/tree'
import type { StorageArray } from '../storage-array'
import { type GroupFacts, mayHold, mayRegroup } from './rules'

export const groupInclude = {
  instantCopies: { include: instantCopyInclude, orderBy: { nameKey: 'asc' } },
} as const satisfies Prisma.ConsistencyGroupInclude

export type GroupRow = Prisma.ConsistencyGroupGetPayload<{ include: typeof groupInclude }>

/**
 * @param path the input field that named it
 * @throws {RefusalError} not_found
 */
export async function groupRow(array: StorageArray, id: string, path?: string): Promise<GroupRow> {
  const row = await array.database.consistencyGroup.findUnique({ where: { id }, include: groupInclude })
  if (row === null) throw new RefusalError(refuse('not_found', { noun: 'consistencyGroup', id }, path))
  return row
}

/** By their identifiers. */
export async function factsOfGroups(array: StorageArray, ids: readonly string[]): Promise<Map<string, GroupFacts>> {
  const rows = await array.database.consistencyGroup.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true, instantCopies: { select: { name: true, status: true }, orderBy: { nameKey: 'asc' } } },
  })
  return new Map(rows.map((row) => [row.id, groupFacts(row)]))
}

export function groupFacts({ name, instantCopies }: { name: string; instantCopies: { name: string; status: string }[] }): GroupFacts {
  return { name, members: instantCopies.map((row) => ({ name: row.name, status: instantCopyStatus.parse(row.status) })) }
}

/**
 * @param joining an instant copy that is to become a member, with the names of its disks
 * @throws {RefusalError} the group is unknown, at work, or would hold a disk that is both target and source
 */
export async function demandJoin(
  array: StorageArray,
  groupId: string,
  joining: Edge & { source: { name: string }; target: { name: string } },
): Promise<GroupRow> {
  const group = await groupRow(array, groupId, 'consistencyGroupId')
  demand(mayRegroup(groupFacts(group)))
  const edges = [...group.instantCopies, joining]
  const names = new Map(edges.flatMap(({ sourceId, source, targetId, target }) => [[sourceId, source.name], [targetId, target.name]]))
  demand(mayHold(group, edges, (diskId) => names.get(diskId) ?? diskId))
  return group
}
