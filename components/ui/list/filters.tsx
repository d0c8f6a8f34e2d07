'use client'

import { Search, X } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '../button'
import { INPUT } from '../field'
import { Select, type SelectOption } from '../select-field'
import type { ListState } from './list-state'

const TYPING_PAUSE_MS = 200

export function FilterBar({ children }: { children: ReactNode }) {
  return (
    <search className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2.5">{children}</search>
  )
}

interface SearchFilterProps {
  list: ListState
  label: string
  /** What is searched: names and texts, unless said otherwise. */
  name?: string
}

/** Applies by itself when typing pauses. */
export function SearchFilter({ list, label, name = 'q' }: SearchFilterProps) {
  const applied = list.get(name) ?? ''
  const [typed, setTyped] = useState(applied)
  const [seen, setSeen] = useState(applied)
  if (applied !== seen) {
    setSeen(applied)
    if (applied !== typed.trim()) setTyped(applied)
  }
  useEffect(() => {
    if (typed.trim() === applied) return
    const pause = setTimeout(() => list.set({ [name]: typed.trim() || null }, { typing: true }), TYPING_PAUSE_MS)
    return () => clearTimeout(pause)
  }, [typed, applied, list, name])
  return (
    <span className="relative min-w-0 flex-1 basis-44 sm:max-w-72">
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={typed}
        onChange={(change) => setTyped(change.target.value)}
        className={`${INPUT} pl-8`}
      />
    </span>
  )
}

interface SelectFilterProps {
  list: ListState
  name: string
  label: string
  /** The word for no restriction. */
  any: string
  options: SelectOption[]
}

export function SelectFilter({ list, name, label, any, options }: SelectFilterProps) {
  return (
    <Select
      aria-label={label}
      value={list.get(name) ?? ''}
      onChange={(change) => list.set({ [name]: change.target.value })}
      options={[{ value: '', label: any }, ...options]}
      className="max-w-48"
    />
  )
}

/** Shown while anything restricts the list. */
export function ClearFilters({ list, names }: { list: ListState; names: string[] }) {
  const t = useTranslations('common.filters')
  if (!names.some((name) => list.get(name))) return null
  return (
    <Button
      variant="quiet"
      icon={<X aria-hidden />}
      onClick={() => list.set(Object.fromEntries(names.map((name) => [name, null])))}
    >
      {t('clear')}
    </Button>
  )
}

/** From which moment on, in the visitor's time; the URL holds it with its offset. */
export function SinceFilter({ list, name, label }: { list: ListState; name: string; label: string }) {
  const value = list.get(name)
  return (
    <label className="flex items-center gap-2 text-sm text-soft">
      {label}
      <input
        type="datetime-local"
        value={value ? localMinutes(new Date(value)) : ''}
        onChange={(change) => {
          const at = new Date(change.target.value)
          list.set({ [name]: Number.isNaN(at.getTime()) ? null : at.toISOString() })
        }}
        className={`${INPUT} w-auto`}
      />
    </label>
  )
}

/** As `<input type="datetime-local">` writes it. */
function localMinutes(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return Number.isNaN(local.getTime()) ? '' : local.toISOString().slice(0, 16)
}
