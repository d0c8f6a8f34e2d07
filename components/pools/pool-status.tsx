'use client'

import { CircleCheck, TriangleAlert, Unplug } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { PoolStatus } from '@/server/array/pools/schema'
import { StateChip, type StateLook } from '../ui/state-chip'

export const POOL_STATUS_LOOKS: Record<PoolStatus, StateLook> = {
  optimal: { tone: 'good', icon: CircleCheck },
  full: { tone: 'crit', icon: TriangleAlert },
  missing: { tone: 'crit', icon: Unplug },
}

export function PoolStatusChip({ status }: { status: PoolStatus }) {
  const t = useTranslations('words.poolStatus')
  return <StateChip look={POOL_STATUS_LOOKS[status]}>{t(status)}</StateChip>
}
