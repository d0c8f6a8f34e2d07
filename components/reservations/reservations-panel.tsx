'use client'

import { useQuery } from '@tanstack/react-query'
import { KeyRound, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import type { Registrant, Reservations } from '@/server/array/reservations/schema'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { ProblemError } from '../live/rest'
import { why } from '../shell/why-not'
import { Button } from '../ui/button'
import { Fact, Facts } from '../ui/facts'
import { laterDialog } from '../ui/later-dialog'
import { Panel } from '../ui/panel'
import { Skeleton } from '../ui/skeleton'
import { StateChip, type StateLook, Tag } from '../ui/state-chip'
import { HostLink } from './host-link'
import { reservationsQuery } from './query'

const ClearDialog = laterDialog(async () => (await import('./clear-dialog')).ClearReservationsDialog)

const HOLDS: StateLook = { tone: 'good', icon: ShieldCheck }
const REGISTERED: StateLook = { tone: 'idle', icon: KeyRound }

/** What iSCSI initiators have arranged among themselves about the disk, and its end by the array. */
export function ReservationsPanel({ disk }: { disk: VirtualDisk }) {
  const t = useTranslations('reservations')
  const { data, error } = useQuery(reservationsQuery(disk.id))
  return (
    <Panel title={t('title')}>
      {data ? <Loaded disk={disk} found={data} /> : error ? <Why error={error} /> : <Skeleton className="h-10 w-full" />}
    </Panel>
  )
}

function Why({ error }: { error: Error }) {
  return <p className="text-sm text-soft">{error instanceof ProblemError ? `${error.problem.detail} ${error.problem.remedy}` : error.message}</p>
}

function Loaded({ disk, found }: { disk: VirtualDisk; found: Reservations }) {
  const t = useTranslations('reservations')
  // What the dialog lists stays as it was seen, whatever comes meanwhile.
  const [seen, setSeen] = useState<Reservations | null>(null)
  return (
    <>
      {found.registrants.length === 0 ? (
        <p className="text-sm text-soft">{t(disk.mscsShared ? 'noneShared' : 'none')}</p>
      ) : (
        <Arrangement disk={disk} found={found} onClear={() => setSeen(found)} />
      )}
      {seen ? <ClearDialog disk={disk} seen={seen} open onOpenChange={(open) => setSeen(open ? seen : null)} /> : null}
    </>
  )
}

function Arrangement({ disk, found, onClear }: { disk: VirtualDisk; found: Reservations; onClear: () => void }) {
  const t = useTranslations('reservations')
  const words = useTranslations('words.reservationKind')
  const format = useFormatter()
  return (
    <>
      <Facts>
        {disk.mscsShared ? (
          <Fact name={t('owner')}>{found.ownerNode ? <HostLink host={found.ownerNode} /> : t('noOwner')}</Fact>
        ) : null}
        <Fact name={t('kind')}>{found.kind === null ? t('notReserved') : words(found.kind)}</Fact>
        <Fact name={t('persistent')}>{t(found.persistent ? 'survives' : 'forgotten')}</Fact>
        <Fact name={t('generation')}>
          <span className="figures">{format.number(found.generation)}</span>
        </Fact>
      </Facts>
      <ul aria-label={t('registrants')} className="mt-3 space-y-2.5 border-t border-line pt-3 text-sm">
        {found.registrants.map((registrant) => (
          <Row key={`${registrant.initiatorName} ${registrant.isid}`} registrant={registrant} />
        ))}
      </ul>
      <Button size="sm" className="mt-3" disabledReason={why(found.actions.clear)} onClick={onClear}>
        {t('clear.open')}
      </Button>
    </>
  )
}

function Row({ registrant }: { registrant: Registrant }) {
  const t = useTranslations('reservations')
  const { hostId, hostName, initiatorName, isid, key, connected, holdsReservation } = registrant
  return (
    <li>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        {hostId !== null && hostName !== null ? <HostLink host={{ hostId, hostName }} /> : <span>{t('unknownHost')}</span>}
        <StateChip look={holdsReservation ? HOLDS : REGISTERED}>{t(holdsReservation ? 'holds' : 'registered')}</StateChip>
        {connected ? null : <Tag>{t('notConnected')}</Tag>}
      </p>
      <p className="font-mono text-xs text-soft [overflow-wrap:anywhere]">{initiatorName}</p>
      <p className="text-xs text-faint">
        {t.rich('port', { isid, mono: (text) => <span className="font-mono">{text}</span> })}
        {key === null ? null : <> · {t.rich('key', { key, mono: (text) => <span className="font-mono">{text}</span> })}</>}
      </p>
    </li>
  )
}
