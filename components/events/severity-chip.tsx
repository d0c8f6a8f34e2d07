'use client'

import { useTranslations } from 'use-intl'
import type { Severity } from '@/server/array/events/schema'
import { StateChip } from '../ui/state-chip'
import { SEVERITY_LOOKS } from './looks'

export function SeverityChip({ severity }: { severity: Severity }) {
  const t = useTranslations('words.severity')
  return <StateChip look={SEVERITY_LOOKS[severity]}>{t(severity)}</StateChip>
}
