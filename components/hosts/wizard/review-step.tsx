'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { listQuery, oneQuery } from '../../live/queries'
import { Review } from '../../ui/wizard/review'
import type { HostFields } from './fields'
import { mappingInput, shownHostInput } from './inputs'

const strong = (text: ReactNode) => <strong className="font-semibold">{text}</strong>

export function ReviewStep({ values }: { values: HostFields }) {
  const t = useTranslations('hosts.wizard')
  const words = useTranslations('words')
  const maps = values.mapping === 'now'
  const disk = useQuery({ ...oneQuery('virtualDisk', values.virtualDiskId), enabled: maps }).data
  const groups = useQuery(listQuery('hostGroup', { limit: 1000 })).data?.items ?? []
  const group = groups.find((each) => each.id === values.hostGroupId)
  return (
    <Review
      sentences={[
        t.rich('review.host', { name: values.name.trim(), os: words(`hostSystem.${values.os}`), strong }),
        ...(group ? [t.rich('review.group', { group: group.name, strong })] : []),
        ...(values.ports.length === 0
          ? [t('review.noPort')]
          : values.ports.map((port) =>
              t.rich('review.port', { type: words(`portType.${port.type}`), identifier: port.identifier.trim(), strong }),
            )),
        maps
          ? t.rich('review.mapping', { disk: disk?.name ?? '…', lun: values.lun.trim() || t('review.lowestLun'), strong })
          : t('review.noMapping'),
        t('review.next'),
      ]}
      calls={[
        { method: 'POST', path: '/api/v1/hosts', body: shownHostInput(values) },
        ...(maps
          ? [{ method: 'POST' as const, path: '/api/v1/mappings', body: mappingInput(values, `<${t('newHostPlaceholder')}>`) }]
          : []),
      ]}
    />
  )
}
