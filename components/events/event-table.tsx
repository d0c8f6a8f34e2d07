'use client'

import { ScrollText } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { Event } from '@/server/array/events/schema'
import { NounTable } from '../live/noun-table'
import { allOf } from '../ui/all-of'
import { EmptyState } from '../ui/empty-state'
import type { Column } from '../ui/list/data-table'
import { SelectFilter, SinceFilter } from '../ui/list/filters'
import type { ListState } from '../ui/list/list-state'
import { PageHeader } from '../ui/page-header'
import { Time } from '../ui/time'
import { EventActor } from './event-actor'
import { SEVERITY_LOOKS } from './looks'
import { SeverityChip } from './severity-chip'
import { SUBJECT_PAGES, SubjectLink } from './subject-link'

export function EventList() {
  const t = useTranslations('eventLog')
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <NounTable
        noun="event"
        label={t('list')}
        columns={useColumns()}
        filters={(list) => <Filters list={list} />}
        empty={
          <EmptyState icon={ScrollText} title={t('emptyTitle')}>
            {t('empty')}
          </EmptyState>
        }
      />
    </>
  )
}

function useColumns(): Column<Event>[] {
  const t = useTranslations('eventLog.columns')
  return [
    {
      id: 'at',
      header: t('at'),
      sort: 'sequence',
      from: 'sm',
      cell: (event) => (
        <span className="whitespace-nowrap text-soft">
          <Time at={event.at} />
        </span>
      ),
    },
    { id: 'severity', header: t('severity'), from: 'sm', cell: (event) => <SeverityChip severity={event.severity} /> },
    {
      id: 'description',
      header: t('description'),
      cell: (event) => (
        <div className="[overflow-wrap:anywhere]">
          {event.description}
          <div className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-soft sm:hidden">
            <SeverityChip severity={event.severity} />
            <Time at={event.at} />
          </div>
        </div>
      ),
    },
    { id: 'subject', header: t('subject'), from: 'lg', cell: (event) => <SubjectLink subject={event.subject} /> },
    {
      id: 'actor',
      header: t('actor'),
      from: 'md',
      cell: (event) => (
        <span className="text-soft [overflow-wrap:anywhere]">
          <EventActor actor={event.actor} />
        </span>
      ),
    },
  ]
}

function Filters({ list }: { list: ListState }) {
  const t = useTranslations('eventLog.filters')
  const words = useTranslations('words')
  const subject = list.get('subject')
  const isNoun = subject === null || allOf(SUBJECT_PAGES).some((noun) => noun === subject)
  return (
    <>
      <SelectFilter
        list={list}
        name="severity"
        label={t('severity')}
        any={t('anySeverity')}
        options={allOf(SEVERITY_LOOKS).map((severity) => ({ value: severity, label: words(`severity.${severity}`) }))}
      />
      <SelectFilter
        list={list}
        name="subject"
        label={t('subject')}
        any={t('anySubject')}
        options={[
          ...(isNoun ? [] : [{ value: subject, label: t('one') }]),
          ...allOf(SUBJECT_PAGES).map((noun) => ({ value: noun, label: words(`nouns.${noun}`) })),
        ]}
      />
      <SinceFilter list={list} name="since" label={t('since')} />
    </>
  )
}
