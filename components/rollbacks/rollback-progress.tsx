'use client'

import { useLocale, useTranslations } from 'use-intl'
import type { Rollback } from '@/server/array/rollbacks/schema'
import { formatBytes } from '@/server/messages/bytes'
import { Progress } from '../ui/progress'
import { Duration } from '../ui/time'

interface RollbackProgressProps {
  sourceName: string
  status: Rollback['status']
  progress: Rollback['progress']
}

export function RollbackProgress({ sourceName, status, progress }: RollbackProgressProps) {
  const t = useTranslations('rollbacks.progress')
  const locale = useLocale()
  const running = status === 'inProgress'
  return (
    <div className="min-w-32">
      <Progress label={t('label', { source: sourceName })} percent={progress.percent} tone={running ? 'busy' : 'crit'} />
      <p className="figures mt-1 grid grid-cols-[1fr_auto_1fr] gap-3 text-xs whitespace-nowrap text-soft">
        <span>
          {t('gone', { gone: formatBytes(locale, progress.copiedBytes), total: formatBytes(locale, progress.totalBytes) })}
        </span>
        <span className="text-center">{running ? t('rate', { rate: formatBytes(locale, progress.bytesPerSecond) }) : null}</span>
        <span className="text-right">
          {running && progress.etaSeconds !== null ? t.rich('left', { time: () => <Duration seconds={progress.etaSeconds ?? 0} /> }) : null}
        </span>
      </p>
    </div>
  )
}
