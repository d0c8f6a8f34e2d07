'use client'

import type { ReactNode } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import type { SnapshotSource } from '@/server/array/snapshots/schema'
import { formatBytes } from '@/server/messages/bytes'
import { Review } from '../../ui/wizard/review'
import { useMapDestinations } from '../../virtual-disks/map-to-field'
import type { SnapshotFields } from './fields'
import { mappingInput, nameOf, repositoryBytesOf, snapshotInputs } from './inputs'

const strong = (text: ReactNode) => <strong className="font-semibold">{text}</strong>

export function ReviewStep({ values, sources }: { values: SnapshotFields; sources: SnapshotSource[] }) {
  const t = useTranslations('snapshots.wizard')
  const locale = useLocale()
  const { hosts, groups } = useMapDestinations()
  const inputs = snapshotInputs(values)
  const [first] = sources
  const [input] = inputs
  const count = sources.length
  const bytes = sources.reduce((sum, source) => sum + repositoryBytesOf(values, source), 0)
  const to = [...hosts, ...groups].find(({ id }) => values.mapTo.endsWith(`:${id}`))?.name ?? ''
  const pairs = sources.map((source) => `${source.name} → ${nameOf(values, source)}`).join(', ')
  return (
    <Review
      sentences={[
        count === 1 && first
          ? t.rich('review.one', { name: nameOf(values, first), source: first.name, strong })
          : t.rich('review.many', { pairs, strong }),
        t('review.repository', { count, size: formatBytes(locale, bytes), percent: values.repositoryPercent }),
        t(`review.${values.fullPolicy}`, { threshold: values.warningThresholdPercent }),
        values.mapping === 'now' ? t.rich('review.mapNow', { to, count, strong }) : t('review.mapLater', { count }),
      ]}
      calls={[
        count === 1 && input
          ? { method: 'POST' as const, path: '/api/v1/snapshots', body: input }
          : { method: 'POST' as const, path: '/api/v1/snapshots/at-one-instant', body: { snapshots: inputs } },
        ...(values.mapping === 'now'
          ? sources.map(() => ({
              method: 'POST' as const,
              path: '/api/v1/mappings',
              body: mappingInput(values, `<${t('newPlaceholder')}>`),
            }))
          : []),
      ]}
    />
  )
}
