'use client'

import { useLocale, useTranslations } from 'use-intl'
import type { Copy, CopyStatus } from '@/server/array/copies/schema'
import { formatBytes } from '@/server/messages/bytes'
import { Progress } from '../ui/progress'
import type { Tone } from '../ui/state-chip'
import { Duration } from '../ui/time'

const TONES: Record<CopyStatus, Tone> = {
  pending: 'idle',
  inProgress: 'busy',
  completed: 'good',
  failed: 'crit',
  stopped: 'idle',
}

interface CopyProgressProps {
  sourceName: string
  targetName: string
  status: CopyStatus
  progress: Copy['progress']
  /** The bar alone, for a table's cell. */
  compact?: boolean
}

export function CopyProgress({ sourceName, targetName, status, progress, compact = false }: CopyProgressProps) {
  const t = useTranslations('copies.progress')
  return (
    <div className="min-w-32">
      <Progress
        label={t('label', { source: sourceName, target: targetName })}
        percent={progress.percent}
        tone={TONES[status]}
      />
      {compact ? null : <Figures status={status} progress={progress} />}
    </div>
  )
}

/** How much, how fast, how long: each in its own place, so that none pushes another. */
function Figures({ status, progress }: { status: CopyStatus; progress: Copy['progress'] }) {
  const t = useTranslations('copies.progress')
  const locale = useLocale()
  return (
    <p className="figures mt-1 grid grid-cols-[1fr_auto_1fr] gap-3 text-xs whitespace-nowrap text-soft">
      <span>
        {t('copied', { copied: formatBytes(locale, progress.copiedBytes), total: formatBytes(locale, progress.totalBytes) })}
      </span>
      <span className="text-center">
        {status === 'inProgress' ? t('rate', { rate: formatBytes(locale, progress.bytesPerSecond) }) : null}
      </span>
      <span className="text-right">
        {status === 'pending' ? t('waiting') : null}
        {status === 'inProgress'
          ? progress.etaSeconds === null
            ? t('estimating')
            : t.rich('left', { time: () => <Duration seconds={progress.etaSeconds ?? 0} /> })
          : null}
      </span>
    </p>
  )
}
