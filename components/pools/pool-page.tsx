'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useFormatter, useTranslations } from 'use-intl'
import type { Pool } from '@/server/array/pools/schema'
import { EventsPanel } from '../events/events-panel'
import { PoolStatusHelp } from '../help/status-helps'
import { NounPage } from '../live/noun-page'
import { ActionButtons } from '../ui/action-buttons'
import { Identifier } from '../ui/code'
import { Fact, Facts } from '../ui/facts'
import { CapacityMeter } from '../ui/meter'
import { PageHeader } from '../ui/page-header'
import { Panel } from '../ui/panel'
import { Time } from '../ui/time'
import { usePoolActions } from './actions'
import { PoolStatusChip } from './pool-status'

export function PoolPage({ id }: { id: string }) {
  return (
    <NounPage noun="pool" id={id}>
      {(pool) => <Loaded pool={pool} />}
    </NounPage>
  )
}

function Loaded({ pool }: { pool: Pool }) {
  const t = useTranslations('pools')
  const format = useFormatter()
  const router = useRouter()
  const actions = usePoolActions(() => router.push('/pools'))
  return (
    <>
      <PageHeader
        title={pool.name}
        trail={[{ href: '/pools', label: t('title') }]}
        status={
          <>
            <PoolStatusChip status={pool.status} />
            <PoolStatusHelp current={pool.status} />
          </>
        }
        actions={<ActionButtons actions={actions.actions(pool)} />}
      />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Panel title={t('capacity')}>
          <CapacityMeter
            label={t('usage', { name: pool.name })}
            usedBytes={pool.usedBytes}
            capacityBytes={pool.capacityBytes}
          />
          <p className="mt-2 text-xs text-faint">{t('capacityHint')}</p>
        </Panel>
        <Panel title={t('facts.title')}>
          <Facts>
            <Fact name={t('facts.path')}>
              <Identifier text={pool.path} label={t('facts.copyPath')} />
            </Fact>
            <Fact name={t('facts.driver')}>{t('facts.directory')}</Fact>
            <Fact name={t('facts.disks')}>
              <Link href={`/virtual-disks?poolId=${pool.id}`} className="text-link hover:underline">
                {format.number(pool.virtualDiskCount)}
              </Link>
            </Fact>
            <Fact name={t('facts.created')}>
              <Time at={pool.createdAt} />
            </Fact>
          </Facts>
        </Panel>
      </div>
      <div className="mt-4">
        <EventsPanel subject={pool.id} title={t('events')} />
      </div>
      {actions.dialog}
    </>
  )
}
