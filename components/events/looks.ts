import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { Severity } from '@/server/array/events/schema'
import type { StateLook } from '../ui/state-chip'

export const SEVERITY_LOOKS: Record<Severity, StateLook> = {
  critical: { tone: 'crit', icon: CircleAlert },
  warning: { tone: 'warn', icon: TriangleAlert },
  info: { tone: 'idle', icon: Info },
}
