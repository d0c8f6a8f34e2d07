import clsx from 'clsx'
import type { Tone } from './state-chip'

const FILLS: Record<Tone, string> = {
  good: 'fill-good',
  busy: 'fill-accent',
  warn: 'fill-warn',
  crit: 'fill-crit',
  idle: 'fill-idle',
}

interface BarProps {
  /** 0 to 1. */
  fraction: number
  tone: Tone
  className?: string
}

/**
 * Drawn as SVG: its length is an attribute, which a strict content security policy lets the server send, where it
 * would drop a style.
 */
export function Bar({ fraction, tone, className = 'h-1.5' }: BarProps) {
  return (
    <svg
      aria-hidden
      preserveAspectRatio="none"
      viewBox="0 0 1000 10"
      className={clsx('block w-full overflow-hidden rounded-sm bg-idle-soft ring-1 ring-line ring-inset', className)}
    >
      <rect width={Math.max(0, Math.min(1, fraction)) * 1000} height={10} className={FILLS[tone]} />
    </svg>
  )
}
