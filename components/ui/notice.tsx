import clsx from 'clsx'
import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { TONE_TEXT, type Tone } from './state-chip'

const ICONS: Record<Tone, LucideIcon> = {
  good: CircleCheck,
  busy: Info,
  warn: TriangleAlert,
  crit: CircleAlert,
  idle: Info,
}

const FRAMES: Record<Tone, string> = {
  good: 'border-good/35 bg-good-soft',
  busy: 'border-accent/30 bg-accent-soft',
  warn: 'border-warn/35 bg-warn-soft',
  crit: 'border-crit/35 bg-crit-soft',
  idle: 'border-line bg-sunken',
}

interface NoticeProps {
  tone?: Tone
  title?: ReactNode
  children?: ReactNode
  /** What a person can do about it. */
  action?: ReactNode
  /** Announced at once: for what follows an act of the person. */
  live?: boolean
}

/** A message in the flow of the page. */
export function Notice({ tone = 'idle', title, children, action, live = false }: NoticeProps) {
  const Icon = ICONS[tone]
  return (
    <div
      role={live ? 'alert' : undefined}
      className={clsx('flex items-start gap-2.5 rounded-md border px-3 py-2.5 text-sm', FRAMES[tone])}
    >
      <Icon aria-hidden className={clsx('mt-0.5 size-4 shrink-0', TONE_TEXT[tone])} />
      <div className="min-w-0 flex-1 break-words">
        {title ? <p className="font-semibold">{title}</p> : null}
        {children ? <div className={clsx(title ? 'text-soft' : null)}>{children}</div> : null}
      </div>
      {action}
    </div>
  )
}
