'use client'

import { CircleStop, Gauge, RotateCw, Unlink } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Copy } from '@/server/array/copies/schema'
import { why } from '../shell/why-not'
import { laterDialog } from '../ui/later-dialog'
import type { MenuAction } from '../ui/menu-action'

const DIALOGS = {
  stop: laterDialog(async () => (await import('./confirmations')).StopDialog),
  recopy: laterDialog(async () => (await import('./confirmations')).RecopyDialog),
  setPriority: laterDialog(async () => (await import('./priority-dialog')).PriorityDialog),
  remove: laterDialog(async () => (await import('./confirmations')).RemoveDialog),
} as const
type CopyAction = keyof typeof DIALOGS
export const COPY_ACTIONS = ['stop', 'recopy', 'setPriority', 'remove'] as const satisfies CopyAction[]

const ICONS = { stop: CircleStop, recopy: RotateCw, setPriority: Gauge, remove: Unlink } as const

interface CopyActions {
  menu: (copy: Copy) => { name: string; groups: MenuAction[][] }
  action: (name: CopyAction, copy: Copy) => MenuAction
  dialog: ReactNode
}

/** @param onRemoved where to go when the pair that the page is about is gone */
export function useCopyActions(onRemoved?: () => void): CopyActions {
  const t = useTranslations('copies')
  const [shown, setShown] = useState<{ name: CopyAction; copy: Copy } | null>(null)
  const [isOpen, setOpen] = useState(false)

  const action = (name: CopyAction, copy: Copy): MenuAction => ({
    id: name,
    label: t(`actions.${name}`),
    icon: ICONS[name],
    danger: name === 'remove',
    disabledReason: why(copy.actions[name]),
    onSelect: () => {
      setShown({ name, copy })
      setOpen(true)
    },
  })

  const Dialog = shown && DIALOGS[shown.name]
  return {
    action,
    menu: (copy) => ({
      name: t('pair', { source: copy.sourceName, target: copy.targetName }),
      groups: [
        [action('stop', copy), action('recopy', copy), action('setPriority', copy)],
        [action('remove', copy)],
      ],
    }),
    dialog:
      Dialog && shown ? (
        <Dialog copy={shown.copy} open={isOpen} onOpenChange={setOpen} onRemoved={onRemoved ?? (() => undefined)} />
      ) : null,
  }
}
