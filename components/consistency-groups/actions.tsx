'use client'

import { CircleStop, OctagonX, Pencil, Play, Split, StepForward, Timer, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ConsistencyGroup } from '@/server/array/consistency-groups/schema'
import { useWhyNot, why } from '../shell/why-not'
import { laterDialog } from '../ui/later-dialog'
import type { MenuAction } from '../ui/menu-action'

const DriveDialog = laterDialog(async () => (await import('../instant-copies/drive-dialog')).DriveDialog)
const ChangeGroupDialog = laterDialog(async () => (await import('./group-dialogs')).ChangeGroupDialog)

const ICONS = {
  start: Play,
  prepareAndStart: StepForward,
  prepare: Timer,
  stop: CircleStop,
  stopForced: OctagonX,
  split: Split,
  change: Pencil,
  delete: Trash2,
} as const
type GroupAction = keyof typeof ICONS
const DRIVES = ['start', 'prepareAndStart', 'prepare', 'stop', 'stopForced', 'split'] as const satisfies GroupAction[]
export const GROUP_ACTIONS = [...DRIVES, 'change', 'delete'] as const satisfies GroupAction[]

interface GroupActions {
  menu: (group: ConsistencyGroup) => { name: string; groups: MenuAction[][] }
  action: (name: GroupAction, group: ConsistencyGroup) => MenuAction
  dialog: ReactNode
}

/** @param onDeleted where to go when the group that the page is about is gone */
export function useConsistencyGroupActions(onDeleted?: () => void): GroupActions {
  const t = useTranslations('consistencyGroups')
  const copies = useTranslations('instantCopies')
  const roles = useWhyNot()
  const [shown, setShown] = useState<{ name: GroupAction; group: ConsistencyGroup } | null>(null)
  const [isOpen, setOpen] = useState(false)

  function whyNot(name: GroupAction, { status, mappingIds, actions }: ConsistencyGroup): string | null {
    if (name === 'change') return roles('updateConsistencyGroup')
    // One with members goes by force; the dialog says what becomes of them.
    if (name === 'delete') return mappingIds.length > 0 ? roles('deleteConsistencyGroup') : why(actions.delete)
    const refused = why(actions[name === 'stopForced' ? 'stop' : name])
    if (refused === null && name === 'split' && (status === 'idle' || status === 'empty')) return copies('nothingToSplit')
    if (refused !== null || (name !== 'stop' && name !== 'stopForced')) return refused
    return status === 'empty' || status === 'idle' || status === 'stopped' ? copies('nothingToStop') : null
  }

  const action = (name: GroupAction, group: ConsistencyGroup): MenuAction => ({
    id: name,
    label: t(`actions.${name}`),
    icon: ICONS[name],
    danger: name === 'delete' || name === 'stopForced',
    disabledReason: whyNot(name, group),
    onSelect: () => {
      setShown({ name, group })
      setOpen(true)
    },
  })

  return {
    action,
    menu: (group) => ({
      name: group.name,
      groups: [DRIVES.map((name) => action(name, group)), [action('change', group)], [action('delete', group)]],
    }),
    dialog:
      shown === null ? null : shown.name === 'change' ? (
        <ChangeGroupDialog key={shown.group.id} group={shown.group} open={isOpen} onOpenChange={setOpen} />
      ) : (
        <DriveDialog
          key={`${shown.group.id} ${shown.name}`}
          noun="consistencyGroup"
          subject={shown.group}
          action={shown.name}
          force={shown.name === 'stopForced' || (shown.name === 'delete' && shown.group.mappingIds.length > 0)}
          open={isOpen}
          onOpenChange={setOpen}
          onDone={shown.name === 'delete' ? (onDeleted ?? (() => undefined)) : () => undefined}
        />
      ),
  }
}
