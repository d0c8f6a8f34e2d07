import type { VirtualDisk } from '@/server/array/virtual-disks/schema'

export interface VirtualDiskDialogProps {
  disk: VirtualDisk
  open: boolean
  onOpenChange: (open: boolean) => void
  /** The disk is gone. */
  onDeleted: () => void
}
