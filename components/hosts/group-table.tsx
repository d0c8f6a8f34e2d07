'use client'

import { Boxes, Plus } from 'lucide-react'
import { useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import type { HostGroup } from '@/server/array/host-groups/schema'
import { NounTable } from '../live/noun-table'
import { useWhyNot } from '../shell/why-not'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { laterDialog } from '../ui/later-dialog'
import type { Column } from '../ui/list/data-table'
import { NameCell } from '../ui/name-cell'
import { PageHeader } from '../ui/page-header'
import { useGroupActions } from './group-actions'
import { HostTabs } from './host-tabs'

const CreateGroupDialog = laterDialog(async () => (await import('./group-dialogs')).CreateGroupDialog)

export function HostGroupList() {
  const t = useTranslations('hosts')
  const whyNot = useWhyNot()
  const actions = useGroupActions()
  const [creating, setCreating] = useState(false)
  const create = (
    <Button
      variant="primary"
      icon={<Plus aria-hidden />}
      disabledReason={whyNot('createHostGroup')}
      onClick={() => setCreating(true)}
    >
      {t('groups.create')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('tabs.groups')} description={t('description')} actions={create} />
      <HostTabs />
      <NounTable
        noun="hostGroup"
        label={t('groups.list')}
        columns={useColumns()}
        search={t('groups.search')}
        menu={actions.menu}
        empty={
          <EmptyState icon={Boxes} title={t('groups.empty.title')} action={create}>
            {t('groups.empty.text')}
          </EmptyState>
        }
      />
      <CreateGroupDialog open={creating} onOpenChange={setCreating} />
      {actions.dialog}
    </>
  )
}

function useColumns(): Column<HostGroup>[] {
  const t = useTranslations('hosts.groups.columns')
  const words = useTranslations('words.clusterType')
  const format = useFormatter()
  return [
    {
      id: 'name',
      header: t('name'),
      sort: 'name',
      cell: (group) => (
        <NameCell
          href={`/hosts/groups/${group.id}`}
          name={group.name}
          detail={<span>{words(group.cluster)}</span>}
        />
      ),
    },
    { id: 'cluster', header: t('cluster'), from: 'sm', cell: (group) => words(group.cluster) },
    { id: 'hosts', header: t('hosts'), align: 'end', cell: (group) => format.number(group.hosts.length) },
    { id: 'mappings', header: t('mappings'), align: 'end', cell: (group) => format.number(group.mappingCount) },
  ]
}
