'use client'

import { TextCursorInput, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Pool } from '@/server/array/pools/schema'
import { useCommand } from '../live/command'
import { refusalOf } from '../live/refusal'
import { why } from '../shell/why-not'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { laterDialog } from '../ui/later-dialog'
import type { MenuAction } from '../ui/menu-action'
import { toastDone } from '../ui/toast'

const RenamePoolDialog = laterDialog(async () => (await import('./pool-dialogs')).RenamePoolDialog)

interface PoolActions {
  actions: (pool: Pool) => MenuAction[]
  menu: (pool: Pool) => { name: string; groups: MenuAction[][] }
  dialog: ReactNode
}

/** @param onDeleted where to go when the pool that the page is about is gone */
export function usePoolActions(onDeleted?: () => void): PoolActions {
  const t = useTranslations('pools')
  const run = useCommand()
  const [shown, setShown] = useState<{ name: 'rename' | 'delete'; pool: Pool } | null>(null)
  const [isOpen, setOpen] = useState(false)
  const open = (name: 'rename' | 'delete', pool: Pool) => () => {
    setShown({ name, pool })
    setOpen(true)
  }
  const actions = (pool: Pool): MenuAction[] => [
    {
      id: 'rename',
      label: t('actions.rename'),
      icon: TextCursorInput,
      disabledReason: why(pool.actions.rename),
      onSelect: open('rename', pool),
    },
    {
      id: 'delete',
      label: t('actions.delete'),
      icon: Trash2,
      danger: true,
      disabledReason: why(pool.actions.delete),
      onSelect: open('delete', pool),
    },
  ]
  const pool = shown?.pool
  return {
    actions,
    menu: (row) => ({ name: row.name, groups: [actions(row)] }),
    dialog: pool ? (
      shown.name === 'rename' ? (
        <RenamePoolDialog pool={pool} open={isOpen} onOpenChange={setOpen} />
      ) : (
        <ConfirmDialog
          open={isOpen}
          onOpenChange={setOpen}
          title={t('delete.title', { name: pool.name })}
          consequences={[t('delete.gone', { path: pool.path }), t('delete.empty')]}
          confirmLabel={t('actions.delete')}
          danger
          onConfirm={async () =>
            refusalOf(await run('deletePool', { id: pool.id }), () => {
              toastDone(t('delete.done', { name: pool.name }))
              onDeleted?.()
            })
          }
        />
      )
    ) : null,
  }
}
