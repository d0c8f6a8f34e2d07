'use client'

import { useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { EmptyState } from '../ui/empty-state'
import { type Column, DataTable } from '../ui/list/data-table'
import { ClearFilters, FilterBar, SearchFilter } from '../ui/list/filters'
import { type ListState, useListState } from '../ui/list/list-state'
import { Pagination } from '../ui/list/pagination'
import type { MenuAction } from '../ui/menu-action'
import { Failed } from './failed'
import { LISTS, listParams, PAGE_SIZE } from './lists'
import { idOf, type NounName, type Nouns } from './nouns'
import { listQuery } from './queries'

interface NounTableProps<N extends NounName> {
  noun: N
  label: string
  columns: Column<Nouns[N]>[]
  menu?: (row: Nouns[N]) => { name: string; groups: MenuAction[][] }
  /** The label of the search by name; lists without names have none. */
  search?: string
  filters?: (list: ListState) => ReactNode
  /** Rows can be chosen: what each box is called, and what can be done with the rows that are. */
  selection?: {
    nameOf: (row: Nouns[N]) => string
    all: string
    bar: (rows: Nouns[N][], clear: () => void) => ReactNode
  }
  /** When there is none at all, filtered or not. */
  empty: ReactNode
}

/** The list of a noun as a page of its own: its search, filters, order and page are in the URL. */
export function NounTable<N extends NounName>(props: NounTableProps<N>) {
  const { noun, label, columns, menu, search, filters, selection, empty } = props
  const t = useTranslations('common.filters')
  const list = useListState()
  const names = ['q', ...LISTS[noun].filters]
  const query = useQuery(listQuery(noun, listParams(noun, list.params)))
  const page = query.data
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  // What left the page is no longer chosen: nothing is done to rows that aren't in sight.
  const chosen = (page?.items ?? []).filter((row) => selected.has(idOf<N>(row)))
  const filtered = names.some((name) => list.get(name))
  if (page?.total === 0 && !filtered) return <div className="rounded-lg border border-line bg-panel">{empty}</div>
  return (
    <div className="rounded-lg border border-line bg-panel">
      {selection && chosen.length > 0 ? (
        // In the place of the filters, so that the rows don't move when the first is chosen.
        selection.bar(chosen, () => setSelected(new Set()))
      ) : (
        <FilterBar>
          {search ? <SearchFilter list={list} label={search} /> : null}
          {filters?.(list)}
          <ClearFilters list={list} names={names} />
        </FilterBar>
      )}
      {query.error && !page ? (
        <Failed error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <DataTable
          label={label}
          columns={columns}
          rows={page?.items}
          rowKey={(row) => idOf<N>(row)}
          sort={list.sort ?? LISTS[noun].sort}
          onSort={(sort) => list.set({ sort })}
          stale={query.isPlaceholderData}
          empty={
            <EmptyState icon={SearchX} title={t('noMatchTitle')} action={<ClearFilters list={list} names={names} />}>
              {t('noMatch')}
            </EmptyState>
          }
          {...(menu ? { menu } : {})}
          {...(selection ? { selection: { ...selection, selected, onChange: setSelected } } : {})}
        />
      )}
      {page && page.total > PAGE_SIZE ? (
        <Pagination page={list.page} pageSize={PAGE_SIZE} total={page.total} onPage={list.setPage} />
      ) : null}
    </div>
  )
}
