'use client'

import { useTranslations } from 'use-intl'
import { FULL_POLICIES, type FullPolicy } from '@/server/array/snapshots/full-policies'
import { RadioCards } from '../ui/radio-cards'

interface PolicyCardsProps {
  label: string
  value: FullPolicy
  onChange: (policy: FullPolicy) => void
}

/** What happens when a repository is full, each with what it means for hosts. */
export function PolicyCards({ label, value, onChange }: PolicyCardsProps) {
  const t = useTranslations('snapshots')
  return (
    <RadioCards
      label={label}
      value={value}
      onChange={onChange}
      cards={FULL_POLICIES.map((policy) => ({
        value: policy,
        title: t(`policyTitles.${policy}`),
        children: t(`policyMeaning.${policy}`),
      }))}
    />
  )
}
