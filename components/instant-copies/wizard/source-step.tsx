'use client'

import { useTranslations } from 'use-intl'
import { derivedKey } from '../../live/queries'
import { DiskPicker } from '../../virtual-disks/disk-picker'
import { candidates } from './candidates'
import type { InstantCopyForm } from './fields'

export function chooseSource(form: InstantCopyForm, id: string): void {
  form.setValue('sourceId', id, { shouldValidate: true })
  // What can be a target depends on the source.
  chooseTarget(form, '')
  form.setValue('freshName', '')
  form.setValue('targetKind', 'existing')
}

/** What was said of another target doesn't count for this one. */
export function chooseTarget(form: InstantCopyForm, id: string): void {
  form.setValue('targetId', id, { shouldValidate: id !== '' })
  form.setValue('failTargetSnapshots', false)
  form.setValue('overrideInUse', false)
}

export function SourceStep({ form, value }: { form: InstantCopyForm; value: string }) {
  const t = useTranslations('instantCopies.wizard')
  return (
    <>
      <p className="mb-4 max-w-prose text-sm text-soft">{t('sourceHint')}</p>
      <DiskPicker
        label={t('source')}
        value={value}
        error={form.formState.errors.sourceId?.message}
        onChange={(id) => chooseSource(form, id)}
        queryKey={derivedKey('instantCopy', 'sources')}
        fetchPage={(params, signal) => candidates('sources', params, signal)}
        onlyEligible={{ eligible: true }}
      />
    </>
  )
}
