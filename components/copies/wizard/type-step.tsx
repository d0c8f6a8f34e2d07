'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { COPY_TYPES, type CopyType } from '@/server/array/copies/types'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { derivedKey } from '../../live/queries'
import { why } from '../../shell/why-not'
import { Notice } from '../../ui/notice'
import { RadioCards } from '../../ui/radio-cards'
import { Skeleton } from '../../ui/skeleton'
import type { CopyForm } from './fields'
import { OfflineSourceWarning } from './source-contents'
import { candidates } from './source-step'

const TITLES = { online: 'onlineTitle', offline: 'offlineTitle' } as const

interface TypeStepProps {
  form: CopyForm
  value: CopyType
  source: VirtualDisk
}

export function TypeStep({ form, value, source }: TypeStepProps) {
  const t = useTranslations('copies.wizard')
  const online = useReason(source, 'online')
  const offline = useReason(source, 'offline')
  const reasons = { online, offline }
  if (COPY_TYPES.some((type) => reasons[type] === undefined)) return <Skeleton className="h-44 w-full" />
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <RadioCards
        label={t('type')}
        value={value}
        onChange={(type) => {
          form.setValue('type', type, { shouldValidate: true })
          form.setValue('targetId', '')
        }}
        cards={(['online', 'offline'] as const).map((type) => ({
          value: type,
          title: t(TITLES[type]),
          children: t(type),
          disabledReason: reasons[type],
        }))}
      />
      {value === 'offline' ? <OfflineSourceWarning source={source} /> : null}
      <Notice>{t('typeTarget')}</Notice>
    </div>
  )
}

/** Why the source can't be copied that way; null when it can, undefined while it isn't known. */
function useReason(source: VirtualDisk, type: CopyType): string | null | undefined {
  const query = useQuery({
    queryKey: derivedKey('copy', 'sources', type, source.id),
    queryFn: ({ signal }) => candidates('sources', { type, q: source.name, limit: 1000 }, signal),
  })
  const found = query.data?.items.find((disk) => disk.id === source.id)
  return found && why(found.reason)
}
