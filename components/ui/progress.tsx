'use client'

import clsx from 'clsx'
import { useFormatter } from 'use-intl'
import { Bar } from './bar'
import type { Tone } from './state-chip'

interface ProgressProps {
  label: string
  /** 0 to 100. */
  percent: number
  tone?: Tone
  className?: string
}

/** A bar with its figure in a column of fixed width, so that nothing beside it moves. */
export function Progress({ label, percent, tone = 'busy', className }: ProgressProps) {
  const format = useFormatter()
  const text = format.number(percent / 100, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })
  return (
    <div className={clsx('relative flex items-center gap-2.5', className)}>
      <progress className="sr-only" aria-label={label} aria-valuetext={text} max={100} value={Math.floor(percent)} />
      <Bar fraction={percent / 100} tone={tone} />
      <span className="figures w-13 shrink-0 text-right text-xs">{text}</span>
    </div>
  )
}
