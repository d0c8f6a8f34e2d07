import type { Snapshot } from '@/server/array/snapshots/schema'

export interface SnapshotDialogProps {
  snapshot: Snapshot
  open: boolean
  onOpenChange: (open: boolean) => void
  /** The snapshot is gone. */
  onDeleted: () => void
}
