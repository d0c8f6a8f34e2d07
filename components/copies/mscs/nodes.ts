'use client'

import type { MappingTarget } from '@/server/array/mappings/schema'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { useMappingTargets } from '../../mappings/targets'

/**
 * The cluster that shares the disk and its nodes, judged for a snapshot of the disk that is about to be taken.
 * @param name what the snapshot is called until it has a name
 * @returns undefined while they are on their way
 */
export function useCluster(source: VirtualDisk, name: string): { cluster: MappingTarget | null; nodes: (MappingTarget & { hostId: string })[] } | undefined {
  const targets = useMappingTargets(source.id, name).data?.items
  const shared = source.mappedTo?.hostGroupId
  const cluster = targets?.find(({ hostGroupId }) => hostGroupId !== null && hostGroupId === shared) ?? null
  return targets && { cluster, nodes: targets.flatMap(({ hostId, ...node }) => (hostId !== null && node.memberOf === cluster?.name ? { ...node, hostId } : [])) }
}
