'use client'

import type { ReactNode } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import type { MappingTarget } from '@/server/array/mappings/schema'
import { repositoryBytesTyped } from '@/server/array/snapshots/repository-size'
import type { SnapshotSource } from '@/server/array/snapshots/schema'
import { formatBytes } from '@/server/messages/bytes'
import { valueOf } from '../../mappings/targets'
import { Review } from '../../ui/wizard/review'
import type { SnapshotFields } from './fields'
import { mappingInput, nameOf, snapshotInputs } from './inputs'

const strong = (text: ReactNode) => <strong className="font-semibold">{text}</strong>

interface ReviewStepProps {
  values: SnapshotFields
  sources: SnapshotSource[]
  targets: MappingTarget[] | undefined
}

export function ReviewStep({ values, sources, targets }: ReviewStepProps) {
  const t = useTranslations('snapshots.wizard')
  const locale = useLocale()
  const inputs = snapshotInputs(values)
  const [first] = sources
  const [input] = inputs
  const count = sources.length
  const bytes = sources.reduce((sum, source) => sum + repositoryBytesTyped(source.capacityBytes, values.repositoryPercent), 0)
  const to = targets?.find((target) => valueOf(target) === values.mapTo)?.name ?? ''
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
