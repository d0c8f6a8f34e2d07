import type { QueryClient } from '@tanstack/react-query'
import type { Page } from '@/server/array/door/lists'
import { type Delta, deltasSince } from './deltas'
import { idOf, type NounName, type Nouns } from './nouns'
import { listsOf, oneKey } from './queries'

/**
 * Puts what the stream tells into every answer that shows it. Rows are changed in place, so nothing moves under the
 * pointer; where the change may have moved a row in or out of a list, that list is asked for anew by `refresh`.
 */
export function applyDelta<N extends NounName>(
  client: QueryClient,
  { noun, id, object }: Delta<N>,
  refresh: (noun: NounName) => void,
): void {
  if (object) client.setQueryData(oneKey(noun, id), (known: Nouns[N] | undefined) => (known ? object : undefined))
  else client.removeQueries({ queryKey: oneKey(noun, id), type: 'inactive' })

  let moved = false
  client.setQueriesData<Page<Nouns[N]>>({ queryKey: [noun, 'list'] }, (page) => {
    if (!page) return page
    const known = page.items.find((item) => idOf(item) === id)
    if (!known || !object || !sameBesidesProgress(known, object)) moved = true
    if (!known) return page
    const items = page.items.flatMap((item) => (idOf(item) === id ? (object ?? []) : item))
    return { ...page, items }
  })
  if (moved) refresh(noun)
}

/** Progress changes many times a second and never sorts or filters a list. */
const PROGRESS = new Set(['progress', 'progressPercent', 'cleanProgressPercent', 'differenceBytes'])

function sameBesidesProgress(before: object, after: object): boolean {
  const rest = (object: object) => JSON.stringify(object, (name, value: unknown) => (PROGRESS.has(name) ? undefined : value))
  return rest(before) === rest(after)
}

/** A page's first answers were read on the server; what the stream told since then is applied to them. */
export function catchUp(client: QueryClient, sequence: number): void {
  for (const delta of deltasSince(sequence)) {
    applyDelta(client, delta, (noun) => void client.invalidateQueries(listsOf(noun)))
  }
}
