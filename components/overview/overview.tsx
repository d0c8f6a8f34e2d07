'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleHelp, TriangleAlert } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { EventsPanel } from '../events/events-panel'
import { listQuery } from '../live/queries'
import { OperationList } from '../operations/operation-list'
import { PageHeader } from '../ui/page-header'
import { Panel } from '../ui/panel'
import { Skeleton } from '../ui/skeleton'
import { AttentionPanel } from './attention-panel'
import { BeginPanel } from './begin-panel'
import { CapacityPanel } from './capacity-panel'
import { CountsPanel } from './counts-panel'

export function Overview() {
  const t = useTranslations('overview')
  return (
    <>
      <PageHeader title={t('title')} />
      <HealthSentence />
      <BeginPanel />
      <div className="grid items-start gap-4 lg:grid-cols-[1fr_22rem]">
        <div className="grid min-w-0 gap-4">
          <AttentionPanel />
          <Panel title={t('operations.title')}>
            <OperationList empty={<p className="text-sm text-soft">{t('operations.none')}</p>} />
          </Panel>
          <EventsPanel title={t('events')} />
        </div>
        <div className="grid min-w-0 gap-4">
          <CountsPanel />
          <CapacityPanel />
        </div>
      </div>
    </>
  )
}

/** How the array is, in one sentence. */
function HealthSentence() {
  const t = useTranslations('overview.health')
  const conditions = useQuery(listQuery('condition', {})).data?.items
  const critical = conditions?.filter((condition) => condition.severity === 'critical').length ?? 0
  const warning = (conditions?.length ?? 0) - critical
  const Icon = conditions === undefined ? CircleHelp : critical + warning > 0 ? TriangleAlert : CircleCheck
  const colour = critical > 0 ? 'text-crit' : warning > 0 ? 'text-warn' : 'text-good'
  return (
    <p className="mb-4 flex items-start gap-2.5 rounded-lg border border-line bg-panel px-4 py-3">
      <Icon aria-hidden className={`mt-px size-5 shrink-0 ${conditions === undefined ? 'text-faint' : colour}`} />
      {conditions === undefined ? (
        <Skeleton className="my-1 h-3.5 w-72 max-w-full" />
      ) : (
        <span className="font-medium">{critical + warning > 0 ? t('attention', { critical, warning }) : t('good')}</span>
      )}
    </p>
  )
}
