'use client'

import { CircleCheck, CircleMinus, CircleX, TriangleAlert } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { SnapshotStatus } from '@/server/array/snapshots/schema'
import { StateChip, type StateLook } from '../ui/state-chip'

export const SNAPSHOT_STATUS_LOOKS: Record<SnapshotStatus, StateLook> = {
  optimal: { tone: 'good', icon: CircleCheck },
  overThreshold: { tone: 'warn', icon: TriangleAlert },
  full: { tone: 'crit', icon: TriangleAlert },
  disabled: { tone: 'idle', icon: CircleMinus },
  failed: { tone: 'crit', icon: CircleX },
}

export function SnapshotStatusChip({ status }: { status: SnapshotStatus }) {
  const t = useTranslations('words.snapshotStatus')
  return <StateChip look={SNAPSHOT_STATUS_LOOKS[status]}>{t(status)}</StateChip>
}
