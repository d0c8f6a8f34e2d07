'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ConnectGuide as Guide, Host } from '@/server/array/hosts/schema'
import { Failed } from '../live/failed'
import { derivedKey } from '../live/queries'
import { getJson } from '../live/rest'
import { CodeBlock } from '../ui/code'
import { Panel } from '../ui/panel'
import { Select } from '../ui/select-field'
import { Skeleton } from '../ui/skeleton'

/** What is typed on the host, client by client. Depends on the host's mappings, so it is asked for under theirs. */
function useGuides(hostId: string) {
  return useQuery({
    queryKey: derivedKey('mapping', 'connect', hostId),
    queryFn: ({ signal }) => getJson<Guide[]>(`hosts/${encodeURIComponent(hostId)}/connect`, signal),
  })
}

export function ConnectGuide({ host }: { host: Host }) {
  const t = useTranslations('hosts.connect')
  const clients = useTranslations('words.client')
  const { data, error, refetch } = useGuides(host.id)
  const [chosen, setChosen] = useState<string | null>(null)
  const guides = data?.filter((guide) => guide.steps.length > 0) ?? []
  const guide = guides.find((each) => each.client === chosen) ?? guides[0]
  return (
    <Panel
      title={t('title')}
      actions={
        guides.length > 1 ? (
          <Select
            aria-label={t('client')}
            value={guide?.client ?? ''}
            onChange={(change) => setChosen(change.target.value)}
            options={guides.map(({ client }) => ({ value: client, label: clients(client) }))}
          />
        ) : null
      }
    >
      {error && !data ? <Failed error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton className="h-32 w-full" /> : null}
      {data && !guide ? <p className="text-sm text-soft">{t('none')}</p> : null}
      {guide ? (
        <>
          <p className="mb-3 text-sm text-soft">{t('text', { name: host.name })}</p>
          <ol className="flex flex-col gap-3.5">
            {guide.steps.map((step, index) => (
              <li key={`${guide.client} ${index}`} className="flex items-start gap-3">
                <span
                  aria-hidden
                  className="figures mt-px grid size-5.5 shrink-0 place-items-center rounded-full border border-line text-xs text-soft"
                >
                  {index + 1}
                </span>
                <div className="min-w-0 flex-1">
                  <p className="mb-1.5 text-sm">{step.note}</p>
                  {step.command ? <CodeBlock label={t('command', { step: index + 1 })} text={step.command} /> : null}
                </div>
              </li>
            ))}
          </ol>
        </>
      ) : null}
    </Panel>
  )
}
