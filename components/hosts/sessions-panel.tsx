'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { Session } from '@/server/array/sessions/schema'
import { listQuery } from '../live/queries'
import { Panel } from '../ui/panel'
import { SessionRow } from './session-row'

/** Counters move without anybody telling. */
const COUNTERS_MS = 5_000

/** Who of the host is connected to what, right now. */
export function SessionsPanel({ hostId }: { hostId: string }) {
  const t = useTranslations('hosts.sessions')
  const query = listQuery('session', { hostId, limit: 100 })
  const sessions = useQuery({ ...query, refetchInterval: ({ state }) => (state.data?.items.length ? COUNTERS_MS : false) }).data?.items
  return (
    <Panel title={t('title')} flush>
      {sessions?.length === 0 ? <p className="px-4 py-3.5 text-sm text-soft">{t('none')}</p> : null}
      <ul aria-label={t('title')} className="divide-y divide-line">
        {sessions?.map((session) => (
          <SessionRow key={session.id} session={session} together={sessions.filter((other) => isSame(session, other))} />
        ))}
      </ul>
    </Panel>
  )
}

/** An initiator port has one session for all LUNs; an NBD connection has one disk. */
function isSame(session: Session, other: Session): boolean {
  if (session.iscsi === null || other.iscsi === null) return session.id === other.id
  return session.identity === other.identity && session.iscsi.isid === other.iscsi.isid
}
