'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { Failed } from '../live/failed'
import { listQuery } from '../live/queries'
import { PoolStatusChip } from '../pools/pool-status'
import { CapacityMeter } from '../ui/meter'
import { Panel } from '../ui/panel'
import { Skeleton } from '../ui/skeleton'

const SHOWN = 10

export function CapacityPanel() {
  const t = useTranslations('overview.capacity')
  const query = useQuery(listQuery('pool', { limit: SHOWN }))
  return (
    <Panel
      title={t('title')}
      actions={
        <Link href="/pools" className="text-sm text-link hover:underline">
          {t('all')}
        </Link>
      }
    >
      {query.error && !query.data ? <Failed error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <Skeleton className="h-12 w-full" /> : null}
      {query.data?.items.length === 0 ? <p className="text-sm text-soft">{t('none')}</p> : null}
      <ul className="space-y-4">
        {query.data?.items.map((pool) => (
          <li key={pool.id}>
            <p className="mb-1.5 flex items-center justify-between gap-2 text-sm">
              <Link href={`/pools/${pool.id}`} className="min-w-0 truncate font-medium text-link hover:underline">
                {pool.name}
              </Link>
              {pool.status === 'optimal' ? null : <PoolStatusChip status={pool.status} />}
            </p>
            <CapacityMeter
              label={t('of', { name: pool.name })}
              usedBytes={pool.usedBytes}
              capacityBytes={pool.capacityBytes}
            />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
