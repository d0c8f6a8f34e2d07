'use client'

import { useQuery } from '@tanstack/react-query'
import { ArrowRight, CopyCheck } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import type { InstantCopy } from '@/server/array/instant-copies/schema'
import { InstantCopyStatusHelp } from '../help/status-helps'
import { NounTable } from '../live/noun-table'
import { listQuery } from '../live/queries'
import { useWhyNot } from '../shell/why-not'
import { allOf } from '../ui/all-of'
import { LinkButton } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import type { Column } from '../ui/list/data-table'
import { SelectFilter } from '../ui/list/filters'
import type { ListState } from '../ui/list/list-state'
import { NameCell } from '../ui/name-cell'
import { PageHeader } from '../ui/page-header'
import { Time } from '../ui/time'
import { useInstantCopyActions } from './actions'
import { InstantCopyProgress } from './instant-copy-progress'
import { INSTANT_COPY_STATUS_LOOKS, InstantCopyStatusChip } from './instant-copy-status'
import { InstantCopyTabs } from './instant-copy-tabs'
import { SelectionBar } from './selection-bar'

export function InstantCopyList() {
  const t = useTranslations('instantCopies')
  const whyNot = useWhyNot()
  const actions = useInstantCopyActions()
  const create = (
    <LinkButton href="/instant-copies/new" variant="primary" icon={<CopyCheck aria-hidden />} disabledReason={whyNot('createInstantCopy')}>
      {t('create')}
    </LinkButton>
  )
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={create} />
      <InstantCopyTabs />
      <NounTable
        noun="instantCopy"
        label={t('list')}
        columns={useColumns()}
        search={t('search')}
        filters={(list) => <Filters list={list} />}
        menu={actions.menu}
        selection={{
          nameOf: ({ name }) => t('selection.one', { name }),
          all: t('selection.all'),
          bar: (copies, clear) => <SelectionBar copies={copies} clear={clear} />,
        }}
        empty={
          <EmptyState icon={CopyCheck} title={t('empty.title')} action={create}>
            {t('empty.text')}
          </EmptyState>
        }
      />
      {actions.dialog}
    </>
  )
}

function useColumns(): Column<InstantCopy>[] {
  const t = useTranslations('instantCopies')
  return [
    {
      id: 'name',
      header: t('columns.name'),
      sort: 'name',
      cell: (copy) => (
        <NameCell
          href={`/instant-copies/${copy.id}`}
          name={copy.name}
          detail={
            <span className="block w-full min-w-0">
              <InstantCopyStatusChip status={copy.status} />
              <span className="block [overflow-wrap:anywhere]">{t('pair', { source: copy.sourceName, target: copy.targetName })}</span>
              <InstantCopyProgress copy={copy} compact />
            </span>
          }
        />
      ),
    },
    {
      id: 'status',
      header: t('columns.status'),
      help: <InstantCopyStatusHelp />,
      sort: 'status',
      from: 'sm',
      cell: (copy) => <InstantCopyStatusChip status={copy.status} />,
    },
    {
      id: 'pair',
      header: t('columns.pair'),
      from: 'sm',
      cell: (copy) => (
        <span className="inline-flex flex-wrap items-center gap-x-1.5 [overflow-wrap:anywhere]">
          <Link href={`/virtual-disks/${copy.sourceId}`} className="hover:text-link hover:underline">
            {copy.sourceName}
          </Link>
          <ArrowRight aria-hidden className="size-3.5 shrink-0 text-faint" />
          <Link href={`/virtual-disks/${copy.targetId}`} className="hover:text-link hover:underline">
            {copy.targetName}
          </Link>
        </span>
      ),
    },
    { id: 'progress', header: t('columns.progress'), from: 'md', cell: (copy) => <InstantCopyProgress copy={copy} compact /> },
    {
      id: 'group',
      header: t('columns.group'),
      from: 'lg',
      cell: (copy) =>
        copy.consistencyGroupId === null ? (
          '–'
        ) : (
          <Link href={`/instant-copies/groups/${copy.consistencyGroupId}`} className="hover:text-link hover:underline">
            {copy.consistencyGroupName}
          </Link>
        ),
    },
    {
      id: 'started',
      header: t('columns.started'),
      from: 'lg',
      cell: (copy) => (copy.startedAt ? <Time at={copy.startedAt} show="relative" /> : '–'),
    },
  ]
}

function Filters({ list }: { list: ListState }) {
  const t = useTranslations('instantCopies.filters')
  const words = useTranslations('words.instantCopyStatus')
  const groups = useQuery(listQuery('consistencyGroup', { limit: 1000 })).data?.items ?? []
  return (
    <>
      <SelectFilter
        list={list}
        name="status"
        label={t('status')}
        any={t('anyStatus')}
        options={allOf(INSTANT_COPY_STATUS_LOOKS).map((status) => ({ value: status, label: words(status) }))}
      />
      {groups.length > 0 ? (
        <SelectFilter
          list={list}
          name="consistencyGroupId"
          label={t('group')}
          any={t('anyGroup')}
          options={groups.map(({ id, name }) => ({ value: id, label: name }))}
        />
      ) : null}
    </>
  )
}
