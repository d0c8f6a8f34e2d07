'use client'

import { Download, ListFilter, ScrollText } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Event } from '@/server/array/events/schema'
import { EVENTS } from '@/server/array/events/types'
import { listParams } from '../live/lists'
import { NounTable } from '../live/noun-table'
import { spell } from '../live/queries'
import { allOf } from '../ui/all-of'
import { Button, LinkButton } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import type { Column } from '../ui/list/data-table'
import { SearchFilter, SelectFilter, SinceFilter } from '../ui/list/filters'
import { type ListState, useListState } from '../ui/list/list-state'
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
      <PageHeader title={t('title')} description={t('description')} actions={<Exports />} />
      <NounTable
        noun="event"
        label={t('list')}
        search={t('search')}
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
      <SinceFilter list={list} name="until" label={t('until')} />
      <MoreFilters list={list} />
    </>
  )
}

/** What is asked for less often stays folded until it restricts the list or is asked for. */
function MoreFilters({ list }: { list: ListState }) {
  const t = useTranslations('eventLog.filters')
  const restricts = ['type', 'actor', 'origin'].some((name) => list.get(name))
  const [open, setOpen] = useState(restricts)
  if (!open && !restricts) {
    return (
      <Button variant="quiet" aria-expanded={false} icon={<ListFilter aria-hidden />} onClick={() => setOpen(true)}>
        {t('more')}
      </Button>
    )
  }
  return (
    <>
      <SelectFilter
        list={list}
        name="type"
        label={t('type')}
        any={t('anyType')}
        options={allOf(EVENTS)
          .sort()
          .map((type) => ({ value: type, label: type }))}
      />
      <SearchFilter list={list} name="actor" label={t('actor')} />
      <SearchFilter list={list} name="origin" label={t('origin')} />
    </>
  )
}

/** The list as a file, with the filters that it is shown with. */
function Exports() {
  const t = useTranslations('eventLog.export')
  const list = useListState()
  const { page: _page, limit: _limit, ...filters } = listParams('event', list.params)
  return (['csv', 'json'] as const).map((format) => (
    <LinkButton key={format} href={`/api/v1/events/export?${spell({ ...filters, format })}`} icon={<Download aria-hidden />} download>
      {t(format)}
    </LinkButton>
  ))
}
