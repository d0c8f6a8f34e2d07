'use client'

import { useQueries } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { oneQuery } from '../../live/queries'
import { Notice } from '../../ui/notice'
import { RadioCards } from '../../ui/radio-cards'
import { MapToField, useMapDestinations } from '../../virtual-disks/map-to-field'
import type { SnapshotFields, SnapshotForm } from './fields'

export function MappingStep({ form, values }: { form: SnapshotForm; values: SnapshotFields }) {
  const t = useTranslations('snapshots.wizard')
  const map = useTranslations('virtualDisks.map')
  const { none } = useMapDestinations()
  return (
    <div className="flex flex-col gap-5">
      <RadioCards
        label={t('mappingStep')}
        columns={2}
        value={values.mapping}
        onChange={(mapping) => form.setValue('mapping', mapping, { shouldValidate: true })}
        cards={[
          { value: 'later', title: t('mapLater'), children: t('mapLaterHint') },
          { value: 'now', title: t('mapNow'), children: t('mapNowHint'), disabledReason: none ? map('noHosts') : null },
        ]}
      />
      {values.mapping === 'now' ? (
        <>
          <div className="max-w-sm">
            <MapToField error={form.formState.errors.mapTo?.message} {...form.register('mapTo')} />
          </div>
          <Warnings values={values} />
        </>
      ) : null}
    </div>
  )
}

/** What a host does with two disks that look alike, and a cluster with a disk of its own on each node. */
function Warnings({ values }: { values: SnapshotFields }) {
  const t = useTranslations('snapshots.wizard')
  const found = useQueries({ queries: values.sourceIds.map((id) => oneQuery('virtualDisk', id)) })
  const disks = found.flatMap(({ data }) => data ?? [])
  const toGroup = values.mapTo.startsWith('group:')
  const id = values.mapTo.slice(values.mapTo.indexOf(':') + 1)
  const { groups, hosts } = useMapDestinations()
  const to = [...groups, ...hosts].find((each) => each.id === id)
  if (!to) return null
  const groupOfHost = 'hostGroupId' in to ? to.hostGroupId : null
  const sees = disks.filter(({ mappedTo }) => {
    const holder = mappedTo?.hostId ?? mappedTo?.hostGroupId
    return holder !== undefined && holder !== null && (holder === id || holder === groupOfHost)
  })
  const shared = toGroup ? disks.filter((disk) => disk.mscsShared) : []
  return (
    <>
      {sees.map((disk) => (
        <Notice key={disk.id} tone="warn">
          {t('sameHost', { to: to.name, source: disk.name })}
        </Notice>
      ))}
      {shared.map((disk) => (
        <Notice key={disk.id} tone="crit">
          {t('mscs', { source: disk.name })}
        </Notice>
      ))}
    </>
  )
}
