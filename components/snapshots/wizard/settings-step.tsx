'use client'

import { useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import type { SnapshotSource } from '@/server/array/snapshots/schema'
import { formatBytes } from '@/server/messages/bytes'
import { TextField } from '../../ui/text-field'
import { PolicyCards } from '../policy-cards'
import type { SnapshotFields, SnapshotForm } from './fields'
import { repositoryBytesOf } from './inputs'

interface SettingsStepProps {
  form: SnapshotForm
  values: SnapshotFields
  sources: SnapshotSource[]
}

/** Names at once; what has good defaults under a heading that says what they are. */
export function SettingsStep({ form, values, sources }: SettingsStepProps) {
  const t = useTranslations('snapshots.wizard')
  const policies = useTranslations('snapshots.policyTitles')
  const { errors } = form.formState
  const [open, setOpen] = useState(false)
  const wrong = errors.repositoryPercent ?? errors.warningThresholdPercent
  return (
    <div className="flex max-w-2xl flex-col gap-5">
      {sources.map((source) => (
        <TextField
          key={source.virtualDiskId}
          label={sources.length === 1 ? t('names') : t('nameOf', { source: source.name })}
          placeholder={source.defaultName ?? ''}
          hint={t('nameDefault', { name: source.defaultName ?? '', repository: source.defaultRepositoryName ?? '' })}
          error={errors.names?.[source.virtualDiskId]?.message}
          {...form.register(`names.${source.virtualDiskId}`)}
        />
      ))}
      <details
        className="rounded-lg border border-line"
        open={open || wrong !== undefined}
        onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      >
        <summary className="cursor-pointer rounded-lg px-3.5 py-3 text-sm hover:bg-hover">
          <span className="font-semibold">{t('details')}</span>
          <span className="mt-0.5 block text-soft">
            {t('detailsNow', {
              percent: values.repositoryPercent,
              threshold: values.warningThresholdPercent,
              policy: policies(values.fullPolicy),
            })}
          </span>
          <Sizes values={values} sources={sources} />
        </summary>
        <div className="flex flex-col gap-5 border-t border-line px-3.5 py-4">
          <TextField
            label={t('percent')}
            inputMode="numeric"
            className="max-w-28"
            hint={t('percentHint')}
            error={errors.repositoryPercent?.message}
            {...form.register('repositoryPercent')}
          />
          <TextField
            label={t('threshold')}
            inputMode="numeric"
            className="max-w-28"
            hint={t('thresholdHint')}
            error={errors.warningThresholdPercent?.message}
            {...form.register('warningThresholdPercent')}
          />
          <div>
            <p className="mb-1 text-sm font-medium">{t('policy')}</p>
            <PolicyCards
              label={t('policy')}
              value={values.fullPolicy}
              onChange={(policy) => form.setValue('fullPolicy', policy)}
            />
          </div>
        </div>
      </details>
    </div>
  )
}

function Sizes({ values, sources }: Omit<SettingsStepProps, 'form'>) {
  const t = useTranslations('snapshots.wizard')
  const locale = useLocale()
  return sources.map((source) => (
    <span key={source.virtualDiskId} className="figures block text-xs text-faint [overflow-wrap:anywhere]">
      {t('repositorySize', { source: source.name, size: formatBytes(locale, repositoryBytesOf(values, source)) })}
    </span>
  ))
}
