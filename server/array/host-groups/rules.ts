/** What may be done with a host group. Pure: facts in, verdict out. */
import { refuse, type Verdict } from '../door/refusals'

/** Vendors delete a group's hosts with it; here its hosts stay, and a group with mappings stays too. */
export function mayDeleteHostGroup(hostGroup: { name: string; mappingCount: number }): Verdict {
  const { name, mappingCount: count } = hostGroup
  return count > 0 ? refuse('host_group_mapped', { hostGroup: name, count }) : null
}
