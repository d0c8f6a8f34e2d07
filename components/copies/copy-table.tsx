'use client'

import { ArrowRight, Copy as CopyIcon } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import type { Copy, CopyType } from '@/server/array/copies/schema'
import { CopyStatusHelp } from '../help/status-helps'
import { NounTable } from '../live/noun-table'
import { useWhyNot } from '../shell/why-not'
import { allOf } from '../ui/all-of'
import { LinkButton } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import type { Column } from '../ui/list/data-table'
import { SelectFilter } from '../ui/list/filters'
import type { ListState } from '../ui/list/list-state'
import { PageHeader } from '../ui/page-header'
import { Time } from '../ui/time'
import { useCopyActions } from './actions'
import { CopyProgress } from './copy-progress'
import { COPY_STATUS_LOOKS, CopyStatusChip } from './copy-status'

export function CopyList() {
  const t = useTranslations('copies')
  const whyNot = useWhyNot()
  const actions = useCopyActions()
  const create = (
    <LinkButton href="/copies/new" variant="primary" icon={<CopyIcon aria-hidden />} disabledReason={whyNot('createCopy')}>
      {t('create')}
    </LinkButton>
  )
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={create} />
      <NounTable
        noun="copy"
        label={t('list')}
        columns={useColumns()}
        search={t('search')}
        filters={(list) => <Filters list={list} />}
        menu={actions.menu}
        empty={
          <EmptyState icon={CopyIcon} title={t('empty.title')} action={create}>
            {t('empty.text')}
          </EmptyState>
        }
      />
      {actions.dialog}
    </>
  )
}

function useColumns(): Column<Copy>[] {
  const t = useTranslations('copies')
  const words = useTranslations('words')
  return [
    {
      id: 'pair',
      header: t('columns.pair'),
      cell: (copy) => (
        <div className="min-w-0">
          <Link
            href={`/copies/${copy.id}`}
            aria-label={t('pair', { source: copy.sourceName, target: copy.targetName })}
            className="inline-flex flex-wrap items-center gap-x-1.5 font-medium text-link [overflow-wrap:anywhere] hover:underline"
          >
            {copy.sourceName}
            <ArrowRight aria-hidden className="size-3.5 shrink-0 text-faint" />
            {copy.targetName}
          </Link>
          <div className="mt-1 sm:hidden">
            <CopyProgress {...copy} compact />
          </div>
        </div>
      ),
    },
    {
      id: 'status',
      header: t('columns.status'),
      help: <CopyStatusHelp />,
      sort: 'status',
      cell: (copy) => <CopyStatusChip status={copy.status} />,
    },
    {
      id: 'progress',
      header: t('columns.progress'),
      from: 'sm',
      cell: (copy) => <CopyProgress {...copy} compact />,
    },
    { id: 'type', header: t('columns.type'), from: 'md', cell: (copy) => words(`copyType.${copy.type}`) },
    {
      id: 'priority',
      header: t('columns.priority'),
      sort: 'priority',
      from: 'lg',
      cell: (copy) => words(`priority.${copy.priority}`),
    },
    {
      id: 'started',
      header: t('columns.started'),
      sort: 'startedAt',
      from: 'lg',
      cell: (copy) => (copy.startedAt ? <Time at={copy.startedAt} show="relative" /> : '–'),
    },
    {
      id: 'completed',
      header: t('columns.completed'),
      sort: 'completedAt',
      from: 'xl',
      cell: (copy) => (copy.completedAt ? <Time at={copy.completedAt} show="relative" /> : '–'),
    },
  ]
}

const TYPES = allOf<CopyType>({ online: true, offline: true })

function Filters({ list }: { list: ListState }) {
  const t = useTranslations('copies.filters')
  const words = useTranslations('words')
  return (
    <>
      <SelectFilter
        list={list}
        name="status"
        label={t('status')}
        any={t('anyStatus')}
        options={allOf(COPY_STATUS_LOOKS).map((status) => ({ value: status, label: words(`copyStatus.${status}`) }))}
      />
      <SelectFilter
        list={list}
        name="type"
        label={t('type')}
        any={t('anyType')}
        options={TYPES.map((type) => ({ value: type, label: words(`copyType.${type}`) }))}
      />
    </>
  )
}
