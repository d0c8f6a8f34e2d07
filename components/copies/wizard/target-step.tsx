'use client'

import { useQuery } from '@tanstack/react-query'
import { useLocale, useTranslations } from 'use-intl'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { formatBytes } from '@/server/messages/bytes'
import { derivedKey, listQuery } from '../../live/queries'
import { RadioCards } from '../../ui/radio-cards'
import { SelectField } from '../../ui/select-field'
import { TextField } from '../../ui/text-field'
import { DiskPicker } from '../../virtual-disks/disk-picker'
import type { CopyFields, CopyForm } from './fields'
import { candidates } from './source-step'
import { TargetWarnings } from './target-warnings'

interface TargetStepProps {
  form: CopyForm
  values: CopyFields
  source: VirtualDisk
}

export function TargetStep({ form, values, source }: TargetStepProps) {
  const t = useTranslations('copies.wizard')
  return (
    <div className="flex flex-col gap-5">
      <RadioCards
        label={t('target')}
        columns={2}
        value={values.targetKind}
        onChange={(kind) => {
          form.setValue('targetKind', kind, { shouldValidate: true })
          if (kind === 'fresh' && values.freshName === '') {
            form.setValue('freshName', t('freshNameOf', { source: source.name }))
          }
          if (kind === 'fresh' && values.freshPoolId === '') form.setValue('freshPoolId', source.poolId)
        }}
        cards={[
          { value: 'existing', title: t('existing'), children: t('targetHint') },
          { value: 'fresh', title: t('fresh'), children: t('freshHint') },
        ]}
      />
      {values.targetKind === 'existing' ? (
        <>
        <DiskPicker
          label={t('target')}
          value={values.targetId}
          error={form.formState.errors.targetId?.message}
          onChange={(id) => {
            form.setValue('targetId', id, { shouldValidate: true })
            form.setValue('failTargetSnapshots', false)
          }}
          queryKey={derivedKey('copy', 'targets', source.id, values.type)}
          fetchPage={(params, signal) =>
            candidates('targets', { ...params, sourceId: source.id, type: values.type }, signal)
          }
          onlyEligible={{ eligible: true }}
        />
        <TargetWarnings form={form} values={values} source={source} />
        </>
      ) : (
        <Fresh form={form} />
      )}
    </div>
  )
}

function Fresh({ form }: { form: CopyForm }) {
  const t = useTranslations('copies.wizard')
  const locale = useLocale()
  const pools = useQuery(listQuery('pool', { limit: 1000 })).data?.items ?? []
  const { errors } = form.formState
  return (
    <div className="grid max-w-2xl gap-4 sm:grid-cols-2">
      <TextField label={t('freshName')} error={errors.freshName?.message} {...form.register('freshName')} />
      <SelectField
        label={t('pool')}
        error={errors.freshPoolId?.message}
        options={pools.map((pool) => ({
          value: pool.id,
          label: t('poolOption', {
            name: pool.name,
            free: formatBytes(locale, Math.max(0, pool.capacityBytes - pool.usedBytes)),
          }),
        }))}
        {...form.register('freshPoolId')}
      />
    </div>
  )
}
