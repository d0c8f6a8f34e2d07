'use client'

import { Camera } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import type { Snapshot } from '@/server/array/snapshots/schema'
import { SnapshotStatusHelp } from '../help/status-helps'
import { NounTable } from '../live/noun-table'
import { allOf } from '../ui/all-of'
import { EmptyState } from '../ui/empty-state'
import type { Column } from '../ui/list/data-table'
import { SelectFilter } from '../ui/list/filters'
import { CapacityMeter } from '../ui/meter'
import { NameCell } from '../ui/name-cell'
import { PageHeader } from '../ui/page-header'
import { Time } from '../ui/time'
import { SNAPSHOT_STATUS_LOOKS, SnapshotStatusChip } from './snapshot-status'

export function SnapshotList() {
  const t = useTranslations('snapshots')
  const words = useTranslations('words.snapshotStatus')
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
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
        empty={
          <EmptyState icon={Camera} title={t('empty.title')}>
            {t('empty.text')}
          </EmptyState>
        }
      />
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
          <Time at={snapshot.imageAt} show="relative" />
        ) : (
          <span className="text-faint">{t('noImage')}</span>
        ),
    },
    {
      id: 'repository',
      header: t('columns.repository'),
      from: 'lg',
      cell: (snapshot) => (
        <CapacityMeter
          compact
          label={t('repository.label', { name: snapshot.name })}
          usedBytes={snapshot.repositoryUsedBytes}
          capacityBytes={snapshot.repositoryCapacityBytes}
          warnAt={snapshot.warningThresholdPercent / 100}
        />
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
