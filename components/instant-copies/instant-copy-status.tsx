'use client'

import { CircleCheck, CircleDashed, CirclePause, Hourglass, LoaderCircle, Timer, TriangleAlert } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { InstantCopyStatus } from '@/server/array/instant-copies/schema'
import { StateChip, type StateLook } from '../ui/state-chip'

export const INSTANT_COPY_STATUS_LOOKS: Record<InstantCopyStatus, StateLook> = {
  idle: { tone: 'good', icon: CircleCheck },
  preparing: { tone: 'busy', icon: Hourglass },
  prepared: { tone: 'warn', icon: Timer },
  copying: { tone: 'busy', icon: LoaderCircle, moving: true },
  stopping: { tone: 'busy', icon: LoaderCircle, moving: true },
  stopped: { tone: 'warn', icon: CirclePause },
  suspended: { tone: 'crit', icon: TriangleAlert },
}

export function InstantCopyStatusChip({ status }: { status: InstantCopyStatus }) {
  const t = useTranslations('words.instantCopyStatus')
  return <StateChip look={INSTANT_COPY_STATUS_LOOKS[status]}>{t(status)}</StateChip>
}

/** Of a consistency group: what its members are together. */
export function GroupStatusChip({ status }: { status: InstantCopyStatus | 'empty' }) {
  const t = useTranslations('consistencyGroups')
  if (status === 'empty') return <StateChip look={{ tone: 'idle', icon: CircleDashed }}>{t('empty.status')}</StateChip>
  return <InstantCopyStatusChip status={status} />
}
