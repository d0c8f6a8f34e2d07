'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleCheck, RotateCw, SearchX } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { SEVERITY_LOOKS } from '../events/looks'
import { useCommand } from '../live/command'
import { Failed } from '../live/failed'
import { listParams, PAGE_SIZE } from '../live/lists'
import { listQuery, listsOf } from '../live/queries'
import { useWhyNot } from '../shell/why-not'
import { allOf } from '../ui/all-of'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { ClearFilters, FilterBar, SelectFilter } from '../ui/list/filters'
import { useListState } from '../ui/list/list-state'
import { PageHeader } from '../ui/page-header'
import { Pagination } from '../ui/list/pagination'
import { Skeleton } from '../ui/skeleton'
import { Time } from '../ui/time'
import { toastDone, toastFailed } from '../ui/toast'
import { ConditionCard } from './condition-card'
import { useLookedAt } from './looked-at'

/** Everything that needs attention, worst first, with the steps that mend it. */
export function ConditionsPage() {
  const t = useTranslations('attention')
  const words = useTranslations('words.severity')
  const filters = useTranslations('common.filters')
  const list = useListState()
  const query = useQuery(listQuery('condition', listParams('condition', list.params)))
  const page = query.data
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={<Recheck />} />
      <div className="rounded-lg border border-line bg-panel">
        <FilterBar>
          <SelectFilter
            list={list}
            name="severity"
            label={t('severity')}
            any={t('anySeverity')}
            options={allOf(SEVERITY_LOOKS).map((severity) => ({ value: severity, label: words(severity) }))}
          />
          <ClearFilters list={list} names={['severity']} />
        </FilterBar>
        {query.error && !page ? <Failed error={query.error} onRetry={() => void query.refetch()} /> : null}
        {query.isPending ? <Skeleton className="m-4 h-24" /> : null}
        {page?.items.length === 0 ? (
          list.get('severity') ? (
            <EmptyState icon={SearchX} title={filters('noMatchTitle')}>
              {filters('noMatch')}
            </EmptyState>
          ) : (
            <EmptyState icon={CircleCheck} title={t('none')}>
              {t('noneText')}
            </EmptyState>
          )
        ) : null}
        <ul aria-label={t('list')} className="divide-y divide-line">
          {page?.items.map((condition) => (
            <li key={condition.id} className="px-4 py-4">
              <ConditionCard condition={condition} />
            </li>
          ))}
        </ul>
        {page && page.total > PAGE_SIZE ? (
          <Pagination page={list.page} pageSize={PAGE_SIZE} total={page.total} onPage={list.setPage} />
        ) : null}
      </div>
    </>
  )
}

/** Makes the array look again, and says when it last did. */
function Recheck() {
  const t = useTranslations('attention')
  const label = useTranslations('conditionCommands.recheck')('label')
  const run = useCommand()
  const whyNot = useWhyNot()
  const client = useQueryClient()
  const [pending, setPending] = useState(false)
  const lookedAt = useLookedAt()

  async function look() {
    setPending(true)
    const outcome = await run('recheck', {}).finally(() => setPending(false))
    if (!outcome.ok) return toastFailed(label, `${outcome.problem.detail} ${outcome.problem.remedy}`)
    toastDone(t('recheckDone', { count: outcome.value.count }))
    await client.invalidateQueries(listsOf('condition'))
  }

  return (
    <>
      {/* It has its place before it is known, so that nothing moves when it comes. */}
      <span className="min-w-52 text-xs text-faint sm:text-right">
        {lookedAt ? t.rich('lookedAt', { time: () => <Time at={lookedAt} show="relative" /> }) : null}
      </span>
      <Button icon={<RotateCw aria-hidden />} pending={pending} disabledReason={whyNot('recheck')} onClick={() => void look()}>
        {label}
      </Button>
    </>
  )
}
