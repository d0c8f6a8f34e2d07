'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { Tag } from '../ui/state-chip'

/** Whom the disk is mapped to, and as which LUN. */
export function MappedTo({ disk }: { disk: VirtualDisk }) {
  const t = useTranslations('virtualDisks')
  const to = disk.mappedTo
  if (!to) return <span className="text-faint">{t('notMapped')}</span>
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-1.5">
      <Link
        href={to.hostId ? `/hosts/${to.hostId}` : `/hosts/groups/${to.hostGroupId}`}
        className="[overflow-wrap:anywhere] hover:text-link hover:underline"
      >
        {to.name}
      </Link>
      <span className="figures text-xs text-faint">{t('lun', { lun: to.lun })}</span>
      {disk.mscsShared ? <Tag>{t('mscs')}</Tag> : null}
    </span>
  )
}
