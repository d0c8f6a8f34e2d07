'use client'

import { useQuery } from '@tanstack/react-query'
import clsx from 'clsx'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Failed } from '../live/failed'
import { listQuery } from '../live/queries'
import { Panel } from '../ui/panel'
import { Skeleton } from '../ui/skeleton'
import { TONE_TEXT } from '../ui/state-chip'
import { Time } from '../ui/time'
import { EventActor } from './event-actor'
import { SEVERITY_LOOKS } from './looks'

const SHOWN = 8

/** The newest events about an object, or about anything. */
export function EventsPanel({ subject, title }: { subject?: string; title: string }) {
  const t = useTranslations('eventLog')
  const words = useTranslations('words.severity')
  const query = useQuery(listQuery('event', { subject, limit: SHOWN }))
  return (
    <Panel
      title={title}
      flush
      actions={
        <Link href={subject ? `/events?subject=${subject}` : '/events'} className="text-sm text-link hover:underline">
          {t('all')}
        </Link>
      }
    >
      {query.error && !query.data ? <Failed error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <Skeleton className="m-4 h-24" /> : null}
      {query.data?.items.length === 0 ? <p className="px-4 py-3.5 text-sm text-soft">{t('none')}</p> : null}
      <ul className="divide-y divide-line">
        {query.data?.items.map((event) => {
          const look = SEVERITY_LOOKS[event.severity]
          return (
            <li key={event.sequence} className="flex items-start gap-2.5 px-4 py-2 text-sm">
              <look.icon aria-label={words(event.severity)} role="img" className={clsx('mt-0.5 size-4 shrink-0', TONE_TEXT[look.tone])} />
              <div className="min-w-0 flex-1">
                <p className="[overflow-wrap:anywhere]">{event.description}</p>
                <p className="text-xs text-faint">
                  <Time at={event.at} show="relative" /> · <EventActor actor={event.actor} />
                </p>
              </div>
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
