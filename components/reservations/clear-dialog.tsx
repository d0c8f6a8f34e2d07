'use client'

import { useTranslations } from 'use-intl'
import type { Registrant, Reservations } from '@/server/array/reservations/schema'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { useCommand } from '../live/command'
import { refusalOf } from '../live/refusal'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { toastDone } from '../ui/toast'

interface ClearReservationsDialogProps {
  disk: VirtualDisk
  /** As they were when the dialog came: what it lists is what it ends, or nothing. */
  seen: Reservations
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Who loses what, one by one; the name is typed because nothing keeps two nodes apart afterwards. */
export function ClearReservationsDialog({ disk, seen, open, onOpenChange }: ClearReservationsDialogProps) {
  const t = useTranslations('reservations.clear')
  const run = useCommand()
  const words = useTranslations('words.reservationKind')
  const loses = ({ hostName, initiatorName, key, holdsReservation }: Registrant) => {
    const names = { host: hostName ?? t('unknownHost'), initiator: initiatorName, kind: seen.kind === null ? '' : words(seen.kind) }
    if (key === null) return t('losesUnkeyed', names)
    return t(holdsReservation ? 'losesReservation' : 'losesRegistration', { ...names, key })
  }
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('title', { name: disk.name })}
      consequences={[...seen.registrants.map(loses), t('told'), t('unprotected', { name: disk.name }), t('cluster')]}
      confirmLabel={t('confirm')}
      typedName={disk.name}
      danger
      onConfirm={async () => refusalOf(await run('clearReservations', { id: disk.id, version: seen.version }), () => toastDone(t('done', { name: disk.name })))}
    />
  )
}
