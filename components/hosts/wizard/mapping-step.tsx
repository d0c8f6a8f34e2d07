'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { Page } from '@/server/array/door/lists'
import type { DiskCandidate } from '@/server/array/virtual-disks/candidate'
import { derivedKey, type ListParams, spell } from '../../live/queries'
import { getJson } from '../../live/rest'
import { Heed } from '../../mappings/heed'
import { RadioCards } from '../../ui/radio-cards'
import { TextField } from '../../ui/text-field'
import { DiskPicker } from '../../virtual-disks/disk-picker'
import type { HostFields, HostForm } from './fields'

type AboutToConnect = Pick<HostFields, 'name' | 'os' | 'hostGroupId'>

/** Every disk, judged for the host that is about to be connected. */
function disksFor({ name, os, hostGroupId }: AboutToConnect, params: ListParams, signal: AbortSignal): Promise<Page<DiskCandidate>> {
  return getJson(`mappings/disks?${spell({ ...params, hostName: name.trim(), os, hostGroupId })}`, signal)
}

const keyOf = ({ name, os, hostGroupId }: AboutToConnect) => derivedKey('virtualDisk', 'mappable', name.trim(), os, hostGroupId)

/** The chosen disk as it is judged for this host; undefined while it isn't known. */
export function useMappingDisk(values: HostFields): DiskCandidate | undefined {
  const { mapping, virtualDiskId, name } = values
  return useQuery({
    queryKey: [...keyOf(values), virtualDiskId],
    queryFn: ({ signal }) => disksFor(values, { virtualDiskId }, signal),
    enabled: mapping === 'now' && virtualDiskId !== '' && name.trim() !== '',
  }).data?.items[0]
}

/** Why it can't go on with the chosen disk as it is: it may not be mapped, or nobody has read what the host has to heed. */
export function isInTheWay({ mapping, virtualDiskId, readForDisk }: HostFields, disk: DiskCandidate | undefined): boolean {
  if (mapping === 'later' || virtualDiskId === '' || !disk) return false
  return !disk.eligible || (disk.warnings.length > 0 && readForDisk !== virtualDiskId)
}

interface MappingStepProps {
  form: HostForm
  values: HostFields
  disk: DiskCandidate | undefined
}

export function MappingStep({ form, values, disk }: MappingStepProps) {
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
            error={disk?.reason ? `${disk.reason.detail} ${disk.reason.remedy}` : errors.virtualDiskId ? t('noDisk') : undefined}
            onChange={(id) => form.setValue('virtualDiskId', id, { shouldValidate: true })}
            queryKey={keyOf(values)}
            fetchPage={async (params, signal) => {
              const page = await disksFor(values, params, signal)
              return { ...page, items: page.items.map(({ virtualDiskId, ...each }) => ({ ...each, id: virtualDiskId })) }
            }}
            onlyEligible={{ eligible: true }}
          />
          <Heed
            to={values.name.trim()}
            warnings={disk?.warnings ?? []}
            acknowledged={values.readForDisk === values.virtualDiskId}
            onAcknowledge={(yes) => form.setValue('readForDisk', yes ? values.virtualDiskId : '', { shouldValidate: true })}
            error={errors.readForDisk?.message}
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
