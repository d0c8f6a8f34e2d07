'use client'

import { Group, Plus } from 'lucide-react'
import { useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import type { ConsistencyGroup } from '@/server/array/consistency-groups/schema'
import { GroupStatusChip } from '../instant-copies/instant-copy-status'
import { InstantCopyTabs } from '../instant-copies/instant-copy-tabs'
import { NounTable } from '../live/noun-table'
import { useWhyNot } from '../shell/why-not'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { laterDialog } from '../ui/later-dialog'
import type { Column } from '../ui/list/data-table'
import { NameCell } from '../ui/name-cell'
import { PageHeader } from '../ui/page-header'
import { Time } from '../ui/time'
import { useConsistencyGroupActions } from './actions'

const CreateGroupDialog = laterDialog(async () => (await import('./group-dialogs')).CreateGroupDialog)

export function ConsistencyGroupList() {
  const t = useTranslations('consistencyGroups')
  const whyNot = useWhyNot()
  const actions = useConsistencyGroupActions()
  const [creating, setCreating] = useState(false)
  const create = (
    <Button
      variant="primary"
      icon={<Plus aria-hidden />}
      disabledReason={whyNot('createConsistencyGroup')}
      onClick={() => setCreating(true)}
    >
      {t('create')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={create} />
      <InstantCopyTabs />
      <NounTable
        noun="consistencyGroup"
        label={t('list')}
        columns={useColumns()}
        search={t('search')}
        menu={actions.menu}
        empty={
          <EmptyState icon={Group} title={t('empty.title')} action={create}>
            {t('empty.text')}
          </EmptyState>
        }
      />
      <CreateGroupDialog open={creating} onOpenChange={setCreating} />
      {actions.dialog}
    </>
  )
}

function useColumns(): Column<ConsistencyGroup>[] {
  const t = useTranslations('consistencyGroups.columns')
  const format = useFormatter()
  return [
    {
      id: 'name',
      header: t('name'),
      sort: 'name',
      cell: (group) => <NameCell href={`/instant-copies/groups/${group.id}`} name={group.name} />,
    },
    { id: 'status', header: t('status'), cell: (group) => <GroupStatusChip status={group.status} /> },
    { id: 'members', header: t('members'), align: 'end', cell: (group) => format.number(group.mappingIds.length) },
    { id: 'created', header: t('created'), sort: 'createdAt', from: 'md', cell: (group) => <Time at={group.createdAt} show="relative" /> },
  ]
}
