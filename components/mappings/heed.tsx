'use client'

import { useTranslations } from 'use-intl'
import type { Reason } from '@/server/array/door/fields'
import { CheckBox } from '../ui/check-box'
import { Notice } from '../ui/notice'

interface HeedProps {
  /** The host or host group. */
  to: string
  warnings: Reason[]
  /** Where a person has to say that they have read it before it is done. */
  acknowledged?: boolean
  onAcknowledge?: (acknowledged: boolean) => void
  /** Shown when a person goes on without. */
  error?: string | undefined
}

/** What is allowed but needs steps on the host. */
export function Heed({ to, warnings, acknowledged = false, onAcknowledge, error }: HeedProps) {
  const t = useTranslations('virtualDisks.map')
  if (warnings.length === 0) return null
  return (
    <div className="flex flex-col gap-2">
      {warnings.map(({ code, detail, remedy }) => (
        <Notice key={code + detail} tone="warn" title={t('heed', { to })} live={onAcknowledge !== undefined}>
          {detail} {remedy}
        </Notice>
      ))}
      {onAcknowledge ? (
        <CheckBox checked={acknowledged} onChange={onAcknowledge} invalid={error !== undefined}>
          {t('acknowledge')}
        </CheckBox>
      ) : null}
      {error ? <p className="text-sm text-crit">{error}</p> : null}
    </div>
  )
}
