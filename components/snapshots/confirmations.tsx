'use client'

import { useQuery } from '@tanstack/react-query'
import { useLocale, useTranslations } from 'use-intl'
import type { Snapshot } from '@/server/array/snapshots/schema'
import { formatBytes } from '@/server/messages/bytes'
import { useCommand } from '../live/command'
import { oneQuery } from '../live/queries'
import { refusalOf } from '../live/refusal'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { toastDone } from '../ui/toast'
import type { SnapshotDialogProps } from './dialog-props'
import { imagesQuery } from './images-query'

/** The host or host group that a snapshot is mapped to. */
function useMappedTo(snapshot: Snapshot): string | null {
  return useQuery(oneQuery('virtualDisk', snapshot.virtualDiskId)).data?.mappedTo?.name ?? null
}

export function DisableDialog({ snapshot, open, onOpenChange }: SnapshotDialogProps) {
  const t = useTranslations('snapshots')
  const run = useCommand()
  const { name, sourceName: source } = snapshot
  const to = useMappedTo(snapshot)
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('disable.title', { name })}
      consequences={[
        t('disable.image'),
        ...(to === null ? [] : [t('disable.mapped', { to })]),
        t('disable.stays'),
        t('disable.cost', { source }),
      ]}
      confirmLabel={t('actions.disable')}
      danger
      onConfirm={async () =>
        refusalOf(await run('disableSnapshot', { id: snapshot.id }), () => toastDone(t('disable.done', { name })))
      }
    />
  )
}

export function RecreateDialog({ snapshot, open, onOpenChange }: SnapshotDialogProps) {
  const t = useTranslations('snapshots')
  const run = useCommand()
  const { name, sourceName: source } = snapshot
  const to = useMappedTo(snapshot)
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('recreate.title', { name })}
      consequences={[
        t('recreate.image', { source }),
        t('recreate.cost', { source }),
        ...(to === null ? [] : [t('recreate.mapped', { to })]),
      ]}
      confirmLabel={t('actions.recreate')}
      onConfirm={async () =>
        refusalOf(await run('recreateSnapshot', { id: snapshot.id }), () => toastDone(t('recreate.done', { name })))
      }
    />
  )
}

export function DeleteDialog({ snapshot, open, onOpenChange, onDeleted }: SnapshotDialogProps) {
  const t = useTranslations('snapshots')
  const locale = useLocale()
  const run = useCommand()
  const images = useQuery({ ...imagesQuery(snapshot.sourceId), enabled: open }).data?.items
  const image = images?.find(({ snapshotId }) => snapshotId === snapshot.id)
  const { name, sourceName: source } = snapshot
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('delete.title', { name })}
      consequences={[
        t('delete.image'),
        t('delete.repository'),
        ...(image ? [t('delete.freed', { freed: formatBytes(locale, image.freedBytes) })] : []),
        t('delete.source', { source }),
      ]}
      confirmLabel={t('actions.delete')}
      typedName={name}
      danger
      onConfirm={async () =>
        refusalOf(await run('deleteSnapshot', { id: snapshot.id }), () => {
          toastDone(t('delete.done', { name }))
          onDeleted()
        })
      }
    />
  )
}
