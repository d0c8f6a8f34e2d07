import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import type { CopyFields } from './fields'

/** What the last step sends, and the review shows. */
export function copyInput(values: CopyFields, targetId: string) {
  const { sourceId, type, priority } = values
  return {
    sourceId,
    targetId,
    type,
    priority,
    ...(values.failTargetSnapshots ? { failTargetSnapshots: true } : {}),
    ...(type === 'online' ? { repositoryPercent: Number(values.repositoryPercent) } : {}),
  }
}

/** A target made on the spot is as large as its source. */
export function freshDiskInput(values: CopyFields, source: VirtualDisk) {
  return { name: values.freshName.trim(), poolId: values.freshPoolId, capacityBytes: source.capacityBytes }
}
