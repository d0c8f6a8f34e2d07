import type { Page } from './lists'
import { RefusalError, refuse } from './refusals'

/** A page of a short list that is in memory anyway. The cursor is the number of items before it. */
export function pageOfAll<Item>(
  all: Item[],
  { limit, cursor, page }: { limit: number; cursor?: string | undefined; page?: number | undefined },
): Page<Item> {
  if (cursor !== undefined && !/^\d{1,9}$/.test(cursor)) throw new RefusalError(refuse('bad_cursor', {}, 'cursor'))
  const first = cursor === undefined ? ((page ?? 1) - 1) * limit : Number(cursor)
  const next = first + limit
  return { items: all.slice(first, next), nextCursor: next < all.length ? String(next) : null, total: all.length }
}
