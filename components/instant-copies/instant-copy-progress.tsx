'use client'

import { useLocale, useTranslations } from 'use-intl'
import type { InstantCopy } from '@/server/array/instant-copies/schema'
import { formatBytes } from '@/server/messages/bytes'
import { Progress } from '../ui/progress'
import { Duration } from '../ui/time'
import { INSTANT_COPY_STATUS_LOOKS } from './instant-copy-status'

type Shown = Pick<InstantCopy, 'name' | 'status' | 'progress' | 'copyRate'>

/** How much of the image the target has by itself. */
export function InstantCopyProgress({ copy, compact = false }: { copy: Shown; compact?: boolean }) {
  const t = useTranslations('instantCopies.progress')
  return (
    <div className="min-w-32">
      <Progress label={t('label', { name: copy.name })} percent={copy.progress.percent} tone={INSTANT_COPY_STATUS_LOOKS[copy.status].tone} />
      <Figures copy={copy} compact={compact} />
    </div>
  )
}

/** How much, how fast, how long; in a table only what moves. */
function Figures({ copy: { status, progress, copyRate }, compact }: { copy: Shown; compact: boolean }) {
  const t = useTranslations('instantCopies.progress')
  const locale = useLocale()
  const isWhole = status === 'copying' && progress.percent === 100
  const runs = status === 'copying' && copyRate > 0 && !isWhole
  if (compact && !runs) return null
  return (
    <p className="figures mt-1 flex flex-wrap justify-between gap-x-3 text-xs text-soft">
      {compact ? null : (
        <span>{t('copied', { copied: formatBytes(locale, progress.copiedBytes), total: formatBytes(locale, progress.totalBytes) })}</span>
      )}
      {runs ? (
        <>
          <span>{t('rate', { rate: formatBytes(locale, progress.bytesPerSecond) })}</span>
          <span>
            {progress.etaSeconds === null
              ? t('estimating')
              : t.rich('left', { time: () => <Duration seconds={progress.etaSeconds ?? 0} /> })}
          </span>
        </>
      ) : isWhole ? (
        <span>{t('whole')}</span>
      ) : status === 'copying' ? (
        <span>{t('noBackground')}</span>
      ) : null}
    </p>
  )
}
