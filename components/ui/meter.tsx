'use client'

import { useFormatter, useLocale, useTranslations } from 'use-intl'
import { formatBytes } from '@/server/messages/bytes'
import { Bar } from './bar'
import type { Tone } from './state-chip'

interface CapacityMeterProps {
  label: string
  usedBytes: number
  capacityBytes: number
  /** Fractions from which the fill warns and alarms. */
  warnAt?: number
  critAt?: number
  /** The figures under the bar; the compact form has them in its name only. */
  compact?: boolean
}

export function CapacityMeter({ label, usedBytes, capacityBytes, warnAt = 0.8, critAt = 0.95, compact }: CapacityMeterProps) {
  const locale = useLocale()
  const format = useFormatter()
  const t = useTranslations('common.capacity')
  const fraction = capacityBytes > 0 ? Math.min(1, usedBytes / capacityBytes) : 0
  const tone: Tone = fraction >= critAt ? 'crit' : fraction >= warnAt ? 'warn' : 'busy'
  const text = t('usedOf', {
    used: formatBytes(locale, usedBytes),
    capacity: formatBytes(locale, capacityBytes),
    percent: format.number(fraction, { style: 'percent', maximumFractionDigits: 0 }),
  })
  return (
    <div className="min-w-24">
      <meter className="sr-only" aria-label={label} aria-valuetext={text} max={100} value={Math.round(fraction * 100)} />
      <Bar fraction={fraction} tone={tone} className={compact ? 'h-1.5' : 'h-2'} />
      {compact ? null : (
        <p className="figures mt-1.5 flex flex-wrap justify-between gap-x-3 text-xs text-soft">
          <span>{text}</span>
          <span>{t('free', { free: formatBytes(locale, Math.max(0, capacityBytes - usedBytes)) })}</span>
        </p>
      )}
    </div>
  )
}
