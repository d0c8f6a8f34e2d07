'use client'

import clsx from 'clsx'
import { ArrowDown, ArrowUp, ChevronsUpDown, Ellipsis } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from '../button'
import { Menu } from '../menu'
import type { MenuAction } from '../menu-action'
import { Skeleton } from '../skeleton'

/** From which width of the window on a column is shown; what is hidden below it, the first cell's detail tells. */
export type ShownFrom = 'sm' | 'md' | 'lg' | 'xl'

export interface Column<Row> {
  id: string
  header: string
  /** Explains the column's words, beside its header. */
  help?: ReactNode
  /** The server's sort key, if it sorts by this. */
  sort?: string
  align?: 'end'
  from?: ShownFrom
  cell: (row: Row) => ReactNode
}

export interface Selection<Row> {
  selected: ReadonlySet<string>
  onChange: (selected: ReadonlySet<string>) => void
  /** What the box of a row is called. */
  nameOf: (row: Row) => string
  /** What the box of the whole page is called. */
  all: string
}

interface DataTableProps<Row> {
  label: string
  columns: Column<Row>[]
  /** undefined while the first answer is on its way. */
  rows: Row[] | undefined
  rowKey: (row: Row) => string
  /** Groups of the row's menu, and what the row is called in its name. */
  menu?: (row: Row) => { name: string; groups: MenuAction[][] }
  sort?: string | null
  onSort?: (sort: string) => void
  /** Rows can be chosen for an action on several at once. */
  selection?: Selection<Row>
  /** Shown in the place of rows when there are none. */
  empty: ReactNode
  /** Newer rows are on their way; the old ones stay. */
  stale?: boolean
}

const FROM: Record<ShownFrom, string> = {
  sm: 'hidden sm:table-cell',
  md: 'hidden md:table-cell',
  lg: 'hidden lg:table-cell',
  xl: 'hidden xl:table-cell',
}

const SKELETON_ROWS = 6

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, menu, selection, sort = null, onSort, empty, stale = false } = props
  const t = useTranslations('common')
  if (rows?.length === 0) return <>{empty}</>
  return (
    <table aria-label={label} aria-busy={rows === undefined || stale} className="w-full border-collapse text-sm">
      <thead>
        <tr className="border-b border-line bg-sunken/70 text-left text-xs text-faint">
          {selection ? (
            <th scope="col" className="w-9 pl-3">
              <AllBox selection={selection} keys={(rows ?? []).map((row) => rowKey(row))} />
            </th>
          ) : null}
          {columns.map((column) => (
            <HeaderCell key={column.id} column={column} sort={sort} onSort={onSort} />
          ))}
          {menu ? (
            <th scope="col" className="w-11">
              <span className="sr-only">{t('table.actions')}</span>
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody className={clsx('transition-opacity', stale && 'opacity-60')}>
        {rows === undefined
          ? Array.from({ length: SKELETON_ROWS }, (_, row) => (
              <tr key={row} className="h-10 border-b border-line last:border-0">
                {selection ? <td aria-hidden /> : null}
                {columns.map((column) => (
                  <td key={column.id} className={clsx('px-3', column.from && FROM[column.from])}>
                    <Skeleton className="h-3.5 w-3/5" />
                  </td>
                ))}
                {menu ? <td aria-hidden /> : null}
              </tr>
            ))
          : rows.map((row) => (
              <tr
                key={rowKey(row)}
                className={clsx(
                  'h-10 border-b border-line last:border-0 hover:bg-hover',
                  selection?.selected.has(rowKey(row)) && 'bg-accent-soft',
                )}
              >
                {selection ? (
                  <td className="w-9 pl-3">
                    <RowBox selection={selection} name={selection.nameOf(row)} id={rowKey(row)} />
                  </td>
                ) : null}
                {columns.map((column) => (
                  <td
                    key={column.id}
                    className={clsx(
                      'min-w-0 px-3 py-1.5',
                      column.align === 'end' && 'figures text-right',
                      column.from && FROM[column.from],
                    )}
                  >
                    {column.cell(row)}
                  </td>
                ))}
                {menu ? (
                  <td className="w-11 py-1 pr-2 text-right align-middle">
                    <RowMenu {...menu(row)} />
                  </td>
                ) : null}
              </tr>
            ))}
      </tbody>
    </table>
  )
}

const BOX = 'block size-4 accent-accent'

function RowBox<Row>({ selection, name, id }: { selection: Selection<Row>; name: string; id: string }) {
  const { selected, onChange } = selection
  return (
    <input
      type="checkbox"
      aria-label={name}
      checked={selected.has(id)}
      onChange={(change) => {
        const next = new Set(selected)
        if (change.target.checked) next.add(id)
        else next.delete(id)
        onChange(next)
      }}
      className={BOX}
    />
  )
}

function AllBox<Row>({ selection, keys }: { selection: Selection<Row>; keys: string[] }) {
  const { selected, onChange, all } = selection
  const chosen = keys.filter((key) => selected.has(key)).length
  return (
    <input
      type="checkbox"
      aria-label={all}
      checked={keys.length > 0 && chosen === keys.length}
      ref={(box) => {
        if (box) box.indeterminate = chosen > 0 && chosen < keys.length
      }}
      onChange={(change) => onChange(new Set(change.target.checked ? keys : []))}
      className={BOX}
    />
  )
}

interface HeaderCellProps<Row> {
  column: Column<Row>
  sort: string | null
  onSort: ((sort: string) => void) | undefined
}

function HeaderCell<Row>({ column, sort, onSort }: HeaderCellProps<Row>) {
  const key = column.sort
  const direction = key === undefined ? null : sort === key ? 'ascending' : sort === `-${key}` ? 'descending' : null
  const Icon = direction === 'ascending' ? ArrowUp : direction === 'descending' ? ArrowDown : ChevronsUpDown
  return (
    <th
      scope="col"
      aria-sort={direction ?? undefined}
      className={clsx('h-8.5 px-3 font-medium', column.align === 'end' && 'text-right', column.help && 'whitespace-nowrap', column.from && FROM[column.from])}
    >
      {key !== undefined && onSort ? (
        <button
          type="button"
          onClick={() => onSort(direction === 'ascending' ? `-${key}` : key)}
          className={clsx(
            '-mx-1 inline-flex items-center gap-1 rounded-sm px-1 py-0.5 hover:text-ink',
            direction && 'text-ink',
            column.align === 'end' && 'flex-row-reverse',
          )}
        >
          {column.header}
          <Icon aria-hidden className={clsx('size-3', direction === null && 'opacity-60')} />
        </button>
      ) : (
        column.header
      )}
      {column.help}
    </th>
  )
}

function RowMenu({ name, groups }: { name: string; groups: MenuAction[][] }) {
  const t = useTranslations('common.actions')
  return (
    <Menu
      groups={groups}
      trigger={
        <IconButton label={t('actionsFor', { name })} size="sm">
          <Ellipsis aria-hidden />
        </IconButton>
      }
    />
  )
}
