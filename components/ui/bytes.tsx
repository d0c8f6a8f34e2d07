'use client'

import { useLocale, useTranslations } from 'use-intl'
import { formatBytes, formatExactBytes } from '@/server/messages/bytes'
import { tip } from './tip'

/** A size, rounded, with the exact number of bytes in a tip. */
export function Bytes({ value }: { value: number }) {
  const locale = useLocale()
  const t = useTranslations('common')
  return (
    <span {...tip(t('exactBytes', { bytes: formatExactBytes(locale, value) }))} className="figures whitespace-nowrap">
      {formatBytes(locale, value)}
    </span>
  )
}

/** Bytes per second. */
export function Rate({ bytesPerSecond }: { bytesPerSecond: number }) {
  const locale = useLocale()
  return <span className="figures whitespace-nowrap">{formatBytes(locale, bytesPerSecond)}/s</span>
}
