'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { type ReactNode, useDeferredValue, useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import type { Page } from '@/server/array/door/lists'
import type { VirtualDiskKind } from '@/server/array/virtual-disks/schema'
import { formatBytes } from '@/server/messages/bytes'
import { Failed } from '../live/failed'
import { type ListParams, spell } from '../live/queries'
import { why } from '../shell/why-not'
import { Field, INPUT } from '../ui/field'
import { Pagination } from '../ui/list/pagination'
import { Select } from '../ui/select-field'
import { Skeleton } from '../ui/skeleton'
import { Tag } from '../ui/state-chip'

/** A disk as one may choose it, or may not. */
export interface DiskChoice {
  id: string
  name: string
  kind: VirtualDiskKind
  capacityBytes: number
  poolName: string
  mappedTo: string | null
  reason: { code: string; detail: string; remedy: string } | null
}

export interface DiskListProps {
  error?: string | undefined
  /** Names the list among the cached answers; see `derivedKey`. */
  queryKey: readonly unknown[]
  fetchPage: (params: ListParams, signal: AbortSignal) => Promise<Page<DiskChoice>>
  /** The parameter that leaves out what can't be chosen. */
  onlyEligible: ListParams
  /** The rows of the page that is shown; undefined while the first is on its way. `stale`: newer ones are. */
  children: (disks: DiskChoice[] | undefined, stale: boolean) => ReactNode
}

const PAGE_SIZE = 20

/** Every disk of the array, searched and paged by the server; beside those that can't be chosen, why. */
export function DiskList({ error, queryKey, fetchPage, onlyEligible, children }: DiskListProps) {
  const t = useTranslations('virtualDisks.picker')
  const [typed, setTyped] = useState('')
  const [eligible, setEligible] = useState(false)
  const [page, setPage] = useState(1)
  const q = useDeferredValue(typed.trim())
  const params = { q, sort: 'name', limit: PAGE_SIZE, page, ...(eligible ? onlyEligible : {}) }
  const isWhole = q === '' && !eligible
  const query = useQuery({
    queryKey: [...queryKey, spell(params)],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => fetchPage(params, signal),
  })
  return (
    <div className="flex flex-col gap-2.5">
      <div className="flex flex-wrap items-end gap-2.5">
        <div className="min-w-0 flex-1 basis-52">
          <Field label={t('search')}>
            {(control) => (
              <span className="relative">
                <Search
                  aria-hidden
                  className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint"
                />
                <input
                  type="search"
                  value={typed}
                  onChange={(change) => {
                    setTyped(change.target.value)
                    setPage(1)
                  }}
                  onKeyDown={(key) => key.key === 'Enter' && key.preventDefault()}
                  {...control}
                  className={`${INPUT} pl-8`}
                />
              </span>
            )}
          </Field>
        </div>
        <Select
          aria-label={t('show')}
          value={eligible ? 'eligible' : 'all'}
          onChange={(change) => {
            setEligible(change.target.value === 'eligible')
            setPage(1)
          }}
          options={[
            { value: 'all', label: t('showAll') },
            { value: 'eligible', label: t('showEligible') },
          ]}
        />
      </div>
      {error ? <p className="text-sm text-crit">{error}</p> : null}
      <div className="rounded-lg border border-line">
        {query.error && !query.data ? <Failed error={query.error} onRetry={() => void query.refetch()} /> : null}
        {query.isPending ? <Skeleton className="m-3 h-40" /> : null}
        {query.data?.items.length === 0 ? <p className="px-4 py-6 text-center text-sm text-soft">{t(isWhole ? 'noneYet' : 'none')}</p> : null}
        {children(query.data?.items, query.isPlaceholderData)}
        {query.data && query.data.total > PAGE_SIZE ? (
          <Pagination page={page} pageSize={PAGE_SIZE} total={query.data.total} onPage={setPage} />
        ) : null}
      </div>
    </div>
  )
}

/** What a disk is told by, for the row of a list in which it can be chosen. `id`: for `aria-labelledby` and the like. */
export function DiskChoiceText({ id, disk }: { id: string; disk: DiskChoice }) {
  const t = useTranslations('virtualDisks')
  const words = useTranslations('words.diskKind')
  const locale = useLocale()
  return (
    <span className="min-w-0 flex-1 text-sm">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
        <span id={`${id}-name`} className="font-medium [overflow-wrap:anywhere]">
          {disk.name}
        </span>
        {disk.kind === 'standard' ? null : <Tag>{words(disk.kind)}</Tag>}
      </span>
      <span id={`${id}-facts`} className="figures block text-xs text-faint">
        {formatBytes(locale, disk.capacityBytes)} · {disk.poolName} ·{' '}
        {disk.mappedTo === null ? t('notMapped') : t('picker.mappedTo', { name: disk.mappedTo })}
      </span>
      <span id={`${id}-reason`} className={disk.reason ? 'mt-0.5 block text-soft' : undefined}>
        {why(disk.reason)}
      </span>
    </span>
  )
}
