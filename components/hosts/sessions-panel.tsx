'use client'

import { useQuery } from '@tanstack/react-query'
import { Plug } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { listQuery } from '../live/queries'
import { Panel } from '../ui/panel'
import { Time } from '../ui/time'

/** Who of the host is connected to what, right now. */
export function SessionsPanel({ hostId }: { hostId: string }) {
  const t = useTranslations('hosts.sessions')
  const sessions = useQuery(listQuery('session', { hostId, limit: 100 })).data?.items
  return (
    <Panel title={t('title')} flush>
      {sessions?.length === 0 ? <p className="px-4 py-3.5 text-sm text-soft">{t('none')}</p> : null}
      <ul aria-label={t('title')} className="divide-y divide-line">
        {sessions?.map((session) => (
          <li key={session.id} className="flex items-start gap-2.5 px-4 py-2.5 text-sm">
            <Plug aria-hidden className="mt-0.5 size-4 shrink-0 text-good" />
            <div className="min-w-0">
              <p className="flex flex-wrap gap-x-2">
                <Link href={`/virtual-disks/${session.virtualDiskId}`} className="text-link hover:underline">
                  {session.virtualDiskName}
                </Link>
                <span className="font-mono text-xs leading-5 text-soft">{session.remoteAddress}</span>
              </p>
              <p className="text-xs text-faint">
                {session.identity ? t('identity', { identity: session.identity }) : t('plain')} ·{' '}
                {t.rich('since', { time: () => <Time at={session.connectedAt} show="relative" /> })}
                {session.lastWriteAt ? (
                  <> · {t.rich('lastWrite', { time: () => <Time at={session.lastWriteAt ?? ''} show="relative" /> })}</>
                ) : session.lastReadAt ? (
                  <> · {t.rich('lastRead', { time: () => <Time at={session.lastReadAt ?? ''} show="relative" /> })}</>
                ) : null}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
