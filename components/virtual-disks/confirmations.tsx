'use client'

import { useLocale, useTranslations } from 'use-intl'
import { formatBytes } from '@/server/messages/bytes'
import { useCommand } from '../live/command'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { toastDone } from '../ui/toast'
import { refusalOf } from '../live/refusal'
import type { VirtualDiskDialogProps } from './dialog-props'

export function ReadOnlyDialog({ disk, open, onOpenChange }: VirtualDiskDialogProps) {
  const t = useTranslations('virtualDisks')
  const run = useCommand()
  const on = !disk.readOnly
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t(on ? 'readOnly.onTitle' : 'readOnly.offTitle', { name: disk.name })}
      consequences={[t(on ? 'readOnly.onConsequence' : 'readOnly.offConsequence')]}
      confirmLabel={t(on ? 'actions.makeReadOnly' : 'actions.makeWritable')}
      onConfirm={async () =>
        refusalOf(await run('updateVirtualDisk', { id: disk.id, readOnly: on }), () =>
          toastDone(t(on ? 'readOnly.onDone' : 'readOnly.offDone', { name: disk.name })),
        )
      }
    />
  )
}

export function ForgetOriginDialog({ disk, open, onOpenChange }: VirtualDiskDialogProps) {
  const t = useTranslations('virtualDisks.forgetOrigin')
  const run = useCommand()
  if (!disk.origin) return null
  const names = { name: disk.name, original: disk.origin.name }
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('title', names)}
      consequences={[t('say', names), t('effect', names), t('danger')]}
      confirmLabel={t('confirm')}
      danger
      onConfirm={async () => refusalOf(await run('forgetOrigin', { id: disk.id }), () => toastDone(t('done', names)))}
    />
  )
}

export function UnmapDialog({ disk, open, onOpenChange }: VirtualDiskDialogProps) {
  const t = useTranslations('virtualDisks')
  const run = useCommand()
  const to = disk.mappedTo
  if (!to) return null
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('unmap.title', { name: disk.name })}
      consequences={[t('unmap.connections', { to: to.name }), t('unmap.data')]}
      confirmLabel={t('actions.unmap')}
      danger
      onConfirm={async () =>
        refusalOf(await run('deleteMapping', { id: to.mappingId }), () =>
          toastDone(t('unmap.done', { name: disk.name })),
        )
      }
    />
  )
}

export function DeleteDialog({ disk, open, onOpenChange, onDeleted }: VirtualDiskDialogProps) {
  const t = useTranslations('virtualDisks')
  const locale = useLocale()
  const run = useCommand()
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('delete.title', { name: disk.name })}
      consequences={[
        t('delete.data', { name: disk.name, allocated: formatBytes(locale, disk.allocatedBytes) }),
        t('delete.space', { pool: disk.poolName }),
      ]}
      confirmLabel={t('actions.delete')}
      typedName={disk.name}
      danger
      onConfirm={async () =>
        refusalOf(await run('deleteVirtualDisk', { id: disk.id }), () => {
          toastDone(t('delete.done', { name: disk.name }))
          onDeleted()
        })
      }
    />
  )
}
