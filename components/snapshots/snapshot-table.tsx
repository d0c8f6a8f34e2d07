'use client'

import { Camera, Clock } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import type { Snapshot } from '@/server/array/snapshots/schema'
import { SnapshotStatusHelp } from '../help/status-helps'
import { NounTable } from '../live/noun-table'
import { useWhyNot } from '../shell/why-not'
import { allOf } from '../ui/all-of'
import { LinkButton } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import type { Column } from '../ui/list/data-table'
import { SelectFilter } from '../ui/list/filters'
import { CapacityMeter } from '../ui/meter'
import { NameCell } from '../ui/name-cell'
import { PageHeader } from '../ui/page-header'
import { Time } from '../ui/time'
import { tip } from '../ui/tip'
import { useSnapshotActions } from './actions'
import { SelectionBar } from './selection-bar'
import { SNAPSHOT_STATUS_LOOKS, SnapshotStatusChip } from './snapshot-status'

export function SnapshotList() {
  const t = useTranslations('snapshots')
  const words = useTranslations('words.snapshotStatus')
  const whyNot = useWhyNot()
  const actions = useSnapshotActions()
  const create = (
    <LinkButton href="/snapshots/new" variant="primary" icon={<Camera aria-hidden />} disabledReason={whyNot('createSnapshots')}>
      {t('create')}
    </LinkButton>
  )
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={create} />
      <NounTable
        noun="snapshot"
        label={t('list')}
        columns={useColumns()}
        search={t('search')}
        filters={(list) => (
          <SelectFilter
            list={list}
            name="status"
            label={t('filters.status')}
            any={t('filters.anyStatus')}
            options={allOf(SNAPSHOT_STATUS_LOOKS).map((status) => ({ value: status, label: words(status) }))}
          />
        )}
        menu={actions.menu}
        selection={{
          nameOf: (snapshot) => t('selection.one', { name: snapshot.name }),
          all: t('selection.all'),
          bar: (snapshots, clear) => <SelectionBar snapshots={snapshots} clear={clear} />,
        }}
        empty={
          <EmptyState icon={Camera} title={t('empty.title')} action={create}>
            {t('empty.text')}
          </EmptyState>
        }
      />
      {actions.dialog}
    </>
  )
}

function useColumns(): Column<Snapshot>[] {
  const t = useTranslations('snapshots')
  return [
    {
      id: 'name',
      header: t('columns.name'),
      sort: 'name',
      cell: (snapshot) => (
        <NameCell href={`/snapshots/${snapshot.id}`} name={snapshot.name} detail={<span>{snapshot.sourceName}</span>} />
      ),
    },
    {
      id: 'status',
      header: t('columns.status'),
      help: <SnapshotStatusHelp />,
      sort: 'status',
      cell: (snapshot) => <SnapshotStatusChip status={snapshot.status} />,
    },
    {
      id: 'source',
      header: t('columns.source'),
      from: 'sm',
      cell: (snapshot) => (
        <Link href={`/virtual-disks/${snapshot.sourceId}`} className="[overflow-wrap:anywhere] hover:text-link hover:underline">
          {snapshot.sourceName}
        </Link>
      ),
    },
    {
      id: 'image',
      header: t('columns.image'),
      from: 'md',
      cell: (snapshot) =>
        snapshot.imageAt ? (
          <span className="inline-flex items-center gap-1.5">
            <Time at={snapshot.imageAt} show="relative" />
            <TogetherMark snapshot={snapshot} />
          </span>
        ) : (
          <span className="text-faint">{t('noImage')}</span>
        ),
    },
    {
      id: 'repository',
      header: t('columns.repository'),
      from: 'lg',
      cell: (snapshot) => (
        <div className="w-44">
          <CapacityMeter
            compact
            label={t('repository.label', { name: snapshot.name })}
            usedBytes={snapshot.repositoryUsedBytes}
            capacityBytes={snapshot.repositoryCapacityBytes}
            warnAt={snapshot.warningThresholdPercent / 100}
          />
        </div>
      ),
    },
    {
      id: 'usedBy',
      header: t('columns.usedBy'),
      from: 'md',
      cell: (snapshot) =>
        snapshot.copyId ? (
          <Link href={`/copies/${snapshot.copyId}`} className="hover:text-link hover:underline">
            {t('usedByCopy')}
          </Link>
        ) : (
          t('usedByPerson')
        ),
    },
  ]
}

/** Leads to the snapshots that show the same instant. */
function TogetherMark({ snapshot }: { snapshot: Snapshot }) {
  const t = useTranslations('snapshots')
  if (snapshot.instantId === null) return null
  return (
    <Link
      href={`/snapshots?instantId=${snapshot.instantId}`}
      aria-label={t('atOneInstant')}
      {...tip(t('atOneInstant'))}
      className="text-faint hover:text-link"
    >
      <Clock aria-hidden className="size-3.5" />
    </Link>
  )
}
