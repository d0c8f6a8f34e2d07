/**
 * Sorting and paging of lists, done by the database: by cursor (the sort key and identifier of the last row seen, so
 * that rows that come and go meanwhile shift nothing) or by page number.
 */
import type { Page } from './lists'
import { RefusalError, refuse } from './refusals'

type Direction = 'asc' | 'desc'
type Comparison<V> = { gt: V } | { lt: V } | { equals: V }

interface KeyOf<Row, Where, Order, Kind extends string, V> {
  kind: Kind
  value: (row: Row) => V
  where: (comparison: Comparison<V>) => Where
  order: (direction: Direction) => Order
}

/** A column to sort by: how to read it of a row, compare it and order by it. It must not be null. */
type SortKey<Row, Where, Order> =
  | KeyOf<Row, Where, Order, 'text', string>
  | KeyOf<Row, Where, Order, 'number', number>
  | KeyOf<Row, Where, Order, 'bigint', bigint>
  | KeyOf<Row, Where, Order, 'date', Date>

export interface ListOrder<Row, Where, Order, Sort extends string> {
  sorts: Record<Sort, SortKey<Row, Where, Order>>
  /** Unique: decides between rows that are equal by the sort. */
  tie: SortKey<Row, Where, Order>
  byDefault: Sort | `-${Sort}`
}

interface Asked<Sort extends string> {
  limit: number
  cursor?: string | undefined
  page?: number | undefined
  sort?: Sort | `-${Sort}` | undefined
}

/** Asks for the rows of one page. `where` holds the list's own filters; `seek` is to be joined to it by AND. */
interface PageQuery<Where, Order> {
  seek: { OR: [Where, { AND: [Where, Where] }] } | null
  orderBy: [Order, Order]
  take: number
  skip: number
}

interface Paging<Row, Where, Order> extends PageQuery<Where, Order> {
  /** @param rows as found, at most one more than the page holds */
  page: <Item>(rows: Row[], total: number, items: (rows: Row[]) => Promise<Item[]>) => Promise<Page<Item>>
}

export function paging<Row, Where, Order, Sort extends string>(
  order: ListOrder<Row, Where, Order, Sort>,
  asked: Asked<Sort>,
): Paging<Row, Where, Order> {
  const wanted = asked.sort ?? order.byDefault
  const [sort, direction] = parseSort(order, wanted)
  const key = order.sorts[sort]
  return {
    seek: asked.cursor === undefined ? null : seek(key, order.tie, direction, decode(asked.cursor, wanted)),
    orderBy: [key.order(direction), order.tie.order(direction)],
    take: asked.limit + 1,
    skip: asked.page === undefined || asked.cursor !== undefined ? 0 : (asked.page - 1) * asked.limit,
    async page(rows, total, items) {
      const last = rows.length > asked.limit ? rows[asked.limit - 1] : undefined
      return {
        items: await items(rows.slice(0, asked.limit)),
        nextCursor: last === undefined ? null : encode(wanted, key.value(last), order.tie.value(last)),
        total,
      }
    },
  }
}

function parseSort<Sort extends string>(
  { sorts }: { sorts: Record<Sort, unknown> },
  wanted: Sort | `-${Sort}`,
): [Sort, Direction] {
  const isKey = (name: string): name is Sort => Object.hasOwn(sorts, name)
  if (isKey(wanted)) return [wanted, 'asc']
  const name = wanted.slice(1)
  if (isKey(name)) return [name, 'desc']
  throw new Error(`No such sort: ${wanted}`)
}

type Value = string | number | bigint | Date
type Cursor = [string, string, string]

function seek<Row, Where, Order>(
  key: SortKey<Row, Where, Order>,
  tie: SortKey<Row, Where, Order>,
  direction: Direction,
  [, value, tieValue]: Cursor,
): { OR: [Where, { AND: [Where, Where] }] } {
  const operator = direction === 'asc' ? 'gt' : 'lt'
  return {
    OR: [compare(key, operator, value), { AND: [compare(key, 'equals', value), compare(tie, operator, tieValue)] }],
  }
}

type Operator = 'gt' | 'lt' | 'equals'

function compare<Row, Where, Order>(key: SortKey<Row, Where, Order>, operator: Operator, text: string): Where {
  switch (key.kind) {
    case 'text':
      return key.where(comparison(operator, text))
    case 'number':
      return key.where(comparison(operator, checked(Number(text), Number.isFinite(Number(text)))))
    case 'bigint':
      return key.where(comparison(operator, BigInt(checked(text, /^\d+$/.test(text)))))
    case 'date':
      return key.where(comparison(operator, checked(new Date(text), !Number.isNaN(Date.parse(text)))))
  }
}

function comparison<V>(operator: Operator, value: V): Comparison<V> {
  if (operator === 'gt') return { gt: value }
  return operator === 'lt' ? { lt: value } : { equals: value }
}

function encode(sort: string, value: Value, tie: Value): string {
  const text = (part: Value) => (part instanceof Date ? part.toISOString() : String(part))
  return Buffer.from(JSON.stringify([sort, text(value), text(tie)])).toString('base64url')
}

function decode(cursor: string, sort: string): Cursor {
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    parts = null
  }
  const isCursor = (value: unknown): value is Cursor =>
    Array.isArray(value) && value.length === 3 && value.every((part) => typeof part === 'string')
  return checked(isCursor(parts) ? parts : null, isCursor(parts) && parts[0] === sort)
}

function checked<T>(value: T | null, isGood: boolean): T {
  if (value === null || !isGood) throw new RefusalError(refuse('bad_cursor', {}, 'cursor'))
  return value
}
