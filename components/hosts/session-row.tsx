'use client'

import { Plug } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import type { Session } from '@/server/array/sessions/schema'
import { useWhyNot } from '../shell/why-not'
import { Button } from '../ui/button'
import { Bytes } from '../ui/bytes'
import { Fact, Facts } from '../ui/facts'
import { laterDialog } from '../ui/later-dialog'
import { Time } from '../ui/time'

const LogOutDialog = laterDialog(async () => (await import('./log-out-dialog')).LogOutDialog)

interface SessionRowProps {
  session: Session
  /** All that end with it: an iSCSI session is one for all LUNs that it uses. */
  together: Session[]
}

/** A host's use of one disk; what was agreed on and what it came to are folded away. */
export function SessionRow({ session, together }: SessionRowProps) {
  const t = useTranslations('hosts.sessions')
  const whyNot = useWhyNot()
  const [isOpen, setOpen] = useState(false)
  return (
    <li className="flex items-start gap-2.5 px-4 py-2.5 text-sm">
      <Plug aria-hidden className="mt-0.5 size-4 shrink-0 text-good" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap gap-x-2">
          <Link href={`/virtual-disks/${session.virtualDiskId}`} className="text-link [overflow-wrap:anywhere] hover:underline">
            {session.virtualDiskName}
          </Link>
          <span className="font-mono text-xs leading-5 text-soft">{session.remoteAddress}</span>
        </p>
        <p className="text-xs text-faint [overflow-wrap:anywhere]">
          {session.identity ? t('identity', { identity: session.identity }) : t('plain')} ·{' '}
          {t.rich('since', { time: () => <Time at={session.connectedAt} show="relative" /> })}
          {session.lastWriteAt ? (
            <> · {t.rich('lastWrite', { time: () => <Time at={session.lastWriteAt ?? ''} show="relative" /> })}</>
          ) : session.lastReadAt ? (
            <> · {t.rich('lastRead', { time: () => <Time at={session.lastReadAt ?? ''} show="relative" /> })}</>
          ) : null}
        </p>
        <details className="mt-1">
          <summary className="w-fit cursor-pointer rounded-sm text-xs text-link hover:underline">
            {t('details', { disk: session.virtualDiskName })}
          </summary>
          <div className="mt-2 -ml-6.5 flex flex-col gap-3">
            <Details session={session} />
            <Button size="sm" className="self-start" disabledReason={whyNot('closeSession')} onClick={() => setOpen(true)}>
              {t('logOut.open')}
            </Button>
          </div>
        </details>
      </div>
      {isOpen ? <LogOutDialog session={session} together={together} open onOpenChange={setOpen} /> : null}
    </li>
  )
}

function Details({ session }: { session: Session }) {
  const t = useTranslations('hosts.sessions.facts')
  const format = useFormatter()
  const { iscsi } = session
  const yes = (value: boolean) => t(value ? 'yes' : 'no')
  return (
    <Facts>
      <Fact name={t('commands')}>
        <span className="figures">{format.number(session.commands)}</span>
      </Fact>
      <Fact name={t('read')}>
        <Bytes value={session.readBytes} />
      </Fact>
      <Fact name={t('written')}>
        <Bytes value={session.writtenBytes} />
      </Fact>
      {iscsi === null ? null : (
        <>
          <Fact name={t('portal')}>
            <span className="font-mono text-xs">{iscsi.portal}</span>
          </Fact>
          <Fact name={t('isid')}>
            <span className="font-mono text-xs">
              {iscsi.isid} / {iscsi.tsih}
            </span>
          </Fact>
          <Fact name={t('authentication')}>{t(`by.${iscsi.authentication}`)}</Fact>
          <Fact name="HeaderDigest">{iscsi.headerDigest ? 'CRC32C' : t('none')}</Fact>
          <Fact name="DataDigest">{iscsi.dataDigest ? 'CRC32C' : t('none')}</Fact>
          <Fact name="MaxRecvDataSegmentLength">
            {t.rich('segments', {
              initiator: () => <Bytes value={iscsi.initiatorMaxRecvDataSegmentLength} />,
              target: () => <Bytes value={iscsi.targetMaxRecvDataSegmentLength} />,
            })}
          </Fact>
          <Fact name="MaxBurstLength">
            <Bytes value={iscsi.maxBurstLength} />
          </Fact>
          <Fact name="FirstBurstLength">
            <Bytes value={iscsi.firstBurstLength} />
          </Fact>
          <Fact name="ImmediateData">{yes(iscsi.immediateData)}</Fact>
          <Fact name="InitialR2T">{yes(iscsi.initialR2t)}</Fact>
          <Fact name="ErrorRecoveryLevel">
            <span className="figures">{format.number(iscsi.errorRecoveryLevel)}</span>
          </Fact>
        </>
      )}
    </Facts>
  )
}
