'use client'

import { useTranslations } from 'use-intl'
import type { Reason } from '@/server/array/door/fields'
import { Notice } from '../ui/notice'

interface HeedProps {
  /** The host or host group. */
  to: string
  warnings: Reason[]
  /** Where a person has to say that they have read it before it is done. */
  acknowledged?: boolean
  onAcknowledge?: (acknowledged: boolean) => void
}

/** What is allowed but needs steps on the host. */
export function Heed({ to, warnings, acknowledged = false, onAcknowledge }: HeedProps) {
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
        <label className="flex items-center gap-2.5 text-sm">
          <input
            type="checkbox"
            checked={acknowledged}
            onChange={(change) => onAcknowledge(change.target.checked)}
            className="size-4 accent-accent"
          />
          {t('acknowledge')}
        </label>
      ) : null}
    </div>
  )
}
