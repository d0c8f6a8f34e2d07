import clsx from 'clsx'
import type { LucideIcon } from 'lucide-react'

/** How a state stands to the administrator: colour never speaks alone, an icon and the word go with it. */
export type Tone = 'good' | 'busy' | 'warn' | 'crit' | 'idle'

export const TONE_TEXT: Record<Tone, string> = {
  good: 'text-good',
  busy: 'text-link',
  warn: 'text-warn',
  crit: 'text-crit',
  idle: 'text-idle',
}

/** What is as it should be, or at rest, stays quiet. */
const TONE_FILL: Record<Tone, string> = {
  good: '',
  busy: 'bg-accent-soft',
  warn: 'bg-warn-soft',
  crit: 'bg-crit-soft',
  idle: '',
}

/** What a noun gives per state, as `Record<State, StateLook>`, so that a new state needs a look to compile. */
export interface StateLook {
  tone: Tone
  icon: LucideIcon
  /** The state passes by itself: its icon turns. */
  moving?: boolean
}

export function StateChip({ look, children }: { look: StateLook; children: React.ReactNode }) {
  const Icon = look.icon
  return (
    <span
      className={clsx(
        'inline-flex h-5.5 items-center gap-1 rounded-sm text-xs font-medium whitespace-nowrap',
        TONE_FILL[look.tone] && 'px-1.5',
        TONE_TEXT[look.tone],
        TONE_FILL[look.tone],
      )}
    >
      <Icon aria-hidden className={clsx('size-3.5 shrink-0', look.moving && 'spin')} />
      {children}
    </span>
  )
}

/** A word that sorts things without saying how they fare: a kind, a type, a role. */
export function Tag({ children }: { children: React.ReactNode }) {
  return (
    <span className="inline-flex h-5.5 items-center rounded-sm border border-line px-1.5 text-xs whitespace-nowrap text-soft">
      {children}
    </span>
  )
}
