'use client'

import { useLocale, useTranslations } from 'use-intl'
import { repositoryBytesTyped } from '@/server/array/snapshots/repository-size'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { formatBytes } from '@/server/messages/bytes'
import { PriorityCards } from '../priority-cards'
import { RepositoryField } from '../repository-field'
import type { CopyFields, CopyForm } from './fields'

interface PriorityStepProps {
  form: CopyForm
  values: CopyFields
  source: VirtualDisk
}

export function PriorityStep({ form, values, source }: PriorityStepProps) {
  const t = useTranslations('copies.wizard')
  const locale = useLocale()
  return (
    <div className="flex max-w-xl flex-col gap-5">
      <div>
        <p className="mb-1 text-sm font-medium">{t('priority')}</p>
        <PriorityCards
          label={t('priority')}
          value={values.priority}
          onChange={(priority) => form.setValue('priority', priority)}
        />
      </div>
      {values.type === 'online' ? (
        <RepositoryField
          label={t('repository')}
          value={values.repositoryPercent}
          onChoose={(percent) => form.setValue('repositoryPercent', percent, { shouldValidate: true })}
          hint={t('repositoryHint', { size: formatBytes(locale, repositoryBytesTyped(source.capacityBytes, values.repositoryPercent)) })}
          error={form.formState.errors.repositoryPercent?.message}
          {...form.register('repositoryPercent')}
        />
      ) : null}
    </div>
  )
}
