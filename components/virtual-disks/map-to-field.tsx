'use client'

import { useQuery } from '@tanstack/react-query'
import type { ComponentProps } from 'react'
import { useTranslations } from 'use-intl'
import { listQuery } from '../live/queries'
import { SelectField } from '../ui/select-field'

/** Hosts and host groups that a disk can be mapped to; `none` when there are neither. */
export function useMapDestinations() {
  const hosts = useQuery(listQuery('host', { limit: 1000 })).data
  const groups = useQuery(listQuery('hostGroup', { limit: 1000 })).data
  return { hosts: hosts?.items ?? [], groups: groups?.items ?? [], none: hosts?.total === 0 && groups?.total === 0 }
}

/** One of them; the value is `host:<id>` or `group:<id>`. */
export function MapToField(props: Omit<ComponentProps<typeof SelectField>, 'label' | 'options' | 'groups'>) {
  const t = useTranslations('virtualDisks.map')
  const { hosts, groups } = useMapDestinations()
  return (
    <SelectField
      label={t('to')}
      options={[{ value: '', label: t('choose') }]}
      groups={[
        { label: t('hosts'), options: hosts.map((host) => ({ value: `host:${host.id}`, label: host.name })) },
        { label: t('hostGroups'), options: groups.map((group) => ({ value: `group:${group.id}`, label: group.name })) },
      ]}
      {...props}
    />
  )
}
