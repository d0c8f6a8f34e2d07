import type { GrainBytes } from '@/server/array/instant-copies/grains'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import type { InstantCopyFields } from './fields'

const GRAIN_BYTES: Record<Exclude<InstantCopyFields['grain'], ''>, GrainBytes> = { '65536': 65_536, '262144': 262_144 }

/** What the last step sends, and the review shows. */
export function instantCopyInput(values: InstantCopyFields, targetId: string, groupId: string | null) {
  const { sourceId, copyRate, cleanRate, grain, incremental, autoDelete } = values
  const name = values.name.trim()
  return {
    ...(name === '' ? {} : { name }),
    sourceId,
    targetId,
    consistencyGroupId: groupId,
    copyRate: Number(copyRate),
    cleanRate: Number(cleanRate),
    ...(grain === '' ? {} : { grainBytes: GRAIN_BYTES[grain] }),
    incremental,
    autoDelete,
  }
}

export function startInput({ failTargetSnapshots, overrideInUse }: InstantCopyFields) {
  return {
    prepare: true,
    ...(failTargetSnapshots ? { failTargetSnapshots } : {}),
    ...(overrideInUse ? { overrideInUse } : {}),
  }
}

/** A target made on the spot is as large as its source, and in its pool. */
export function freshDiskInput(values: InstantCopyFields, source: VirtualDisk) {
  return { name: values.freshName.trim(), poolId: source.poolId, capacityBytes: source.capacityBytes }
}

export function groupInput(values: InstantCopyFields) {
  return { name: values.groupName.trim() }
}

/** Members of a group are started by the group. */
export function startsAtOnce({ afterwards, groupKind }: InstantCopyFields): boolean {
  return afterwards === 'start' && groupKind === 'none'
}
