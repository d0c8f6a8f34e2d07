'use client'

import { CirclePause, LoaderCircle } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { RollbackStatus } from '@/server/array/rollbacks/schema'
import { StateChip, type StateLook } from '../ui/state-chip'

const LOOKS: Record<RollbackStatus, StateLook> = {
  inProgress: { tone: 'busy', icon: LoaderCircle, moving: true },
  paused: { tone: 'crit', icon: CirclePause },
}

export function RollbackStatusChip({ status }: { status: RollbackStatus }) {
  const t = useTranslations('rollbacks.status')
  return <StateChip look={LOOKS[status]}>{t(status)}</StateChip>
}
