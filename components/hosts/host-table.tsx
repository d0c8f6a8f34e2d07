'use client'

import { Plus, Server } from 'lucide-react'
import Link from 'next/link'
import { useFormatter, useTranslations } from 'use-intl'
import type { Host, HostSystem } from '@/server/array/hosts/schema'
import { NounTable } from '../live/noun-table'
import { useWhyNot } from '../shell/why-not'
import { allOf } from '../ui/all-of'
import { LinkButton } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import type { Column } from '../ui/list/data-table'
import { SelectFilter } from '../ui/list/filters'
import { NameCell } from '../ui/name-cell'
import { PageHeader } from '../ui/page-header'
import { Time } from '../ui/time'
import { useHostActions } from './actions'
import { HostTabs } from './host-tabs'

export function HostList() {
  const t = useTranslations('hosts')
  const words = useTranslations('words.hostSystem')
  const whyNot = useWhyNot()
  const actions = useHostActions()
  const create = (
    <LinkButton href="/hosts/new" variant="primary" icon={<Plus aria-hidden />} disabledReason={whyNot('createHost')}>
      {t('create')}
    </LinkButton>
  )
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={create} />
      <HostTabs />
      <NounTable
        noun="host"
        label={t('list')}
        columns={useColumns()}
        search={t('search')}
        filters={(list) => (
          <SelectFilter
            list={list}
            name="os"
            label={t('filters.os')}
            any={t('filters.anyOs')}
            options={SYSTEMS.map((os) => ({ value: os, label: words(os) }))}
          />
        )}
        menu={actions.menu}
        empty={
          <EmptyState icon={Server} title={t('empty.title')} action={create}>
            {t('empty.text')}
          </EmptyState>
        }
      />
      {actions.dialog}
    </>
  )
}

const SYSTEMS = allOf<HostSystem>({ linux: true, windows: true, esxi: true, other: true })

function useColumns(): Column<Host>[] {
  const t = useTranslations('hosts')
  const words = useTranslations('words')
  const format = useFormatter()
  return [
    {
      id: 'name',
      header: t('columns.name'),
      sort: 'name',
      cell: (host) => (
        <NameCell href={`/hosts/${host.id}`} name={host.name} detail={<span>{words(`hostSystem.${host.os}`)}</span>} />
      ),
    },
    {
      id: 'os',
      header: t('columns.os'),
      sort: 'os',
      from: 'sm',
      cell: (host) => words(`hostSystem.${host.os}`),
    },
    {
      id: 'group',
      header: t('columns.group'),
      from: 'md',
      cell: (host) =>
        host.hostGroupId ? (
          <Link href={`/hosts/groups/${host.hostGroupId}`} className="hover:text-link hover:underline">
            {host.hostGroupName}
          </Link>
        ) : (
          <span className="text-faint">{t('noGroup')}</span>
        ),
    },
    {
      id: 'mappings',
      header: t('columns.mappings'),
      align: 'end',
      cell: (host) => format.number(host.mappingCount),
    },
    {
      id: 'sessions',
      header: t('columns.sessions'),
      align: 'end',
      from: 'sm',
      cell: (host) => format.number(host.sessionCount),
    },
    {
      id: 'created',
      header: t('columns.created'),
      sort: 'createdAt',
      from: 'lg',
      cell: (host) => <Time at={host.createdAt} show="relative" />,
    },
  ]
}
