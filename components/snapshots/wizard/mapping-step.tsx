'use client'

import { useTranslations } from 'use-intl'
import type { MappingTarget } from '@/server/array/mappings/schema'
import type { SnapshotSource } from '@/server/array/snapshots/schema'
import { Heed } from '../../mappings/heed'
import { TargetPicker } from '../../mappings/target-picker'
import { useTargetsOfAll, valueOf } from '../../mappings/targets'
import { RadioCards } from '../../ui/radio-cards'
import type { SnapshotFields, SnapshotForm } from './fields'
import { nameOf } from './inputs'

/** Every host and host group, judged for the snapshots that are about to be taken. */
export function useSnapshotTargets(values: SnapshotFields, sources: SnapshotSource[]): MappingTarget[] | undefined {
  return useTargetsOfAll(
    sources.map((source) => ({ diskId: source.virtualDiskId, imageName: nameOf(values, source) || source.name })),
  )
}

/** What the hosts of the chosen target have to heed, and nobody has said yet to have read. */
export function isUnread({ mapping, mapTo, readFor }: SnapshotFields, targets: MappingTarget[] | undefined): boolean {
  const target = targets?.find((each) => valueOf(each) === mapTo)
  return mapping === 'now' && mapTo !== readFor && (target?.warnings.length ?? 0) > 0
}

interface MappingStepProps {
  form: SnapshotForm
  values: SnapshotFields
  targets: MappingTarget[] | undefined
}

export function MappingStep({ form, values, targets }: MappingStepProps) {
  const t = useTranslations('snapshots.wizard')
  const map = useTranslations('virtualDisks.map')
  const target = targets?.find((each) => valueOf(each) === values.mapTo)
  return (
    <div className="flex flex-col gap-5">
      <RadioCards
        label={t('mappingStep')}
        columns={2}
        value={values.mapping}
        onChange={(mapping) => form.setValue('mapping', mapping, { shouldValidate: true })}
        cards={[
          { value: 'later', title: t('mapLater'), children: t('mapLaterHint') },
          { value: 'now', title: t('mapNow'), children: t('mapNowHint'), disabledReason: targets?.length === 0 ? map('noHosts') : null },
        ]}
      />
      {values.mapping === 'now' ? (
        <div className="flex max-w-2xl flex-col gap-3">
          <TargetPicker
            label={map('to')}
            targets={targets}
            value={values.mapTo}
            onChange={(value) => form.setValue('mapTo', value, { shouldValidate: true })}
            error={form.formState.errors.mapTo?.message}
          />
          <Heed
            to={target?.name ?? ''}
            warnings={target?.warnings ?? []}
            acknowledged={values.readFor === values.mapTo}
            onAcknowledge={(yes) => form.setValue('readFor', yes ? values.mapTo : '', { shouldValidate: true })}
            error={form.formState.errors.readFor?.message}
          />
        </div>
      ) : null}
    </div>
  )
}
