'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { Copy } from '@/server/array/copies/schema'
import { useCommand } from '../live/command'
import { listQuery } from '../live/queries'
import { refusalOf } from '../live/refusal'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { toastDone } from '../ui/toast'
import { useTargetUse } from './target-use'

export interface CopyDialogProps {
  copy: Copy
  open: boolean
  onOpenChange: (open: boolean) => void
  onRemoved: () => void
}

export function StopDialog({ copy, open, onOpenChange }: CopyDialogProps) {
  const t = useTranslations('copies')
  const run = useCommand()
  const names = { source: copy.sourceName, target: copy.targetName }
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('stop.title', names)}
      consequences={[
        t('stop.incomplete', names),
        ...(copy.type === 'offline' ? [t('stop.source', names)] : []),
        t('stop.again'),
      ]}
      confirmLabel={t('actions.stop')}
      danger
      onConfirm={async () => refusalOf(await run('stopCopy', { id: copy.id }), () => toastDone(t('stop.done', names)))}
    />
  )
}

export function RecopyDialog({ copy, open, onOpenChange }: CopyDialogProps) {
  const t = useTranslations('copies')
  const run = useCommand()
  const snapshots = useQuery(listQuery('snapshot', { sourceId: copy.targetId, limit: 1000 })).data?.items ?? []
  const showing = snapshots.filter(({ status }) => status !== 'disabled' && status !== 'failed')
  const use = useTargetUse(open ? { id: copy.targetId, name: copy.targetName } : null)
  const words = useTranslations('contents.target')
  const names = { source: copy.sourceName, target: copy.targetName }
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('recopy.title', names)}
      consequences={[
        t('recopy.overwrite', names),
        ...use.sentences,
        t('recopy.target', names),
        copy.type === 'offline' ? t('recopy.sourceOffline', names) : t('recopy.sourceOnline', names),
        ...(showing.length > 0 ? [t('recopy.snapshots', { ...names, snapshots: showing.map(({ name }) => name).join(', ') })] : []),
      ]}
      acknowledge={use.inUse ? { label: words('acknowledge', names), first: words('acknowledgeFirst') } : null}
      waiting={use.inUse === undefined ? words('looking') : null}
      confirmLabel={t('actions.recopy')}
      danger
      onConfirm={async () =>
        refusalOf(await run('recopyCopy', { id: copy.id, failTargetSnapshots: showing.length > 0 }), () => toastDone(t('recopy.done', names)))
      }
    />
  )
}

export function RemoveDialog({ copy, open, onOpenChange, onRemoved }: CopyDialogProps) {
  const t = useTranslations('copies')
  const run = useCommand()
  const names = { source: copy.sourceName, target: copy.targetName }
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('remove.title', names)}
      consequences={[
        t('remove.dissociate', names),
        t('remove.access', names),
        ...(copy.status === 'completed' ? [] : [t('remove.incomplete', names)]),
        ...(copy.snapshotId ? [t('remove.snapshot')] : []),
      ]}
      confirmLabel={t('actions.remove')}
      danger
      onConfirm={async () =>
        refusalOf(await run('removeCopy', { id: copy.id }), () => {
          toastDone(t('remove.done', names))
          onRemoved()
        })
      }
    />
  )
}
