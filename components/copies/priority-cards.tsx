'use client'

import { useTranslations } from 'use-intl'
import { COPY_PRIORITIES, type CopyPriority } from '@/server/array/copies/priorities'
import { RadioCards } from '../ui/radio-cards'

interface PriorityCardsProps {
  label: string
  value: CopyPriority
  onChange: (priority: CopyPriority) => void
}

/** The five priorities, from the one that is kindest to hosts to the one that is quickest. */
export function PriorityCards({ label, value, onChange }: PriorityCardsProps) {
  const words = useTranslations('words.priority')
  const t = useTranslations('copies.priorities')
  return (
    <RadioCards
      label={label}
      value={value}
      onChange={onChange}
      cards={COPY_PRIORITIES.map((priority) => ({ value: priority, title: words(priority), children: t(priority) }))}
    />
  )
}
