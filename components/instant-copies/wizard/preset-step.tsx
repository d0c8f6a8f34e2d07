'use client'

import { useTranslations } from 'use-intl'
import { RadioCards } from '../../ui/radio-cards'
import { type InstantCopyForm, SETTINGS_OF_PRESET } from './fields'
import { type Preset, PRESETS } from './presets'

const TEXTS = { snapshot: 'snapshotText', clone: 'cloneText', backup: 'backupText' } as const

export function PresetStep({ form, value }: { form: InstantCopyForm; value: Preset }) {
  const t = useTranslations('instantCopies.wizard')
  return (
    <div className="max-w-3xl">
      <RadioCards
        label={t('preset')}
        value={value}
        onChange={(preset) => {
          const { copyRate, incremental, autoDelete } = SETTINGS_OF_PRESET[preset]
          form.setValue('preset', preset)
          form.setValue('copyRate', copyRate)
          form.setValue('incremental', incremental)
          form.setValue('autoDelete', autoDelete)
        }}
        cards={PRESETS.map((preset) => ({ value: preset, title: t(`presets.${preset}`), children: t(`presets.${TEXTS[preset]}`) }))}
      />
    </div>
  )
}
