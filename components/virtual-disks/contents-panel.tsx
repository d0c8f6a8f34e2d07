'use client'

import { queryOptions, useQuery } from '@tanstack/react-query'
import { useLocale, useTranslations } from 'use-intl'
import type { Contents, ContentsPart } from '@/server/array/virtual-disks/contents-query'
import { formatBytes } from '@/server/messages/bytes'
import { getJson, ProblemError } from '../live/rest'
import { Button } from '../ui/button'
import { Panel } from '../ui/panel'
import { Skeleton } from '../ui/skeleton'
import { StateChip, type StateLook } from '../ui/state-chip'
import { CircleCheck, CircleHelp, Link2, TriangleAlert } from 'lucide-react'

/** The array isn't told what hosts write, so this is as of when it was read. */
export function contentsQuery(diskId: string) {
  return queryOptions({
    queryKey: ['contents', diskId],
    queryFn: ({ signal }) => getJson<Contents>(`virtual-disks/${diskId}/contents`, signal),
  })
}

const MOUNTED: Record<ContentsPart['mounted'], StateLook> = {
  yes: { tone: 'warn', icon: Link2 },
  no: { tone: 'good', icon: CircleCheck },
  unknown: { tone: 'idle', icon: CircleHelp },
}
const TROUBLE: StateLook = { tone: 'warn', icon: TriangleAlert }

/** What is on the disk, partition by partition, and whether it says that it is in use. */
export function ContentsPanel({ diskId }: { diskId: string }) {
  const t = useTranslations('contents')
  const { data, error, isFetching, refetch } = useQuery(contentsQuery(diskId))
  return (
    <Panel title={t('title')}>
      {data ? <Parts parts={data.parts} /> : error ? <Why error={error} /> : <Skeleton className="h-10 w-full" />}
      <p className="mt-3 flex flex-wrap items-center justify-between gap-2 text-xs text-faint">
        {t('reading')}
        <Button size="sm" pending={isFetching} onClick={() => void refetch()}>
          {t('again')}
        </Button>
      </p>
    </Panel>
  )
}

function Why({ error }: { error: Error }) {
  return <p className="text-sm text-soft">{error instanceof ProblemError ? `${error.problem.detail} ${error.problem.remedy}` : error.message}</p>
}

function Parts({ parts }: { parts: ContentsPart[] }) {
  const t = useTranslations('contents')
  const locale = useLocale()
  if (parts.length === 0) return <p className="text-sm text-soft">{t('none')}</p>
  return (
    <ul className="space-y-2.5 text-sm">
      {parts.map((part, index) => {
        const isTable = part.what === 'mbr' || part.what === 'gpt'
        return (
          <li key={`${part.startByte} ${part.what}`} className={index > 0 ? 'border-l-2 border-line pl-3' : undefined}>
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <span className="font-medium [overflow-wrap:anywhere]">{part.label ?? part.description}</span>
              {isTable || part.what === 'unknown' ? null : <StateChip look={MOUNTED[part.mounted]}>{t(`mounted.${part.mounted}`)}</StateChip>}
              {part.needsRecovery ? <StateChip look={TROUBLE}>{t('needsRecovery')}</StateChip> : null}
              {part.damaged ? <StateChip look={TROUBLE}>{t('damaged')}</StateChip> : null}
            </p>
            <p className="figures text-xs text-faint [overflow-wrap:anywhere]">
              {part.description} · {formatBytes(locale, part.sizeBytes)}
              {part.identifier === null ? '' : ` · ${part.identifier}`}
            </p>
          </li>
        )
      })}
    </ul>
  )
}
