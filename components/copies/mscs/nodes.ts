'use client'

import type { MappingTarget } from '@/server/array/mappings/schema'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { useMappingTargets } from '../../mappings/targets'
import type { CopyFields } from '../wizard/fields'

/**
 * The cluster that shares the disk and its nodes, judged for a snapshot of the disk that is about to be taken.
 * @param name what the snapshot is called until it has a name
 * @returns undefined while they are on their way
 */
export function useCluster(source: VirtualDisk, name: string): { cluster: MappingTarget | null; nodes: (MappingTarget & { hostId: string })[] } | undefined {
  const targets = useMappingTargets({ diskId: source.id, imageName: name }).data?.items
  const shared = source.mappedTo?.hostGroupId
  const cluster = targets?.find(({ hostGroupId }) => hostGroupId !== null && hostGroupId === shared) ?? null
  return targets && { cluster, nodes: targets.flatMap(({ hostId, ...node }) => (hostId !== null && node.memberOf === cluster?.name ? { ...node, hostId } : [])) }
}

/** Whether the chosen node has to heed something that nobody has said yet to have read. */
export function useUnreadNode({ throughSnapshot, sourceId, nodeId, readForNode, madeMapping }: CopyFields, name: string): boolean {
  const judged = throughSnapshot && nodeId !== '' && !madeMapping ? sourceId : ''
  const targets = useMappingTargets({ diskId: judged, imageName: name }).data?.items
  const node = judged === '' ? undefined : targets?.find(({ hostId }) => hostId === nodeId)
  return node !== undefined && node.warnings.length > 0 && readForNode !== nodeId
}
