'use client'

import { useTranslations } from 'use-intl'
import { derivedKey } from '../../live/queries'
import { DisksPicker } from '../../virtual-disks/disks-picker'
import type { SnapshotForm } from './fields'
import { fetchSources } from './sources'

export function SourcesStep({ form, value }: { form: SnapshotForm; value: string[] }) {
  const t = useTranslations('snapshots.wizard')
  return (
    <>
      <p className="mb-4 max-w-prose text-sm text-soft">{t('sourcesHint')}</p>
      <DisksPicker
        label={t('sources')}
        value={value}
        error={form.formState.errors.sourceIds && (value.length === 0 ? t('noSource') : form.formState.errors.sourceIds.message)}
        onChange={(ids) => form.setValue('sourceIds', ids, { shouldValidate: true })}
        queryKey={derivedKey('snapshot', 'sources')}
        fetchPage={async (params, signal) => {
          const page = await fetchSources(params, signal)
          return { ...page, items: page.items.map(({ virtualDiskId, ...disk }) => ({ ...disk, id: virtualDiskId })) }
        }}
        onlyEligible={{ eligible: true }}
      />
      <p className="mt-2 text-sm text-soft" aria-live="polite">
        {t('chosen', { count: value.length })}
      </p>
    </>
  )
}
