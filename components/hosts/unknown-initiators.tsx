'use client'

import { queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { Page } from '@/server/array/door/lists'
import type { UnknownInitiator } from '@/server/array/initiators/schema'
import { derivedKey } from '../live/queries'
import { getJson } from '../live/rest'
import { Button } from '../ui/button'
import { Time } from '../ui/time'

/** Nobody tells when a stranger comes; while a form is open, one that is tried out just now is soon there. */
const LOOK_EVERY_MS = 3_000
const SHOWN = 5

const unknownInitiatorsQuery = queryOptions({
  queryKey: derivedKey('host', 'unknown-initiators'),
  queryFn: ({ signal }) => getJson<Page<UnknownInitiator>>('initiators/unknown', signal),
  refetchInterval: LOOK_EVERY_MS,
})

interface UnknownInitiatorsProps {
  /** Names that the form has already. */
  taken: string[]
  /** Part of a name that is typed. */
  typed: string
  onChoose: (identifier: string) => void
}

/** iSCSI names that came to the array and belong to no host: one of them is likely to be the one that is meant. */
export function UnknownInitiators({ taken, typed, onChoose }: UnknownInitiatorsProps) {
  const t = useTranslations('hosts.unknown')
  const fates = useTranslations('hosts.unknown.fates')
  const part = typed.trim().toLowerCase()
  const found = useQuery(unknownInitiatorsQuery).data?.items.filter(({ identifier }) => !taken.includes(identifier) && identifier.includes(part))
  if (!found || found.length === 0) return null
  return (
    <div className="rounded-md bg-hover px-3 py-2 text-sm">
      <p className="text-xs text-soft">{t('title')}</p>
      <ul aria-label={t('title')} className="mt-1 space-y-1.5">
        {found.slice(0, SHOWN).map(({ identifier, address, fate, lastSeenAt }) => (
          <li key={identifier} className="flex items-start justify-between gap-3">
            <span className="min-w-0">
              <span className="block font-mono text-xs [overflow-wrap:anywhere]">{identifier}</span>
              <span className="block text-xs text-faint">
                {t.rich('seen', { address, time: () => <Time at={lastSeenAt} show="relative" /> })} · {fates(fate)}
              </span>
            </span>
            <Button size="sm" aria-label={t('useNamed', { identifier })} onClick={() => onChoose(identifier)}>
              {t('use')}
            </Button>
          </li>
        ))}
      </ul>
      {found.length > SHOWN ? <p className="mt-1.5 text-xs text-faint">{t('more', { count: found.length - SHOWN })}</p> : null}
    </div>
  )
}
