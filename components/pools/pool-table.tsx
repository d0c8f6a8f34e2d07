'use client'

import { FolderInput, Layers, Plus } from 'lucide-react'
import { useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import type { Pool } from '@/server/array/pools/schema'
import { PoolStatusHelp } from '../help/status-helps'
import { NounTable } from '../live/noun-table'
import { useWhyNot } from '../shell/why-not'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { laterDialog } from '../ui/later-dialog'
import type { Column } from '../ui/list/data-table'
import { CapacityMeter } from '../ui/meter'
import { NameCell } from '../ui/name-cell'
import { PageHeader } from '../ui/page-header'
import { usePoolActions } from './actions'
import { PoolStatusChip } from './pool-status'

const CreatePoolDialog = laterDialog(async () => (await import('./pool-dialogs')).CreatePoolDialog)
const ImportPoolDialog = laterDialog(async () => (await import('./pool-dialogs')).ImportPoolDialog)

export function PoolList() {
  const t = useTranslations('pools')
  const whyNot = useWhyNot()
  const actions = usePoolActions()
  const [open, setOpen] = useState<'create' | 'import' | null>(null)
  const buttons = (
    <>
      <Button
        icon={<FolderInput aria-hidden />}
        disabledReason={whyNot('importPool')}
        onClick={() => setOpen('import')}
      >
        {t('import')}
      </Button>
      <Button
        variant="primary"
        icon={<Plus aria-hidden />}
        disabledReason={whyNot('createPool')}
        onClick={() => setOpen('create')}
      >
        {t('create')}
      </Button>
    </>
  )
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={buttons} />
      <NounTable
        noun="pool"
        label={t('list')}
        columns={useColumns()}
        search={t('search')}
        menu={actions.menu}
        empty={
          <EmptyState icon={Layers} title={t('empty.title')} action={buttons}>
            {t('empty.text')}
          </EmptyState>
        }
      />
      <CreatePoolDialog open={open === 'create'} onOpenChange={() => setOpen(null)} />
      <ImportPoolDialog open={open === 'import'} onOpenChange={() => setOpen(null)} />
      {actions.dialog}
    </>
  )
}

function useColumns(): Column<Pool>[] {
  const t = useTranslations('pools')
  const format = useFormatter()
  return [
    {
      id: 'name',
      header: t('columns.name'),
      sort: 'name',
      cell: (pool) => <NameCell href={`/pools/${pool.id}`} name={pool.name} />,
    },
    {
      id: 'status',
      header: t('columns.status'),
      help: <PoolStatusHelp />,
      cell: (pool) => <PoolStatusChip status={pool.status} />,
    },
    {
      id: 'usage',
      header: t('columns.usage'),
      from: 'sm',
      cell: (pool) => (
        <div className="max-w-80 min-w-44 py-1">
          <CapacityMeter
            label={t('usage', { name: pool.name })}
            usedBytes={pool.usedBytes}
            capacityBytes={pool.capacityBytes}
          />
        </div>
      ),
    },
    {
      id: 'disks',
      header: t('columns.disks'),
      align: 'end',
      from: 'sm',
      cell: (pool) => format.number(pool.virtualDiskCount),
    },
    {
      id: 'path',
      header: t('columns.path'),
      from: 'lg',
      cell: (pool) => <code className="block min-w-56 font-mono text-xs [overflow-wrap:anywhere]">{pool.path}</code>,
    },
  ]
}
