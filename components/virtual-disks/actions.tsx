'use client'

import { Camera, Copy, Eye, Fingerprint, Link2, Maximize2, PencilLine, TextCursorInput, Trash2, Unlink2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { useWhyNot, why } from '../shell/why-not'
import { laterDialog } from '../ui/later-dialog'
import type { MenuAction } from '../ui/menu-action'

const DIALOGS = {
  rename: laterDialog(async () => (await import('./rename-dialog')).RenameDialog),
  grow: laterDialog(async () => (await import('./grow-dialog')).GrowDialog),
  readOnly: laterDialog(async () => (await import('./confirmations')).ReadOnlyDialog),
  map: laterDialog(async () => (await import('./map-dialog')).MapDialog),
  unmap: laterDialog(async () => (await import('./confirmations')).UnmapDialog),
  synthesize: laterDialog(async () => (await import('./synthesize-dialog')).SynthesizeDialog),
  delete: laterDialog(async () => (await import('./confirmations')).DeleteDialog),
} as const
type DialogName = keyof typeof DIALOGS

interface VirtualDiskActions {
  /** What can be done with a disk, each with why not. */
  groups: (disk: VirtualDisk) => MenuAction[][]
  menu: (disk: VirtualDisk) => { name: string; groups: MenuAction[][] }
  open: (dialog: DialogName, disk: VirtualDisk) => void
  /** To be rendered once, beside whatever opens it. */
  dialog: ReactNode
}

/** @param onDeleted where to go when the disk that the page is about is gone */
export function useVirtualDiskActions(onDeleted?: () => void): VirtualDiskActions {
  const t = useTranslations('virtualDisks.actions')
  const whyNot = useWhyNot()
  const [shown, setShown] = useState<{ dialog: DialogName; disk: VirtualDisk } | null>(null)
  const [isOpen, setOpen] = useState(false)

  function open(dialog: DialogName, disk: VirtualDisk) {
    setShown({ dialog, disk })
    setOpen(true)
  }

  function groups(disk: VirtualDisk): MenuAction[][] {
    const { actions } = disk
    return [
      [
        { id: 'copy', label: t('copy'), icon: Copy, href: `/copies/new?source=${disk.id}`, disabledReason: why(actions.copy) },
        {
          id: 'snapshot',
          label: t('snapshot'),
          icon: Camera,
          href: `/snapshots/new?source=${disk.id}`,
          disabledReason: why(actions.snapshot),
        },
        disk.mappedTo
          ? { id: 'unmap', label: t('unmap'), icon: Unlink2, disabledReason: whyNot('deleteMapping'), onSelect: () => open('unmap', disk) }
          : { id: 'map', label: t('map'), icon: Link2, disabledReason: why(actions.map), onSelect: () => open('map', disk) },
      ],
      [
        { id: 'rename', label: t('rename'), icon: TextCursorInput, disabledReason: why(actions.rename), onSelect: () => open('rename', disk) },
        { id: 'grow', label: t('grow'), icon: Maximize2, disabledReason: why(actions.grow), onSelect: () => open('grow', disk) },
        {
          id: 'readOnly',
          label: disk.readOnly ? t('makeWritable') : t('makeReadOnly'),
          icon: disk.readOnly ? PencilLine : Eye,
          disabledReason: why(actions.setReadOnly),
          onSelect: () => open('readOnly', disk),
        },
        {
          id: 'synthesize',
          label: t('synthesize'),
          icon: Fingerprint,
          disabledReason: why(actions.synthesize),
          onSelect: () => open('synthesize', disk),
        },
      ],
      [
        {
          id: 'delete',
          label: t('delete'),
          icon: Trash2,
          danger: true,
          disabledReason: why(actions.delete),
          onSelect: () => open('delete', disk),
        },
      ],
    ]
  }

  const Dialog = shown && DIALOGS[shown.dialog]
  return {
    groups,
    menu: (disk) => ({ name: disk.name, groups: groups(disk) }),
    open,
    dialog:
      Dialog && shown ? (
        <Dialog disk={shown.disk} open={isOpen} onOpenChange={setOpen} onDeleted={onDeleted ?? (() => undefined)} />
      ) : null,
  }
}
