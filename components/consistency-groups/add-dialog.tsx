'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ConsistencyGroup } from '@/server/array/consistency-groups/schema'
import { useCommand } from '../live/command'
import { listQuery } from '../live/queries'
import { ActionForm } from '../ui/action-form'
import { CheckList } from '../ui/check-list'
import { Dialog } from '../ui/dialog'
import { toastDone } from '../ui/toast'

interface AddDialogProps {
  group: ConsistencyGroup
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function AddDialog({ group, open, onOpenChange }: AddDialogProps) {
  const t = useTranslations('consistencyGroups.members')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('addTitle', { name: group.name })}>
      <AddForm group={group} />
    </Dialog>
  )
}

function AddForm({ group }: Pick<AddDialogProps, 'group'>) {
  const t = useTranslations('consistencyGroups.members')
  const pair = useTranslations('instantCopies')
  const words = useTranslations('words.instantCopyStatus')
  const run = useCommand()
  const [chosen, setChosen] = useState<string[]>([])
  const all = useQuery(listQuery('instantCopy', { sort: 'name', limit: 1000 })).data?.items ?? []
  const alone = all.filter(({ consistencyGroupId, actions }) => consistencyGroupId === null && actions.regroup === null)
  return (
    <ActionForm
      submitLabel={t('add')}
      disabledReason={chosen.length === 0 ? t('chooseFirst') : null}
      onSubmit={async () => {
        for (const id of chosen) {
          const outcome = await run('updateInstantCopy', { id, consistencyGroupId: group.id })
          if (!outcome.ok) return `${outcome.problem.detail} ${outcome.problem.remedy}`
        }
        toastDone(t('addDone', { count: chosen.length, name: group.name }))
        return null
      }}
    >
      <CheckList
        label={t('addLabel')}
        none={t('addNone')}
        value={chosen}
        onChange={setChosen}
        options={alone.map(({ id, name, sourceName, targetName, status }) => ({
          value: id,
          label: `${name} (${pair('pair', { source: sourceName, target: targetName })})`,
          note: words(status),
        }))}
      />
    </ActionForm>
  )
}
