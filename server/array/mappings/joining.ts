import { demand, RefusalError, refuse } from '../door/refusals'
import type { StorageArray } from '../storage-array'
import { mayJoin } from './rules'

/**
 * @param joining a host that is to become a member; id null when it is being made
 * @param path the input field that said so
 * @throws {RefusalError} the group is unknown, or its LUNs and the host's own meet
 */
export async function demandJoin(
  array: StorageArray,
  joining: { id: string | null; name: string },
  hostGroupId: string,
  path: string,
): Promise<void> {
  const { hostGroup, mapping } = array.database
  const group = await hostGroup.findUnique({
    where: { id: hostGroupId },
    select: { name: true, mappings: { select: { lun: true } } },
  })
  if (!group) throw new RefusalError(refuse('not_found', { noun: 'hostGroup', id: hostGroupId }, path))
  const own = joining.id === null ? [] : await mapping.findMany({ where: { hostId: joining.id } })
  const luns = (mappings: { lun: number }[]) => mappings.map(({ lun }) => lun)
  demand(mayJoin({ name: joining.name, luns: luns(own) }, { name: group.name, luns: luns(group.mappings) }, path))
}
