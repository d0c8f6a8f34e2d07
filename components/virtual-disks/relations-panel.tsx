'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Page } from '@/server/array/door/lists'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { CopyStatusChip } from '../copies/copy-status'
import { listQuery } from '../live/queries'
import { Panel } from '../ui/panel'
import { why } from '../shell/why-not'
import { Button } from '../ui/button'
import { laterDialog } from '../ui/later-dialog'
import { DiskLink } from './disk-link'
import { MappedTo } from './mapped-to'

const ForgetDialog = laterDialog(async () => (await import('./confirmations')).ForgetOriginDialog)

/** What the disk is an image of, what is copied from or onto it, and how many snapshots there are of it. */
export function RelationsPanel({ disk }: { disk: VirtualDisk }) {
  const t = useTranslations('virtualDisks.relations')
  const copies = useQuery(listQuery('copy', { virtualDiskId: disk.id })).data?.items ?? []
  const snapshots = useQuery(listQuery('snapshot', { sourceId: disk.id })).data?.total ?? 0
  const images = useQuery(listQuery('virtualDisk', { originId: disk.id, limit: 100 })).data
  const none = !disk.sourceId && !disk.origin && !images?.total && copies.length === 0 && snapshots === 0
  return (
    <Panel title={t('title')}>
      {none ? <p className="text-sm text-soft">{t('none')}</p> : null}
      <ul className="space-y-2.5 text-sm">
        {disk.sourceId ? (
          <li>
            <span className="text-faint">{disk.kind === 'repository' ? t('repositoryFor') : t('source')} </span>
            <DiskLink id={disk.sourceId} />
          </li>
        ) : null}
        {disk.rollbackTo ? (
          <li>
            <Link href={`/snapshots/${disk.rollbackTo.snapshotId}`} className="text-link hover:underline">
              {t('rollback', { name: disk.rollbackTo.name })}
            </Link>
          </li>
        ) : null}
        {disk.origin ? <Origin disk={disk} origin={disk.origin} /> : null}
        {images && images.total > 0 ? <Images images={images} /> : null}
        {copies.map((copy) => {
          const isSource = copy.sourceId === disk.id
          return (
            <li key={copy.id} className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <Link href={`/copies/${copy.id}`} className="text-link hover:underline">
                {isSource ? t('asSource') : t('asTarget')} {isSource ? copy.targetName : copy.sourceName}
              </Link>
              <CopyStatusChip status={copy.status} />
            </li>
          )
        })}
        {snapshots > 0 ? (
          <li>
            <Link href={`/snapshots?sourceId=${disk.id}`} className="text-link hover:underline">
              {t('snapshots', { count: snapshots })}
            </Link>
          </li>
        ) : null}
      </ul>
    </Panel>
  )
}

/** Whose signature and identifiers a copied disk bears, until a host has given it its own. */
function Origin({ disk, origin }: { disk: VirtualDisk; origin: NonNullable<VirtualDisk['origin']> }) {
  const t = useTranslations('virtualDisks.relations')
  const [isOpen, setOpen] = useState(false)
  return (
    <li>
      <span className="text-faint">{t('origin')} </span>
      <DiskLink id={origin.id} />
      <p className="mt-0.5 text-xs text-soft">{t('originHint')}</p>
      <Button size="sm" className="mt-1" disabledReason={why(disk.actions.forgetOrigin)} onClick={() => setOpen(true)}>
        {t('forgetOrigin')}
      </Button>
      {isOpen ? <ForgetDialog disk={disk} open onOpenChange={setOpen} onDeleted={() => undefined} /> : null}
    </li>
  )
}

/** The disks onto which this one's content was copied, and who sees them. */
function Images({ images }: { images: Page<VirtualDisk> }) {
  const t = useTranslations('virtualDisks.relations')
  return (
    <li>
      <p className="text-faint">{t('images', { count: images.total })}</p>
      <ul className="mt-0.5 space-y-0.5">
        {images.items.map((image) => (
          <li key={image.id} className="flex flex-wrap items-baseline gap-x-2">
            <Link href={`/virtual-disks/${image.id}`} className="text-link [overflow-wrap:anywhere] hover:underline">
              {image.name}
            </Link>
            <span className="text-xs text-soft">
              <MappedTo disk={image} />
            </span>
          </li>
        ))}
      </ul>
    </li>
  )
}
