'use client'

import { Pencil, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Host } from '@/server/array/hosts/schema'
import { useCommand } from '../live/command'
import { refusalOf } from '../live/refusal'
import { why } from '../shell/why-not'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { laterDialog } from '../ui/later-dialog'
import type { MenuAction } from '../ui/menu-action'
import { toastDone } from '../ui/toast'

const EditHostDialog = laterDialog(async () => (await import('./edit-host-dialog')).EditHostDialog)

interface HostActions {
  actions: (host: Host) => MenuAction[]
  menu: (host: Host) => { name: string; groups: MenuAction[][] }
  dialog: ReactNode
}

/** @param onDeleted where to go when the host that the page is about is gone */
export function useHostActions(onDeleted?: () => void): HostActions {
  const t = useTranslations('hosts')
  const run = useCommand()
  const [shown, setShown] = useState<{ name: 'edit' | 'delete'; host: Host } | null>(null)
  const [isOpen, setOpen] = useState(false)
  const open = (name: 'edit' | 'delete', host: Host) => () => {
    setShown({ name, host })
    setOpen(true)
  }
  const actions = (host: Host): MenuAction[] => [
    {
      id: 'edit',
      label: t('actions.edit'),
      icon: Pencil,
      disabledReason: why(host.actions.update),
      onSelect: open('edit', host),
    },
    {
      id: 'delete',
      label: t('actions.delete'),
      icon: Trash2,
      danger: true,
      disabledReason: why(host.actions.delete),
      onSelect: open('delete', host),
    },
  ]
  const host = shown?.host
  return {
    actions,
    menu: (row) => ({ name: row.name, groups: [actions(row)] }),
    dialog: host ? (
      shown.name === 'edit' ? (
        <EditHostDialog host={host} open={isOpen} onOpenChange={setOpen} />
      ) : (
        <ConfirmDialog
          open={isOpen}
          onOpenChange={setOpen}
          title={t('delete.title', { name: host.name })}
          consequences={[t('delete.gone'), t('delete.data')]}
          confirmLabel={t('actions.delete')}
          danger
          onConfirm={async () =>
            refusalOf(await run('deleteHost', { id: host.id }), () => {
              toastDone(t('delete.done', { name: host.name }))
              onDeleted?.()
            })
          }
        />
      )
    ) : null,
  }
}
