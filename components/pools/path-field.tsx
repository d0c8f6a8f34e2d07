'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import type { PathFacts } from '@/server/array/pools/schema'
import { formatBytes } from '@/server/messages/bytes'
import { getJson, ProblemError } from '../live/rest'
import { TextField } from '../ui/text-field'

interface PathFieldProps {
  label: string
  hint?: string
  name: string
  value: string
  onChange: (path: string) => void
  onBlur?: () => void
  error: string | undefined
  /** What the path is wanted for. */
  use: 'create' | 'import'
}

/** The path is looked at while it is typed: what is free there, or why it is of no use, in the server's words. */
export function PathField({ label, hint, name, value, onChange, onBlur, error, use }: PathFieldProps) {
  const facts = usePathFacts(value)
  const told = useVerdict(facts, use)
  return (
    <TextField
      mono
      label={label}
      name={name}
      value={value}
      onChange={(change) => onChange(change.target.value)}
      onBlur={onBlur}
      error={error ?? told.bad}
      hint={
        <>
          <span aria-live="polite" className="block min-h-4.5 text-good">
            {error === undefined ? told.good : null}
          </span>
          {hint}
        </>
      }
    />
  )
}

function usePathFacts(path: string): PathFacts | string | null {
  const asked = useDeferredValue(path.trim())
  const query = useQuery({
    queryKey: ['path', asked],
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    staleTime: 2_000,
    retry: false,
    queryFn: ({ signal }) => getJson<PathFacts>(`pools/inspect?${new URLSearchParams({ path: asked })}`, signal),
  })
  if (query.error instanceof ProblemError) return query.error.problem.errors?.[0]?.message ?? query.error.problem.detail
  return asked === '' ? null : (query.data ?? null)
}

function useVerdict(facts: PathFacts | string | null, use: PathFieldProps['use']): { good?: string; bad?: string } {
  const t = useTranslations('pools.fields')
  const locale = useLocale()
  if (facts === null) return {}
  if (typeof facts === 'string') return { bad: facts }
  if (facts.use === 'none') return { bad: facts.reason ? `${facts.reason.detail} ${facts.reason.remedy}` : t('noPool') }
  if (facts.use !== use) return { bad: use === 'create' ? t('holdsPool') : t('noPool') }
  if (use === 'import') return { good: t('importable') }
  return {
    good: t('free', {
      free: formatBytes(locale, facts.freeBytes ?? 0),
      capacity: formatBytes(locale, facts.capacityBytes ?? 0),
    }),
  }
}
