'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { Failed } from '../../live/failed'
import { why } from '../../shell/why-not'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { Skeleton } from '../../ui/skeleton'
import { ContentsPanel } from '../../virtual-disks/contents-panel'
import { Consents } from '../consents'
import { DisksInUse } from '../disks-in-use'
import { NOTHING_SAID } from '../drive'
import type { InstantCopyFields, InstantCopyForm } from './fields'
import { pairQuery } from './pair-preview'

/** Seed 002: the source is flushed and the target discarded on their hosts, before the array copies and overwrites. */
export function UseStep({ form, values }: { form: InstantCopyForm; values: InstantCopyFields }) {
  const t = useTranslations('instantCopies.wizard')
  const { data: preview, error, isFetching, refetch } = useQuery(pairQuery(values))
  if (error && !preview) return <Failed error={error} onRetry={() => void refetch()} />
  if (!preview) return <Skeleton className="h-44 w-full" />
  const { failTargetSnapshots, overrideInUse } = values
  return (
    <div className="flex max-w-4xl flex-col gap-4">
      <p className="max-w-prose text-sm text-soft">{t('useHint')}</p>
      {preview.allowed ? (
        <Notice tone="crit" title={t('refused')}>
          {why(preview.allowed)}
        </Notice>
      ) : null}
      <DisksInUse disks={preview.disks} contents={(diskId) => <ContentsPanel diskId={diskId} />} />
      {values.targetKind === 'fresh' ? <Notice tone="good">{t('freshUse', { name: values.freshName.trim() })}</Notice> : null}
      <div>
        <Button size="sm" pending={isFetching} onClick={() => void refetch()}>
          {t('again')}
        </Button>
      </div>
      <Consents
        preview={preview}
        said={{ ...NOTHING_SAID, failTargetSnapshots, overrideInUse }}
        onChange={(said) => {
          form.setValue('failTargetSnapshots', said.failTargetSnapshots)
          form.setValue('overrideInUse', said.overrideInUse)
        }}
      />
    </div>
  )
}
