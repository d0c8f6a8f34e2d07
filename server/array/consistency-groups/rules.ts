/** What may be done with a consistency group. Pure: facts in, verdict out. Reference "instant copy and remote copy", A6 and A11. */
import { firstRefusal, refuse, type Verdict } from '../door/refusals'
import { mayMove } from '../instant-copies/rules'
import type { InstantCopyStatus } from '../instant-copies/schema'
import { type Edge, targetAndSource } from '../instant-copies/tree'
import type { ConsistencyGroupStatus } from './schema'

export interface Membership {
  name: string
  status: InstantCopyStatus
}

export interface GroupFacts {
  name: string
  members: readonly Membership[]
}

/** What is furthest from rest is what the group is. */
const ORDER: readonly InstantCopyStatus[] = ['suspended', 'stopping', 'preparing', 'copying', 'prepared', 'stopped', 'idle']

export function statusOfGroup({ members }: GroupFacts): ConsistencyGroupStatus {
  return ORDER.find((status) => members.some((member) => member.status === status)) ?? 'empty'
}

/** All of them, or none. */
export function mayDrive(group: GroupFacts, event: 'prepare' | 'start' | 'stop' | 'stopForced' | 'split'): Verdict {
  if (group.members.length === 0 && (event === 'prepare' || event === 'start')) {
    return refuse('consistency_group_empty', { group: group.name })
  }
  return firstRefusal(...group.members.map(({ status, name }) => mayMove(status, event, name)))
}

/** A2: members neither come nor go while one of them is prepared or active. */
export function mayRegroup({ name: group, members }: GroupFacts): Verdict {
  const busy = members.find(({ status, name }) => mayMove(status, 'regroup', name) !== null)
  return busy ? refuse('consistency_group_active', { group, name: busy.name }, 'consistencyGroupId') : null
}

/** @param edges of the members and of the one that joins; @param nameOf of a disk */
export function mayHold(group: { name: string }, edges: readonly Edge[], nameOf: (diskId: string) => string): Verdict {
  const between = targetAndSource(edges)
  return between === null ? null : refuse('consistency_group_cascade', { group: group.name, disk: nameOf(between) }, 'consistencyGroupId')
}

/** A11: one that has members goes only by force. */
export function mayDeleteGroup({ name, members }: GroupFacts, force: boolean): Verdict {
  return members.length > 0 && !force ? refuse('consistency_group_has_members', { group: name, count: members.length }) : null
}
