'use client'

import { useTranslations } from 'use-intl'
import type { Session } from '@/server/array/sessions/schema'
import { useCommand } from '../live/command'
import { refusalOf } from '../live/refusal'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { toastDone } from '../ui/toast'

interface LogOutDialogProps {
  session: Session
  together: Session[]
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function LogOutDialog({ session, together, open, onOpenChange }: LogOutDialogProps) {
  const t = useTranslations('hosts.sessions.logOut')
  const run = useCommand()
  const names = { host: session.hostName, address: session.remoteAddress }
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('title', names)}
      consequences={[
        ...together.map(({ virtualDiskName }) => t('loses', { ...names, disk: virtualDiskName })),
        ...(session.protocol === 'iscsi' ? [t('asked')] : []),
        t('unanswered'),
        t('again'),
      ]}
      confirmLabel={t('confirm')}
      danger
      onConfirm={async () => refusalOf(await run('closeSession', { id: session.id }), () => toastDone(t('done', names)))}
    />
  )
}
