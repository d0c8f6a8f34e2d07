'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { repositoryBytesTyped } from '@/server/array/snapshots/repository-size'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { formatBytes } from '@/server/messages/bytes'
import { oneQuery } from '../../live/queries'
import { Skeleton } from '../../ui/skeleton'
import { Review } from '../../ui/wizard/review'
import type { CopyFields, CopyForm } from '../wizard/fields'
import { copyInput, freshDiskInput } from '../wizard/inputs'
import { snapshotInput } from './inputs'
import { MadeAlready } from './made-already'
import { useCluster } from './nodes'

const strong = (text: ReactNode) => <strong className="font-semibold">{text}</strong>

interface ThroughSnapshotReviewProps {
  form: CopyForm
  values: CopyFields
  source: VirtualDisk
  /** What the target holds and who uses it. */
  use: ReactNode[]
}

/** What copying an MSCS shared disk through a snapshot does, step after step; and what of it is done already. */
export function ThroughSnapshotReview({ form, values, source, use }: ThroughSnapshotReviewProps) {
  const t = useTranslations('copies.mscs')
  const locale = useLocale()
  const words = useTranslations('words.priority')
  const fresh = values.targetKind === 'fresh'
  const target = useQuery({ ...oneQuery('virtualDisk', values.targetId), enabled: !fresh }).data
  const found = useCluster(source, t('theSnapshot'))
  if ((!fresh && !target) || !found) return <Skeleton className="h-44 w-full" />
  const taken = values.madeSnapshotId !== ''
  const node = found.nodes.find(({ hostId }) => hostId === values.nodeId)
  const maps = node && !values.madeMapping ? node : null
  const names = { source: source.name, target: target?.name ?? values.freshName.trim(), node: node?.name ?? '', strong }
  const call = (path: string, body: object) => ({ method: 'POST' as const, path: `/api/v1${path}`, body })
  const snapshotId = taken ? values.madeSnapshotId : `<${t('newSnapshot')}>`
  return (
    <>
      {taken ? (
        <div className="mb-4">
          <MadeAlready form={form} values={values} />
        </div>
      ) : null}
      <Review
        sentences={[
          ...(taken ? [] : [t.rich('review.snapshot', { ...names, size: formatBytes(locale, repositoryBytesTyped(source.capacityBytes, values.repositoryPercent)) })]),
          ...(maps ? [t.rich('review.mapped', names)] : []),
          ...(node ? [] : [t('review.unmapped')]),
          fresh
            ? t.rich('review.create', { ...names, capacity: formatBytes(locale, source.capacityBytes) })
            : t.rich('review.overwrite', { ...names, capacity: formatBytes(locale, target?.capacityBytes ?? 0) }),
          ...use,
          t.rich('review.copy', { ...names, priority: words(values.priority) }),
          t.rich('review.afterwards', names),
        ]}
        calls={[
          ...(taken ? [] : [call('/snapshots', snapshotInput(values))]),
          ...(maps ? [call('/mappings', { virtualDiskId: snapshotId, hostId: maps.hostId })] : []),
          ...(fresh ? [call('/virtual-disks', freshDiskInput(values, source))] : []),
          call('/copies', copyInput({ ...values, sourceId: snapshotId }, target?.id ?? `<${t('newTarget')}>`)),
        ]}
      />
    </>
  )
}
