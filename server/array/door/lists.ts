/** What every list takes and answers. */
import { z } from 'zod'

export const DEFAULT_LIMIT = 100
export const MAX_LIMIT = 1000

/**
 * Input of a list: `limit` with either `cursor` (to walk through everything) or `page` (from 1, for tables), `sort`
 * (a field, `-` before it for descending), `q` (a part of a name), and the noun's own filters.
 */
export function listInput<const Sort extends readonly [string, ...string[]], Filters extends z.core.$ZodLooseShape>(
  sorts: Sort,
  filters: Filters,
) {
  const keys = sorts.flatMap((sort: Sort[number]): (Sort[number] | `-${Sort[number]}`)[] => [sort, `-${sort}`])
  return z.strictObject({
    limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
    cursor: z.string().min(1).max(1000).optional(),
    page: z.coerce.number().int().min(1).max(1_000_000).optional(),
    sort: z.enum(keys).optional(),
    q: z.string().trim().max(200).optional(),
    ...filters,
  })
}

/** `total` counts what the filters leave, over all pages. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    items: z.array(item),
    nextCursor: z.string().nullable(),
    total: z.int().min(0),
  })
}

export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
  total: number
}

/** `?kind=standard&kind=snapshot` and `?kind=standard,snapshot` are the same. */
export function manyOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.preprocess(
    (value) => (typeof value === 'string' ? value.split(',') : value),
    z.array(z.enum(values)).min(1).max(values.length),
  ).meta({ type: 'array', items: { type: 'string', enum: [...values] } })
}
