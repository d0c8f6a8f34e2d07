'use client'

import { queryOptions, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { Page } from '@/server/array/door/lists'
import type { EndedSession, Session } from '@/server/array/sessions/schema'
import { derivedKey, listQuery } from '../live/queries'
import { getJson } from '../live/rest'
import { Time } from '../ui/time'
import { contentsQuery } from '../virtual-disks/contents-panel'

const strong = (text: ReactNode) => <strong className="font-semibold">{text}</strong>

interface TargetUse {
  /** What is on the target and who uses it, or did lately, one sentence each. */
  sentences: ReactNode[]
  /** It looks mounted or a host is connected: whoever overwrites it has to say so. Undefined while it isn't known. */
  inUse: boolean | undefined
}

function endedQuery(virtualDiskId: string) {
  return queryOptions({
    queryKey: derivedKey('session', 'ended', virtualDiskId),
    queryFn: ({ signal }) => getJson<Page<EndedSession>>(`sessions/ended?${new URLSearchParams({ virtualDiskId, limit: '100' })}`, signal),
  })
}

/** What is known of a disk that is about to be overwritten; null: there is none yet. */
export function useTargetUse(target: { id: string; name: string } | null): TargetUse {
  const t = useTranslations('contents.target')
  const id = target?.id ?? ''
  const enabled = target !== null
  // As it is now: what was read for another page may be from before the last copy.
  const contents = useQuery({ ...contentsQuery(id), enabled, staleTime: 0, refetchOnWindowFocus: false })
  const sessions = useQuery({ ...listQuery('session', { virtualDiskId: id }), enabled })
  const ended = useQuery({ ...endedQuery(id), enabled }).data?.items ?? []
  if (!target) return { sentences: [], inUse: false }

  const lastIo = ({ lastReadAt, lastWriteAt }: Pick<Session, 'lastReadAt' | 'lastWriteAt'>): ReactNode => {
    const at = [lastReadAt, lastWriteAt].flatMap((each) => each ?? []).sort().at(-1)
    if (!at) return t('noIo')
    return t.rich(at === lastWriteAt ? 'lastWrite' : 'lastRead', { at: () => <Time at={at} show="relative" /> })
  }
  const connected = latestOfEachHost(sessions.data?.items ?? [])
  const { parts = [], summary } = contents.data ?? {}
  const looksMounted = summary?.mounted === 'yes' || summary?.needsRecovery === true
  const what = parts.map(({ description, label }) => (label === null ? description : t('named', { what: description, label }))).join(', ')
  const said = (session: Session) => ({ target: target.name, host: session.hostName, io: () => lastIo(session), strong })
  return {
    sentences: [
      ...(what === '' ? [] : [t.rich('holds', { target: target.name, what, strong })]),
      ...(looksMounted ? [t.rich('mounted', { target: target.name, strong })] : []),
      ...connected.map((session) => t.rich('connected', said(session))),
      ...ended.map((session) => t.rich('ended', { ...said(session), at: () => <Time at={session.endedAt} show="relative" /> })),
    ],
    inUse: contents.isFetching || sessions.isPending ? undefined : looksMounted || connected.length > 0,
  }
}

/** A host may be connected more than once: what counts is when it last did something. */
function latestOfEachHost(sessions: Session[]): Session[] {
  const last = ({ lastReadAt, lastWriteAt }: Session) => [lastReadAt ?? '', lastWriteAt ?? ''].sort().at(-1) ?? ''
  const latest = new Map<string, Session>()
  for (const session of sessions) {
    const other = latest.get(session.hostId)
    if (!other || last(other) < last(session)) latest.set(session.hostId, session)
  }
  return [...latest.values()]
}
