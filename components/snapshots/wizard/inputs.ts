import type { SnapshotSource } from '@/server/array/snapshots/schema'
import { targetOf } from '../../mappings/targets'
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
  return { virtualDiskId, ...targetOf(values.mapTo) }
}

/** The name that the snapshot gets: the one that is typed, else the default. */
export function nameOf(values: SnapshotFields, source: SnapshotSource): string {
  return values.names[source.virtualDiskId]?.trim() || (source.defaultName ?? '')
}
