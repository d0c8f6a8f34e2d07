'use client'

import { useQuery } from '@tanstack/react-query'
import { HardDrive, Plus } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { VirtualDisk, VirtualDiskKind } from '@/server/array/virtual-disks/schema'
import { AccessHelp, DiskStatusHelp } from '../help/status-helps'
import { NounTable } from '../live/noun-table'
import { listQuery } from '../live/queries'
import { allOf } from '../ui/all-of'
import { Bytes } from '../ui/bytes'
import { LinkButton } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import type { Column } from '../ui/list/data-table'
import { SelectFilter } from '../ui/list/filters'
import type { ListState } from '../ui/list/list-state'
import { NameCell } from '../ui/name-cell'
import { PageHeader } from '../ui/page-header'
import { StateChip } from '../ui/state-chip'
import { useWhyNot } from '../shell/why-not'
import { AccessChip } from './access'
import { DISK_STATUS_LOOKS } from './looks'
import { MappedTo } from './mapped-to'
import { useVirtualDiskActions } from './actions'

export function VirtualDiskList() {
  const t = useTranslations('virtualDisks')
  const whyNot = useWhyNot()
  const actions = useVirtualDiskActions()
  const create = (
    <LinkButton
      href="/virtual-disks/new"
      variant="primary"
      icon={<Plus aria-hidden />}
      disabledReason={whyNot('createVirtualDisk')}
    >
      {t('create')}
    </LinkButton>
  )
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={create} />
      <NounTable
        noun="virtualDisk"
        label={t('list')}
        columns={useColumns()}
        search={t('search')}
        filters={(list) => <Filters list={list} />}
        menu={actions.menu}
        empty={
          <EmptyState icon={HardDrive} title={t('empty.title')} action={create}>
            {t('empty.text')}
          </EmptyState>
        }
      />
      {actions.dialog}
    </>
  )
}

function useColumns(): Column<VirtualDisk>[] {
  const t = useTranslations('virtualDisks')
  const words = useTranslations('words')
  return [
    {
      id: 'name',
      header: t('columns.name'),
      sort: 'name',
      cell: (disk) => (
        <NameCell
          href={`/virtual-disks/${disk.id}`}
          name={disk.name}
          detail={
            <>
              <Bytes value={disk.capacityBytes} />
              <span>{words(`diskKind.${disk.kind}`)}</span>
              <AccessChip access={disk.hostAccess} />
            </>
          }
        />
      ),
    },
    {
      id: 'status',
      header: t('columns.status'),
      help: <DiskStatusHelp />,
      sort: 'status',
      cell: (disk) => (
        <StateChip look={DISK_STATUS_LOOKS[disk.status]}>{words(`diskStatus.${disk.status}`)}</StateChip>
      ),
    },
    {
      id: 'access',
      header: t('columns.access'),
      help: <AccessHelp />,
      from: 'sm',
      cell: (disk) => <AccessChip access={disk.hostAccess} />,
    },
    {
      id: 'kind',
      header: t('columns.kind'),
      sort: 'kind',
      from: 'md',
      cell: (disk) => words(`diskKind.${disk.kind}`),
    },
    {
      id: 'capacity',
      header: t('columns.capacity'),
      sort: 'capacityBytes',
      align: 'end',
      from: 'sm',
      cell: (disk) => <Bytes value={disk.capacityBytes} />,
    },
    {
      id: 'allocated',
      header: t('columns.allocated'),
      align: 'end',
      from: 'lg',
      cell: (disk) => <Bytes value={disk.allocatedBytes} />,
    },
    { id: 'mapping', header: t('columns.mapping'), from: 'md', cell: (disk) => <MappedTo disk={disk} /> },
    { id: 'pool', header: t('columns.pool'), from: 'xl', cell: (disk) => disk.poolName },
  ]
}

const KINDS = allOf<VirtualDiskKind>({ standard: true, snapshot: true, repository: true })

function Filters({ list }: { list: ListState }) {
  const t = useTranslations('virtualDisks.filters')
  const words = useTranslations('words')
  const pools = useQuery(listQuery('pool', { limit: 1000 })).data?.items ?? []
  return (
    <>
      <SelectFilter
        list={list}
        name="kind"
        label={t('kind')}
        any={t('anyKind')}
        options={KINDS.map((kind) => ({ value: kind, label: words(`diskKind.${kind}`) }))}
      />
      <SelectFilter
        list={list}
        name="status"
        label={t('status')}
        any={t('anyStatus')}
        options={allOf(DISK_STATUS_LOOKS).map((status) => ({ value: status, label: words(`diskStatus.${status}`) }))}
      />
      <SelectFilter
        list={list}
        name="mapped"
        label={t('mapped')}
        any={t('anyMapped')}
        options={[
          { value: 'true', label: t('isMapped') },
          { value: 'false', label: t('isNotMapped') },
        ]}
      />
      {pools.length > 1 ? (
        <SelectFilter
          list={list}
          name="poolId"
          label={t('pool')}
          any={t('anyPool')}
          options={pools.map((pool) => ({ value: pool.id, label: pool.name }))}
        />
      ) : null}
    </>
  )
}
