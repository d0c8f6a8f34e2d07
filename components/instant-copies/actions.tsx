'use client'

import { CircleStop, Fingerprint, OctagonX, Pencil, Play, Split, StepForward, Timer, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { InstantCopy } from '@/server/array/instant-copies/schema'
import { useWhyNot, why } from '../shell/why-not'
import { laterDialog } from '../ui/later-dialog'
import type { MenuAction } from '../ui/menu-action'

const DriveDialog = laterDialog(async () => (await import('./drive-dialog')).DriveDialog)
const SynthesizeDialog = laterDialog(async () => (await import('../virtual-disks/synthesize-dialog')).SynthesizeDialog)
const ChangeDialog = laterDialog(async () => (await import('./change-dialog')).ChangeDialog)

const ICONS = {
  prepare: Timer,
  start: Play,
  prepareAndStart: StepForward,
  stop: CircleStop,
  stopForced: OctagonX,
  split: Split,
  synthesize: Fingerprint,
  change: Pencil,
  delete: Trash2,
} as const
export type InstantCopyAction = keyof typeof ICONS
const DRIVES = ['start', 'prepareAndStart', 'prepare', 'stop', 'stopForced', 'split'] as const satisfies InstantCopyAction[]
export const INSTANT_COPY_ACTIONS = [...DRIVES, 'synthesize', 'change', 'delete'] as const satisfies InstantCopyAction[]

interface InstantCopyActions {
  menu: (copy: InstantCopy) => { name: string; groups: MenuAction[][] }
  action: (name: InstantCopyAction, copy: InstantCopy) => MenuAction
  dialog: ReactNode
}

/** @param onDeleted where to go when the instant copy that the page is about is gone */
export function useInstantCopyActions(onDeleted?: () => void): InstantCopyActions {
  const t = useTranslations('instantCopies')
  const whyNotChange = useWhyNot()('updateInstantCopy')
  const [shown, setShown] = useState<{ name: InstantCopyAction; copy: InstantCopy } | null>(null)
  const [isOpen, setOpen] = useState(false)

  function whyNot(name: InstantCopyAction, { status, actions }: InstantCopy): string | null {
    if (name === 'change') return whyNotChange
    if (name === 'delete') return why(actions.deleteForced)
    const refused = why(actions[name === 'stopForced' ? 'stop' : name])
    if (refused === null && name === 'split' && status === 'idle') return t('nothingToSplit')
    if (refused !== null || (name !== 'stop' && name !== 'stopForced')) return refused
    if (status === 'idle' || status === 'stopped') return t('nothingToStop')
    return status === 'stopping' && name === 'stop' ? t('stoppingAlready') : null
  }

  const action = (name: InstantCopyAction, copy: InstantCopy): MenuAction => ({
    id: name,
    label: t(`actions.${name}`),
    icon: ICONS[name],
    danger: name === 'delete' || name === 'stopForced',
    disabledReason: whyNot(name, copy),
    onSelect: () => {
      setShown({ name, copy })
      setOpen(true)
    },
  })

  return {
    action,
    menu: (copy) => ({
      name: copy.name,
      groups: [DRIVES.map((name) => action(name, copy)), [action('synthesize', copy), action('change', copy)], [action('delete', copy)]],
    }),
    dialog:
      shown === null ? null : shown.name === 'change' ? (
        <ChangeDialog key={shown.copy.id} copy={shown.copy} open={isOpen} onOpenChange={setOpen} />
      ) : shown.name === 'synthesize' ? (
        <SynthesizeDialog
          key={`${shown.copy.id} synthesize`}
          disk={{ id: shown.copy.targetId, name: shown.copy.targetName }}
          instantCopyId={shown.copy.id}
          open={isOpen}
          onOpenChange={setOpen}
        />
      ) : (
        <DriveDialog
          key={`${shown.copy.id} ${shown.name}`}
          noun="instantCopy"
          subject={shown.copy}
          action={shown.name}
          force={shown.name === 'stopForced' || (shown.name === 'delete' && shown.copy.status === 'stopped')}
          open={isOpen}
          onOpenChange={setOpen}
          onDone={shown.name === 'delete' ? (onDeleted ?? (() => undefined)) : () => undefined}
        />
      ),
  }
}
