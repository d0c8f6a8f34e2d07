'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import type { Condition } from '@/server/array/conditions/schema'
import { SeverityChip } from '../events/severity-chip'
import { SubjectLink } from '../events/subject-link'
import { Failed } from '../live/failed'
import { listQuery } from '../live/queries'
import { Panel } from '../ui/panel'
import { Skeleton } from '../ui/skeleton'
import { Time } from '../ui/time'

/** What needs attention now: why, what it means for hosts and data, and what to do. */
export function AttentionPanel() {
  const t = useTranslations('overview.attention')
  const attention = useTranslations('attention')
  const query = useQuery(listQuery('condition', {}))
  return (
    <Panel
      title={t('title')}
      flush
      actions={
        <Link href="/conditions" className="text-sm text-link hover:underline">
          {attention('all')}
        </Link>
      }
    >
      {query.error && !query.data ? <Failed error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <Skeleton className="m-4 h-5 w-60" /> : null}
      {query.data?.items.length === 0 ? <p className="px-4 py-3.5 text-sm text-soft">{t('none')}</p> : null}
      <ul className="divide-y divide-line">
        {query.data?.items.map((condition) => (
          <li key={condition.id} className="px-4 py-3">
            <Item condition={condition} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Item({ condition }: { condition: Condition }) {
  const t = useTranslations('overview.attention')
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm">
        <SeverityChip severity={condition.severity} />
        <SubjectLink subject={condition.subject} />
        <span className="text-xs text-faint">
          {t.rich('since', { time: () => <Time at={condition.since} show="relative" /> })}
        </span>
      </div>
      <dl className="mt-2 grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[8rem_1fr]">
        <dt className="text-faint">{t('cause')}</dt>
        <dd className="[overflow-wrap:anywhere]">{condition.cause}</dd>
        <dt className="text-faint">{t('effect')}</dt>
        <dd>{condition.effect}</dd>
        <dt className="text-faint">{t('remedy')}</dt>
        <dd>{condition.remedy}</dd>
      </dl>
    </>
  )
}
