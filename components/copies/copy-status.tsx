'use client'

import { CircleCheck, CirclePause, CircleX, Clock, LoaderCircle } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { CopyStatus } from '@/server/array/copies/schema'
import { StateChip, type StateLook } from '../ui/state-chip'

export const COPY_STATUS_LOOKS: Record<CopyStatus, StateLook> = {
  pending: { tone: 'idle', icon: Clock },
  inProgress: { tone: 'busy', icon: LoaderCircle, moving: true },
  completed: { tone: 'good', icon: CircleCheck },
  failed: { tone: 'crit', icon: CircleX },
  stopped: { tone: 'idle', icon: CirclePause },
}

export function CopyStatusChip({ status }: { status: CopyStatus }) {
  const t = useTranslations('words.copyStatus')
  return <StateChip look={COPY_STATUS_LOOKS[status]}>{t(status)}</StateChip>
}
