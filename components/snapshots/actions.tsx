'use client'

import { CircleMinus, Copy, Maximize2, RotateCw, SlidersHorizontal, TextCursorInput, Trash2, Undo2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Snapshot } from '@/server/array/snapshots/schema'
import { useWhyNot, why } from '../shell/why-not'
import { laterDialog } from '../ui/later-dialog'
import type { MenuAction } from '../ui/menu-action'

const DIALOGS = {
  recreate: laterDialog(async () => (await import('./confirmations')).RecreateDialog),
  rollback: laterDialog(async () => (await import('../rollbacks/rollback-dialog')).RollbackDialog),
  disable: laterDialog(async () => (await import('./confirmations')).DisableDialog),
  rename: laterDialog(async () => (await import('./rename-dialog')).RenameDialog),
  expand: laterDialog(async () => (await import('./expand-dialog')).ExpandDialog),
  setPolicy: laterDialog(async () => (await import('./policy-dialog')).PolicyDialog),
  delete: laterDialog(async () => (await import('./confirmations')).DeleteDialog),
} as const
export type SnapshotAction = keyof typeof DIALOGS

const ICONS = {
  recreate: RotateCw,
  rollback: Undo2,
  disable: CircleMinus,
  rename: TextCursorInput,
  expand: Maximize2,
  setPolicy: SlidersHorizontal,
  delete: Trash2,
} as const

/** As they stand in a menu, parted by lines. */
const GROUPS: SnapshotAction[][] = [
  ['rollback', 'recreate', 'disable'],
  ['expand', 'setPolicy', 'rename'],
  ['delete'],
]

interface SnapshotActions {
  menu: (snapshot: Snapshot) => { name: string; groups: MenuAction[][] }
  action: (name: SnapshotAction, snapshot: Snapshot) => MenuAction
  /** To be rendered once, beside whatever opens it. */
  dialog: ReactNode
}

/** @param onDeleted where to go when the snapshot that the page is about is gone */
export function useSnapshotActions(onDeleted?: () => void): SnapshotActions {
  const t = useTranslations('snapshots.actions')
  const whyNot = useWhyNot()
  const [shown, setShown] = useState<{ name: SnapshotAction; snapshot: Snapshot } | null>(null)
  const [isOpen, setOpen] = useState(false)

  const action = (name: SnapshotAction, snapshot: Snapshot): MenuAction => ({
    id: name,
    label: t(name),
    icon: ICONS[name],
    danger: name === 'delete',
    disabledReason: why(snapshot.actions[name]),
    onSelect: () => {
      setShown({ name, snapshot })
      setOpen(true)
    },
  })

  const Dialog = shown && DIALOGS[shown.name]
  return {
    action,
    menu: (snapshot) => ({
      name: snapshot.name,
      groups: [
        ...GROUPS.slice(0, 1).map((names) => [
          {
            id: 'copy',
            label: t('copy'),
            icon: Copy,
            href: `/copies/new?source=${snapshot.virtualDiskId}`,
            disabledReason: whyNot('createCopy'),
          },
          ...names.map((name) => action(name, snapshot)),
        ]),
        ...GROUPS.slice(1).map((names) => names.map((name) => action(name, snapshot))),
      ],
    }),
    dialog:
      Dialog && shown ? (
        <Dialog snapshot={shown.snapshot} open={isOpen} onOpenChange={setOpen} onDeleted={onDeleted ?? (() => undefined)} />
      ) : null,
  }
}
