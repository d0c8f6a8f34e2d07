'use client'

import { useQuery } from '@tanstack/react-query'
import type { Page } from '@/server/array/door/lists'
import type { SnapshotSource } from '@/server/array/snapshots/schema'
import { derivedKey, type ListParams, spell } from '../../live/queries'
import { getJson } from '../../live/rest'

export function fetchSources(params: ListParams, signal: AbortSignal): Promise<Page<SnapshotSource>> {
  return getJson<Page<SnapshotSource>>(`snapshots/sources?${spell(params)}`, signal)
}

/** The chosen ones, in the order in which they were chosen; undefined while they are on their way. */
export function useChosenSources(ids: string[]): SnapshotSource[] | undefined {
  const query = useQuery({
    queryKey: derivedKey('snapshot', 'sources', ...ids),
    queryFn: ({ signal }) => fetchSources({ ids: ids.join(','), limit: 1000 }, signal),
    enabled: ids.length > 0,
  })
  return query.data && ids.flatMap((id) => query.data.items.find((source) => source.virtualDiskId === id) ?? [])
}
