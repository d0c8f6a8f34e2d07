'use client'

import { useTranslations } from 'use-intl'
import type { Registrant } from '@/server/array/reservations/schema'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { useCommand } from '../live/command'
import { refusalOf } from '../live/refusal'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { toastDone } from '../ui/toast'

interface ClearReservationsDialogProps {
  disk: VirtualDisk
  registrants: Registrant[]
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Who loses what, one by one; the name is typed because nothing keeps two nodes apart afterwards. */
export function ClearReservationsDialog({ disk, registrants, open, onOpenChange }: ClearReservationsDialogProps) {
  const t = useTranslations('reservations.clear')
  const run = useCommand()
  const loses = ({ hostName, initiatorName, holdsReservation }: Registrant) =>
    t(holdsReservation ? 'losesReservation' : 'losesRegistration', { host: hostName ?? t('unknownHost'), initiator: initiatorName })
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('title', { name: disk.name })}
      consequences={[...registrants.map(loses), t('told'), t('unprotected', { name: disk.name }), t('cluster')]}
      confirmLabel={t('confirm')}
      typedName={disk.name}
      danger
      onConfirm={async () => refusalOf(await run('clearReservations', { id: disk.id }), () => toastDone(t('done', { name: disk.name })))}
    />
  )
}
