'use client'

import { useLocale, useTranslations } from 'use-intl'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { formatBytes } from '@/server/messages/bytes'
import { derivedKey } from '../../live/queries'
import { RadioCards } from '../../ui/radio-cards'
import { TextField } from '../../ui/text-field'
import { DiskPicker } from '../../virtual-disks/disk-picker'
import { candidates } from './candidates'
import type { InstantCopyFields, InstantCopyForm } from './fields'
import { chooseTarget } from './source-step'

interface TargetStepProps {
  form: InstantCopyForm
  values: InstantCopyFields
  source: VirtualDisk
}

export function TargetStep({ form, values, source }: TargetStepProps) {
  const t = useTranslations('instantCopies.wizard')
  const locale = useLocale()
  const { errors } = form.formState
  return (
    <div className="flex flex-col gap-5">
      <RadioCards
        label={t('target')}
        columns={2}
        value={values.targetKind}
        onChange={(kind) => {
          form.setValue('targetKind', kind, { shouldValidate: true })
          if (kind === 'fresh' && values.freshName === '') form.setValue('freshName', t('freshNameOf', { source: source.name }))
        }}
        cards={[
          { value: 'existing', title: t('existing'), children: t('existingHint') },
          {
            value: 'fresh',
            title: t('fresh'),
            children: t('freshHint', { capacity: formatBytes(locale, source.capacityBytes), pool: source.poolName }),
          },
        ]}
      />
      {values.targetKind === 'existing' ? (
        <DiskPicker
          label={t('target')}
          value={values.targetId}
          error={errors.targetId?.message}
          onChange={(id) => chooseTarget(form, id)}
          queryKey={derivedKey('instantCopy', 'targets', source.id)}
          fetchPage={(params, signal) => candidates('targets', { ...params, sourceId: source.id }, signal)}
          onlyEligible={{ eligible: true }}
        />
      ) : (
        <div className="max-w-md">
          <TextField label={t('freshName')} error={errors.freshName?.message} {...form.register('freshName')} />
        </div>
      )}
    </div>
  )
}
