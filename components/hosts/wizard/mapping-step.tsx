'use client'

import { useTranslations } from 'use-intl'
import type { Page } from '@/server/array/door/lists'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { derivedKey, type ListParams, spell } from '../../live/queries'
import { getJson } from '../../live/rest'
import { RadioCards } from '../../ui/radio-cards'
import { TextField } from '../../ui/text-field'
import { type DiskChoice, DiskPicker } from '../../virtual-disks/disk-picker'
import type { HostFields, HostForm } from './fields'

async function mappable(params: ListParams, signal: AbortSignal): Promise<Page<DiskChoice>> {
  const page = await getJson<Page<VirtualDisk>>(`virtual-disks?${spell(params)}`, signal)
  return {
    ...page,
    items: page.items.map((disk) => ({ ...disk, mappedTo: disk.mappedTo?.name ?? null, reason: disk.actions.map })),
  }
}

export function MappingStep({ form, values }: { form: HostForm; values: HostFields }) {
  const t = useTranslations('hosts.wizard')
  const { errors } = form.formState
  return (
    <div className="flex flex-col gap-5">
      <RadioCards
        label={t('mappingStep')}
        columns={2}
        value={values.mapping}
        onChange={(mapping) => form.setValue('mapping', mapping, { shouldValidate: true })}
        cards={[
          { value: 'now', title: t('mapNow'), children: t('mapNowHint') },
          { value: 'later', title: t('mapLater'), children: t('mapLaterHint') },
        ]}
      />
      {values.mapping === 'now' ? (
        <>
          <DiskPicker
            label={t('disk')}
            value={values.virtualDiskId}
            error={errors.virtualDiskId ? t('noDisk') : undefined}
            onChange={(id) => form.setValue('virtualDiskId', id, { shouldValidate: true })}
            queryKey={derivedKey('virtualDisk', 'mappable')}
            fetchPage={mappable}
            onlyEligible={{ mapped: false }}
          />
          <div className="max-w-56">
            <TextField
              label={t('lun')}
              hint={t('lunHint')}
              inputMode="numeric"
              error={errors.lun?.message}
              {...form.register('lun')}
            />
          </div>
        </>
      ) : null}
    </div>
  )
}
