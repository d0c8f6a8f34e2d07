'use client'

import { useQuery } from '@tanstack/react-query'
import { ArrowRight, CopyCheck } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { treeOf } from '@/server/array/instant-copies/tree'
import type { InstantCopy } from '@/server/array/instant-copies/schema'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { listQuery } from '../live/queries'
import { useWhyNot } from '../shell/why-not'
import { LinkButton } from '../ui/button'
import { Panel } from '../ui/panel'
import { Skeleton } from '../ui/skeleton'
import { InstantCopyProgress } from './instant-copy-progress'
import { InstantCopyStatusChip } from './instant-copy-status'
import { RelationsGraph } from './relations-graph'

/** The instant copies that hang together with a disk: as a graph, and as a list that says the same. */
export function InstantCopiesPanel({ disk }: { disk: VirtualDisk }) {
  const t = useTranslations('instantCopies.relations')
  const whyNot = useWhyNot()
  const all = useQuery(listQuery('instantCopy', { sort: 'name', limit: 1000 })).data?.items
  const copies = all && treeOf(all, [disk.id])
  return (
    <Panel
      title={t('title')}
      actions={
        <LinkButton
          href={`/instant-copies/new?source=${disk.id}`}
          size="sm"
          icon={<CopyCheck aria-hidden />}
          disabledReason={whyNot('createInstantCopy')}
        >
          {t('create')}
        </LinkButton>
      }
    >
      {copies === undefined ? <Skeleton className="h-16 w-full" /> : null}
      {copies?.length === 0 ? <p className="text-sm text-soft">{t('none')}</p> : null}
      {copies && copies.length > 0 ? (
        <>
          <RelationsGraph disk={disk} copies={copies} />
          <ul aria-label={t('list', { name: disk.name })} className="mt-3 divide-y divide-line border-t border-line">
            {copies.map((copy) => (
              <Row key={copy.id} copy={copy} />
            ))}
          </ul>
        </>
      ) : null}
    </Panel>
  )
}

function Row({ copy }: { copy: InstantCopy }) {
  const t = useTranslations('instantCopies.relations')
  return (
    <li className="grid items-center gap-x-4 gap-y-1 py-2 text-sm sm:grid-cols-[1fr_14rem]">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <Link href={`/instant-copies/${copy.id}`} className="font-medium text-link [overflow-wrap:anywhere] hover:underline">
            {copy.name}
          </Link>
          <InstantCopyStatusChip status={copy.status} />
        </div>
        <p className="flex flex-wrap items-center gap-x-1.5 text-xs text-soft [overflow-wrap:anywhere]">
          {copy.sourceName}
          <ArrowRight aria-hidden className="size-3 shrink-0 text-faint" />
          {copy.targetName}
          {copy.consistencyGroupId === null ? null : (
            <>
              {' · '}
              <Link href={`/instant-copies/groups/${copy.consistencyGroupId}`} className="hover:text-link hover:underline">
                {t('groupOf', { name: copy.consistencyGroupName ?? '' })}
              </Link>
            </>
          )}
        </p>
      </div>
      <InstantCopyProgress copy={copy} compact />
    </li>
  )
}
