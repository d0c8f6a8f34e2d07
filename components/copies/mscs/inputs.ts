import type { CopyFields } from '../wizard/fields'

export function snapshotInput({ sourceId, repositoryPercent }: CopyFields) {
  return { sourceId, repositoryPercent: Number(repositoryPercent) }
}
