import { CircleCheck, CircleX, Unplug } from 'lucide-react'
import type { VirtualDiskStatus } from '@/server/array/virtual-disks/schema'
import type { StateLook } from '../ui/state-chip'

export const DISK_STATUS_LOOKS: Record<VirtualDiskStatus, StateLook> = {
  optimal: { tone: 'good', icon: CircleCheck },
  failed: { tone: 'crit', icon: CircleX },
  missing: { tone: 'crit', icon: Unplug },
}
