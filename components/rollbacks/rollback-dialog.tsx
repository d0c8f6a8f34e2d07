'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { useCommand } from '../live/command'
import { listQuery, oneQuery } from '../live/queries'
import { refusalOf } from '../live/refusal'
import type { SnapshotDialogProps } from '../snapshots/dialog-props'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { Time } from '../ui/time'
import { toastDone } from '../ui/toast'

/** Lists exactly what rolling back does, with the hosts that use the source now. */
export function RollbackDialog({ snapshot, open, onOpenChange }: SnapshotDialogProps) {
  const t = useTranslations('rollbacks.dialog')
  const run = useCommand()
  const source = useQuery(oneQuery('virtualDisk', snapshot.sourceId)).data
  const sessions = useQuery(listQuery('session', { virtualDiskId: snapshot.sourceId })).data?.items ?? []
  const siblings = useQuery(listQuery('snapshot', { sourceId: snapshot.sourceId, limit: 1 })).data?.total ?? 1
  const { name, sourceName } = snapshot
  const hosts = [...new Set(sessions.map((session) => session.hostName))].join(', ')
  const mappedTo = source?.mappedTo?.name ?? null
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('title', { source: sourceName, name })}
      consequences={[
        t.rich('content', { source: sourceName, at: () => <Time at={snapshot.imageAt ?? snapshot.createdAt} /> }),
        t('lost', { source: sourceName }),
        ...(hosts !== '' ? [t('connected', { hosts, source: sourceName })] : []),
        ...(hosts === '' && mappedTo !== null ? [t('mapped', { to: mappedTo, source: sourceName })] : []),
        t('behind', { source: sourceName, name }),
        ...(siblings > 1 ? [t('others')] : []),
      ]}
      confirmLabel={t('confirm')}
      typedName={sourceName}
      danger
      onConfirm={async () =>
        refusalOf(await run('rollbackSnapshot', { id: snapshot.id }), () => toastDone(t('done', { source: sourceName, name })))
      }
    />
  )
}

/** Gives up what can't go on; what that leaves behind is said in so many words. */
export function CancelRollbackDialog({ snapshot, open, onOpenChange }: SnapshotDialogProps) {
  const t = useTranslations('rollbacks.cancel')
  const run = useCommand()
  const { sourceName: source } = snapshot
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('title', { source })}
      consequences={[t('mixture', { source }), t('unusable', { source }), t('snapshot')]}
      confirmLabel={t('confirm')}
      typedName={source}
      danger
      onConfirm={async () => refusalOf(await run('cancelRollback', { id: snapshot.id }), () => toastDone(t('done', { source })))}
    />
  )
}
