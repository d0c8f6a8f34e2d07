import type { SnapshotSource } from '@/server/array/snapshots/schema'
import { MiB } from '@/server/array/door/fields'
import { MIN_REPOSITORY_BYTES } from '@/server/array/snapshots/schema'
import type { SnapshotFields } from './fields'

/** What the last step sends for each source, and the review shows. */
export function snapshotInputs(values: SnapshotFields) {
  return values.sourceIds.map((sourceId) => {
    const name = values.names[sourceId]?.trim() ?? ''
    return {
      sourceId,
      ...(name === '' ? {} : { name }),
      repositoryPercent: Number(values.repositoryPercent),
      warningThresholdPercent: Number(values.warningThresholdPercent),
      fullPolicy: values.fullPolicy,
    }
  })
}

export function mappingInput(values: SnapshotFields, virtualDiskId: string) {
  const id = values.mapTo.slice(values.mapTo.indexOf(':') + 1)
  return { virtualDiskId, ...(values.mapTo.startsWith('group:') ? { hostGroupId: id } : { hostId: id }) }
}

/** The name that the snapshot gets: the one that is typed, else the default. */
export function nameOf(values: SnapshotFields, source: SnapshotSource): string {
  return values.names[source.virtualDiskId]?.trim() || (source.defaultName ?? '')
}

/** As large as the array will make it: whole mebibytes. 0 while no percentage is typed. */
export function repositoryBytesOf(values: SnapshotFields, source: SnapshotSource): number {
  const percent = Number(values.repositoryPercent)
  if (!(percent > 0)) return 0
  return Math.max(MIN_REPOSITORY_BYTES, Math.ceil((source.capacityBytes * percent) / 100 / MiB) * MiB)
}
