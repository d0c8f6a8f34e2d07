'use client'

import { useLocale, useTranslations } from 'use-intl'
import { GRAIN_SIZES } from '@/server/array/instant-copies/grains'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { formatBytes } from '@/server/messages/bytes'
import { SelectField } from '../../ui/select-field'
import { SwitchRow } from '../../ui/switch-row'
import { TextField } from '../../ui/text-field'
import { RateHint } from '../rate-hint'
import type { InstantCopyFields, InstantCopyForm } from './fields'
import { GroupChoice } from './group-choice'

interface SettingsStepProps {
  form: InstantCopyForm
  values: InstantCopyFields
  source: VirtualDisk
  /** The name that the array chooses by itself. */
  pair: string
}

export function SettingsStep({ form, values, source, pair }: SettingsStepProps) {
  const t = useTranslations('instantCopies')
  const locale = useLocale()
  const { errors } = form.formState
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <div className="max-w-md">
        <TextField
          label={t('wizard.name')}
          hint={t('wizard.nameHint', { pair })}
          error={errors.name?.message}
          {...form.register('name')}
        />
      </div>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          label={t('fields.copyRate')}
          inputMode="numeric"
          className="max-w-28"
          hint={<RateHint typed={values.copyRate} bytes={source.capacityBytes} />}
          error={errors.copyRate?.message}
          {...form.register('copyRate')}
        />
        <TextField
          label={t('fields.cleanRate')}
          inputMode="numeric"
          className="max-w-28"
          hint={
            <>
              <span className="block">{t('fields.cleanRateHint')}</span>
              <RateHint typed={values.cleanRate} bytes={source.capacityBytes} />
            </>
          }
          error={errors.cleanRate?.message}
          {...form.register('cleanRate')}
        />
      </div>
      <div className="max-w-md">
        <SelectField
          label={t('fields.grain')}
          error={errors.grain?.message}
          options={[
            { value: '', label: t('wizard.grainAny') },
            ...GRAIN_SIZES.map((bytes) => ({ value: String(bytes), label: formatBytes(locale, bytes) })),
          ]}
          {...form.register('grain')}
        />
      </div>
      <SwitchRow
        label={t('fields.incremental')}
        hint={t('fields.incrementalHint')}
        checked={values.incremental}
        onChange={(incremental) => form.setValue('incremental', incremental)}
      />
      <SwitchRow
        label={t('fields.autoDelete')}
        hint={t('fields.autoDeleteHint')}
        checked={values.autoDelete}
        onChange={(autoDelete) => form.setValue('autoDelete', autoDelete)}
      />
      <GroupChoice form={form} values={values} />
    </div>
  )
}
