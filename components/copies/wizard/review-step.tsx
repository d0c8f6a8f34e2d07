'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { repositoryBytesTyped } from '@/server/array/snapshots/repository-size'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { formatBytes } from '@/server/messages/bytes'
import { listQuery, oneQuery } from '../../live/queries'
import { Skeleton } from '../../ui/skeleton'
import { Review } from '../../ui/wizard/review'
import type { CopyFields } from './fields'
import { copyInput, freshDiskInput } from './inputs'

const strong = (text: ReactNode) => <strong className="font-semibold">{text}</strong>

interface ReviewStepProps {
  values: CopyFields
  source: VirtualDisk
  /** What the target holds and who uses it. */
  use: ReactNode[]
}

export function ReviewStep({ values, source, use }: ReviewStepProps) {
  const fresh = values.targetKind === 'fresh'
  const target = useQuery({ ...oneQuery('virtualDisk', values.targetId), enabled: !fresh }).data
  if (!fresh && !target) return <Skeleton className="h-44 w-full" />
  return <Sentences values={values} source={source} use={use} target={target ?? null} />
}

function Sentences({ values, source, use, target }: ReviewStepProps & { target: VirtualDisk | null }) {
  const t = useTranslations('copies.wizard')
  const words = useTranslations('words.priority')
  const locale = useLocale()
  const pools = useQuery(listQuery('pool', { limit: 1000 })).data?.items ?? []
  const names = { source: source.name, target: target?.name ?? values.freshName.trim(), strong }
  const disk = freshDiskInput(values, source)
  const created = t.rich('review.create', {
    name: values.freshName.trim(),
    capacity: formatBytes(locale, source.capacityBytes),
    pool: pools.find((pool) => pool.id === values.freshPoolId)?.name ?? '',
    strong,
  })
  return (
    <Review
      sentences={[
        target
          ? t.rich('review.overwrite', { ...names, capacity: formatBytes(locale, target.capacityBytes) })
          : created,
        ...use,
        t.rich(values.type === 'online' ? 'review.online' : 'review.offline', names),
        ...(values.type === 'online'
          ? [t.rich('review.repository', { ...names, size: formatBytes(locale, repositoryBytesTyped(source.capacityBytes, values.repositoryPercent)) })]
          : []),
        t.rich('review.targetAccess', names),
        ...(target?.mappedTo ? [t.rich('review.mounted', { ...names, hosts: target.mappedTo.name })] : []),
        t('review.priority', { priority: words(values.priority) }),
      ]}
      calls={[
        ...(target ? [] : [{ method: 'POST' as const, path: '/api/v1/virtual-disks', body: disk }]),
        {
          method: 'POST' as const,
          path: '/api/v1/copies',
          body: copyInput(values, target?.id ?? `<${t('newTargetPlaceholder')}>`),
        },
      ]}
    />
  )
}
