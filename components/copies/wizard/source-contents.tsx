'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { oneQuery } from '../../live/queries'
import { Notice } from '../../ui/notice'
import { contentsQuery } from '../../virtual-disks/contents-panel'

/** Reference 1.4: a journaling file system writes before it reads, so an offline source can't even be mounted. */
export function OfflineSourceWarning({ source }: { source: VirtualDisk }) {
  const t = useTranslations('contents.offline')
  const contents = useQuery(contentsQuery(source.id)).data
  const hostId = source.mappedTo?.hostId ?? ''
  const os = useQuery({ ...oneQuery('host', hostId), enabled: hostId !== '' }).data?.os
  if (!contents?.summary.journaling) return null
  return (
    <Notice tone="warn" title={t('title')}>
      {t('text')} {os === 'windows' ? null : t('linux')} {os === undefined || os === 'windows' ? t('windows') : null}
    </Notice>
  )
}
