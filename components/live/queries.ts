import { keepPreviousData, type Query, queryOptions } from '@tanstack/react-query'
import type { Page } from '@/server/array/door/lists'
import { lastSequence, newest } from './deltas'
import { idOf, type NounName, type Nouns, PATHS } from './nouns'
import { getJson } from './rest'

export type ListParams = Record<string, string | number | boolean | undefined>

/** The same restriction always spells the same query, whatever the order of its parts. */
export function spell(params: ListParams): string {
  const given = Object.entries(params).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return new URLSearchParams(given.sort(([a], [b]) => (a < b ? -1 : 1))).toString()
}

export function listKey(noun: NounName, params: ListParams) {
  return [noun, 'list', spell(params)] as const
}

/** Of an answer in a shape of its own that follows the changes of a noun: asked for anew, never changed in place. */
export function derivedKey(noun: NounName, ...parts: string[]) {
  return [noun, 'derived', ...parts] as const
}

/** Everything about a noun but single objects. */
export function listsOf(noun: NounName) {
  return { queryKey: [noun], predicate: ({ queryKey }: Pick<Query, 'queryKey'>) => queryKey[1] !== 'one' }
}

export function oneKey(noun: NounName, id: string) {
  return [noun, 'one', id] as const
}

export function listQuery<N extends NounName>(noun: N, params: ListParams = {}) {
  return queryOptions({
    queryKey: listKey(noun, params),
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Page<Nouns[N]>> => {
      const sequence = lastSequence()
      const page = await getJson<Page<Nouns[N]>>(`${PATHS[noun]}?${spell(params)}`, signal)
      const items = page.items.flatMap((item) => newest(noun, idOf<N>(item), item, sequence) ?? [])
      return { ...page, items }
    },
  })
}

export function oneQuery<N extends NounName>(noun: N, id: string) {
  return queryOptions({
    queryKey: oneKey(noun, id),
    queryFn: async ({ signal }): Promise<Nouns[N]> => {
      const sequence = lastSequence()
      const object = await getJson<Nouns[N]>(`${PATHS[noun]}/${encodeURIComponent(id)}`, signal)
      return newest(noun, id, object, sequence) ?? object
    },
  })
}
