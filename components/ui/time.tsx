'use client'

import { useFormatter, useTranslations } from 'use-intl'
import { useNow } from './now'
import { tip } from './tip'

const EXACT = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
} as const

interface TimeProps {
  /** RFC 3339. */
  at: string
  /** exact: date, time and zone. relative: "3 minutes ago", the exact time in a tip. both: one after the other. */
  show?: 'exact' | 'relative' | 'both'
}

export function Time({ at, show = 'exact' }: TimeProps) {
  const format = useFormatter()
  const now = useNow()
  const date = new Date(at)
  const exact = format.dateTime(date, EXACT)
  const relative = format.relativeTime(date, now < date ? date : now)
  if (show === 'relative') {
    return (
      <time dateTime={at} {...tip(exact)} className="figures whitespace-nowrap">
        {relative}
      </time>
    )
  }
  return (
    <time dateTime={at} className="figures">
      {exact}
      {show === 'both' ? <span className="text-faint"> · {relative}</span> : null}
    </time>
  )
}

/** A stretch of time in the two largest units that matter, coarse enough not to jitter. */
export function Duration({ seconds }: { seconds: number }) {
  const t = useTranslations('common.duration')
  if (seconds < 60) return t('seconds', { seconds: Math.max(5, Math.ceil(seconds / 5) * 5) })
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return t('minutes', { minutes })
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return t('hours', { hours, minutes: minutes % 60 })
  return t('days', { days: Math.floor(hours / 24), hours: hours % 24 })
}
