import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { CatchUp } from '@/components/live/catch-up'
import { listParams } from '@/components/live/lists'
import type { NounName } from '@/components/live/nouns'
import { listKey, type ListParams, oneKey, spell } from '@/components/live/queries'
import { listConditions } from '@/server/array/conditions/queries'
import { getConsistencyGroup, listConsistencyGroups } from '@/server/array/consistency-groups/queries'
import { getCopy, listCopies } from '@/server/array/copies/queries'
import type { Query } from '@/server/array/door/command'
import { listEvents } from '@/server/array/events/queries'
import { getHostGroup, listHostGroups } from '@/server/array/host-groups/queries'
import { getHost, listHosts } from '@/server/array/hosts/queries'
import { getInstantCopy, listInstantCopies } from '@/server/array/instant-copies/queries'
import { listMappings } from '@/server/array/mappings/queries'
import { listOperations } from '@/server/array/operations/queries'
import { getPool, listPools } from '@/server/array/pools/queries'
import { listSessions } from '@/server/array/sessions/queries'
import { getSnapshot, listSnapshots } from '@/server/array/snapshots/queries'
import { getVirtualDisk, listVirtualDisks } from '@/server/array/virtual-disks/queries'
import { runtime } from '@/server/runtime/runtime'
import { answerTo } from '../asker'

const LIST_QUERIES: Record<NounName, Query> = {
  pool: listPools,
  virtualDisk: listVirtualDisks,
  snapshot: listSnapshots,
  copy: listCopies,
  instantCopy: listInstantCopies,
  consistencyGroup: listConsistencyGroups,
  host: listHosts,
  hostGroup: listHostGroups,
  mapping: listMappings,
  session: listSessions,
  operation: listOperations,
  condition: listConditions,
  event: listEvents,
}

const ONE_QUERIES = {
  pool: getPool,
  virtualDisk: getVirtualDisk,
  snapshot: getSnapshot,
  copy: getCopy,
  instantCopy: getInstantCopy,
  consistencyGroup: getConsistencyGroup,
  host: getHost,
  hostGroup: getHostGroup,
} as const satisfies Partial<Record<NounName, Query>>

interface PrefetchedProps {
  lists?: [NounName, ListParams][]
  ones?: [keyof typeof ONE_QUERIES, string][]
  children: ReactNode
}

/**
 * Asks beforehand, in process, what the page is going to ask by REST, under the keys that it will ask under: so the
 * first paint is complete. What is refused here the page asks again, and shows why.
 */
export async function Prefetched({ lists = [], ones = [], children }: PrefetchedProps) {
  const client = new QueryClient()
  const { sequence } = runtime().array.changes
  await Promise.all([
    ...lists.map(async ([noun, params]) => {
      const input = Object.fromEntries(new URLSearchParams(spell(params)))
      client.setQueryData(listKey(noun, params), (await answerTo(LIST_QUERIES[noun], input)) ?? undefined)
    }),
    ...ones.map(async ([noun, id]) => {
      client.setQueryData(oneKey(noun, id), (await answerTo(ONE_QUERIES[noun], { id })) ?? undefined)
    }),
  ])
  return (
    <HydrationBoundary state={dehydrate(client)}>
      {children}
      <CatchUp sequence={sequence} />
    </HydrationBoundary>
  )
}

export type SearchParams = Promise<Record<string, string | string[] | undefined>>

/** The list that the page's URL asks for. */
export async function listOfUrl(noun: NounName, search: SearchParams): Promise<[NounName, ListParams]> {
  const given = await search
  return [
    noun,
    listParams(noun, {
      get: (name) => {
        const value = given[name]
        return (Array.isArray(value) ? value[0] : value) ?? null
      },
    }),
  ]
}
