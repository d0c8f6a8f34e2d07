'use client'

import { useLocale, useTranslations } from 'use-intl'
import { bytesPerSecond, MAX_RATE, secondsFor } from '@/server/array/instant-copies/rates'
import { formatBytes } from '@/server/messages/bytes'
import { Duration } from '../ui/time'

/** What a rate as it is typed comes to: bytes per second, and how long so much takes at it. */
export function RateHint({ typed, bytes }: { typed: string; bytes: number }) {
  const t = useTranslations('instantCopies.rates')
  const locale = useLocale()
  const rate = Number(typed)
  if (typed.trim() === '' || !Number.isInteger(rate) || rate < 0 || rate > MAX_RATE) return t('range', { max: MAX_RATE })
  const seconds = secondsFor(bytes, rate)
  if (rate === 0 || seconds === null) return t('none')
  return t.rich('takes', {
    rate: formatBytes(locale, bytesPerSecond(rate)),
    bytes: formatBytes(locale, bytes),
    time: () => <Duration seconds={seconds} />,
  })
}
