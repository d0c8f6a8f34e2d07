'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'

/**
 * The state of a list lives in the URL, under the very names of the REST query: `q`, `sort`, `page` and the noun's
 * filters. So it can be shared and reloaded, and Back undoes a change.
 */
export interface ListState {
  params: URLSearchParams
  get: (name: string) => string | null
  /** Sets (null: clears) parameters and goes back to the first page. `typing` leaves no trace in the history. */
  set: (changes: Record<string, string | null>, options?: { typing?: boolean }) => void
  setPage: (page: number) => void
  page: number
  sort: string | null
}

/** What the address says at this moment: a change that was made just now is there before the page shows it. */
const asOfNow = () => new URLSearchParams(window.location.search)

export function useListState(): ListState {
  const pathname = usePathname()
  const current = useSearchParams().toString()
  const params = useMemo(() => new URLSearchParams(current), [current])

  const write = useCallback(
    (next: URLSearchParams, typing: boolean) => {
      const url = next.size > 0 ? `${pathname}?${next}` : pathname
      if (typing) window.history.replaceState(null, '', url)
      else window.history.pushState(null, '', url)
    },
    [pathname],
  )

  return useMemo(
    () => ({
      params,
      get: (name) => params.get(name),
      set: (changes, options) => {
        const next = asOfNow()
        next.delete('page')
        for (const [name, value] of Object.entries(changes)) {
          if (value === null || value === '') next.delete(name)
          else next.set(name, value)
        }
        write(next, options?.typing ?? false)
      },
      setPage: (page) => {
        const next = asOfNow()
        if (page <= 1) next.delete('page')
        else next.set('page', String(page))
        write(next, false)
      },
      page: Math.max(1, Number(params.get('page')) || 1),
      sort: params.get('sort'),
    }),
    [params, write],
  )
}
