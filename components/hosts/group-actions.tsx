'use client'

import { Pencil, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { HostGroup } from '@/server/array/host-groups/schema'
import { useCommand } from '../live/command'
import { refusalOf } from '../live/refusal'
import { why } from '../shell/why-not'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { laterDialog } from '../ui/later-dialog'
import type { MenuAction } from '../ui/menu-action'
import { toastDone } from '../ui/toast'

const EditGroupDialog = laterDialog(async () => (await import('./group-dialogs')).EditGroupDialog)

interface GroupActions {
  actions: (group: HostGroup) => MenuAction[]
  menu: (group: HostGroup) => { name: string; groups: MenuAction[][] }
  dialog: ReactNode
}

/** @param onDeleted where to go when the group that the page is about is gone */
export function useGroupActions(onDeleted?: () => void): GroupActions {
  const t = useTranslations('hosts')
  const run = useCommand()
  const [shown, setShown] = useState<{ name: 'edit' | 'delete'; group: HostGroup } | null>(null)
  const [isOpen, setOpen] = useState(false)
  const open = (name: 'edit' | 'delete', group: HostGroup) => () => {
    setShown({ name, group })
    setOpen(true)
  }
  const actions = (group: HostGroup): MenuAction[] => [
    {
      id: 'edit',
      label: t('actions.edit'),
      icon: Pencil,
      disabledReason: why(group.actions.update),
      onSelect: open('edit', group),
    },
    {
      id: 'delete',
      label: t('actions.delete'),
      icon: Trash2,
      danger: true,
      disabledReason: why(group.actions.delete),
      onSelect: open('delete', group),
    },
  ]
  const group = shown?.group
  return {
    actions,
    menu: (row) => ({ name: row.name, groups: [actions(row)] }),
    dialog: group ? (
      shown.name === 'edit' ? (
        <EditGroupDialog group={group} open={isOpen} onOpenChange={setOpen} />
      ) : (
        <ConfirmDialog
          open={isOpen}
          onOpenChange={setOpen}
          title={t('groups.delete.title', { name: group.name })}
          consequences={[t('groups.delete.gone')]}
          confirmLabel={t('actions.delete')}
          danger
          onConfirm={async () =>
            refusalOf(await run('deleteHostGroup', { id: group.id }), () => {
              toastDone(t('groups.delete.done', { name: group.name }))
              onDeleted?.()
            })
          }
        />
      )
    ) : null,
  }
}
