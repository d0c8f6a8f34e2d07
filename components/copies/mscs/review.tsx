'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { formatBytes } from '@/server/messages/bytes'
import { oneQuery } from '../../live/queries'
import { Skeleton } from '../../ui/skeleton'
import { Review } from '../../ui/wizard/review'
import type { CopyFields } from '../wizard/fields'
import { copyInput, freshDiskInput } from '../wizard/inputs'
import { repositoryBytes } from '../wizard/priority-step'
import { snapshotInput } from './inputs'
import { useNodes } from './snapshot-step'

const strong = (text: ReactNode) => <strong className="font-semibold">{text}</strong>

/** What copying an MSCS shared disk through a snapshot does, step after step. */
export function ThroughSnapshotReview({ values, source }: { values: CopyFields; source: VirtualDisk }) {
  const t = useTranslations('copies.mscs')
  const locale = useLocale()
  const words = useTranslations('words.priority')
  const fresh = values.targetKind === 'fresh'
  const target = useQuery({ ...oneQuery('virtualDisk', values.targetId), enabled: !fresh }).data
  const nodes = useNodes(source)
  if (!fresh && !target) return <Skeleton className="h-44 w-full" />
  const node = nodes.find(({ id }) => id === values.nodeId)
  const names = { source: source.name, target: target?.name ?? values.freshName.trim(), node: node?.name ?? '', strong }
  const call = (path: string, body: object) => ({ method: 'POST' as const, path: `/api/v1${path}`, body })
  const snapshotId = `<${t('newSnapshot')}>`
  return (
    <Review
      sentences={[
        t.rich('review.snapshot', { ...names, size: formatBytes(locale, repositoryBytes(source, values)) }),
        node ? t.rich('review.mapped', names) : t('review.unmapped'),
        fresh
          ? t.rich('review.create', { ...names, capacity: formatBytes(locale, source.capacityBytes) })
          : t.rich('review.overwrite', { ...names, capacity: formatBytes(locale, target?.capacityBytes ?? 0) }),
        t.rich('review.copy', { ...names, priority: words(values.priority) }),
        t.rich('review.afterwards', names),
      ]}
      calls={[
        call('/snapshots', snapshotInput(values)),
        ...(node ? [call('/mappings', { virtualDiskId: snapshotId, hostId: node.id })] : []),
        ...(fresh ? [call('/virtual-disks', freshDiskInput(values, source))] : []),
        call('/copies', copyInput({ ...values, sourceId: snapshotId }, target?.id ?? `<${t('newTarget')}>`)),
      ]}
    />
  )
}
