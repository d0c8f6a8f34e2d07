'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useFormatter, useTranslations } from 'use-intl'
import type { NounName } from '../live/nouns'
import { type ListParams, listQuery } from '../live/queries'
import { Panel } from '../ui/panel'

/** Every number is a link to the list that it counts. */
export function CountsPanel() {
  const t = useTranslations('overview.counts')
  return (
    <Panel title={t('title')} flush>
      <dl className="divide-y divide-line text-sm">
        <Count name={t('virtualDisks')} noun="virtualDisk" params={{}} href="/virtual-disks" />
        <Count name={t('mapped')} part noun="virtualDisk" params={{ mapped: true }} href="/virtual-disks?mapped=true" />
        <Count name={t('copies')} noun="copy" params={{}} href="/copies" />
        <Count name={t('failed')} part noun="copy" params={{ status: 'failed' }} href="/copies?status=failed" />
        <Count name={t('instantCopies')} noun="instantCopy" params={{}} href="/instant-copies" />
        <Count name={t('snapshots')} noun="snapshot" params={{}} href="/snapshots" />
        <Count name={t('hosts')} noun="host" params={{}} href="/hosts" />
        <Count name={t('sessions')} noun="session" params={{}} href="/hosts" />
      </dl>
    </Panel>
  )
}

interface CountProps {
  name: string
  noun: NounName
  params: ListParams
  href: string
  /** Counts some of what the line above counts. */
  part?: boolean
}

function Count({ name, noun, params, href, part = false }: CountProps) {
  const format = useFormatter()
  const total = useQuery(listQuery(noun, { ...params, limit: 1 })).data?.total
  return (
    <div className="flex items-baseline justify-between gap-3 px-4 py-2">
      <dt className={part ? 'pl-4 text-soft' : undefined}>{name}</dt>
      <dd className="figures">
        <Link href={href} className="font-medium text-link hover:underline">
          {total === undefined ? '–' : format.number(total)}
        </Link>
      </dd>
    </div>
  )
}
