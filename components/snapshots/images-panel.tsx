'use client'

import { useQuery } from '@tanstack/react-query'
import { Camera, Clock, Copy } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useFormatter, useLocale, useTranslations } from 'use-intl'
import type { SourceImage } from '@/server/array/snapshots/schema'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { formatBytes } from '@/server/messages/bytes'
import { CopyStatusChip } from '../copies/copy-status'
import { Failed } from '../live/failed'
import { why } from '../shell/why-not'
import { Bar } from '../ui/bar'
import { Button, LinkButton } from '../ui/button'
import { useNow } from '../ui/now'
import { Panel } from '../ui/panel'
import { Skeleton } from '../ui/skeleton'
import { Tag } from '../ui/state-chip'
import { Time } from '../ui/time'
import { tip } from '../ui/tip'
import { imagesQuery } from './images-query'
import { SnapshotStatusChip } from './snapshot-status'

const REFRESH_MS = 5_000
const SHOWN = 12

/** The snapshots of a disk and the copies made from them, newest first, with the space that each keeps. */
export function ImagesPanel({ disk }: { disk: VirtualDisk }) {
  const t = useTranslations('snapshots')
  // What repositories keep grows with every write of a host, which nobody tells of.
  const query = useQuery({ ...imagesQuery(disk.id), refetchInterval: REFRESH_MS })
  return (
    <Panel
      title={t('images.title')}
      flush
      actions={
        <LinkButton
          href={`/snapshots/new?source=${disk.id}`}
          size="sm"
          icon={<Camera aria-hidden />}
          disabledReason={why(disk.actions.snapshot)}
        >
          {t('create')}
        </LinkButton>
      }
    >
      {query.error && !query.data ? <Failed error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <Skeleton className="m-4 h-24" /> : null}
      {query.data?.items.length === 0 ? <p className="px-4 py-3.5 text-sm text-soft">{t('images.none')}</p> : null}
      {query.data && query.data.items.length > 0 ? <Images disk={disk} images={query.data.items} /> : null}
    </Panel>
  )
}

function Images({ disk, images }: { disk: VirtualDisk; images: SourceImage[] }) {
  const t = useTranslations('snapshots.images')
  const locale = useLocale()
  const format = useFormatter()
  const [all, setAll] = useState(false)
  const shown = all ? images : images.slice(0, SHOWN)
  const kept = images.reduce((sum, image) => sum + image.keptBytes, 0)
  return (
    <div className="px-4 py-3.5">
      <Timeline images={images} />
      <ul aria-label={t('tree', { name: disk.name })} className="text-sm">
        <li>
          <p className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-medium [overflow-wrap:anywhere]">{disk.name}</span>
            <span className="text-faint">{t('now')}</span>
            <span className="figures ml-auto text-xs text-soft">
              {t('total', { count: images.length, kept: formatBytes(locale, kept) })}
            </span>
          </p>
          <ul className="mt-1 ml-1.5 border-l border-line">
            {shown.map((image) => (
              <ImageRow key={image.snapshotId} image={image} />
            ))}
          </ul>
        </li>
      </ul>
      {shown.length < images.length ? (
        <div className="mt-2">
          <Button size="sm" variant="quiet" onClick={() => setAll(true)}>
            {t('more', { count: format.number(images.length) })}
          </Button>
        </div>
      ) : null}
    </div>
  )
}

function ImageRow({ image }: { image: SourceImage }) {
  const t = useTranslations('snapshots')
  const access = useTranslations('virtualDisks.picker')
  const locale = useLocale()
  const [kept, freed] = [formatBytes(locale, image.keptBytes), formatBytes(locale, image.freedBytes)]
  return (
    <li className="relative py-2 pl-4">
      <span aria-hidden className="absolute top-4.5 left-0 h-px w-2.5 bg-line" />
      <div className="grid gap-x-4 gap-y-1 md:grid-cols-[1fr_22rem]">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
            <Link href={`/snapshots/${image.snapshotId}`} className="font-medium text-link [overflow-wrap:anywhere] hover:underline">
              {image.name}
            </Link>
            <SnapshotStatusChip status={image.status} />
            {image.copyId ? <Tag>{t('usedByCopy')}</Tag> : null}
            {image.instantId ? (
              <Link
                href={`/snapshots?instantId=${image.instantId}`}
                aria-label={t('atOneInstant')}
                {...tip(t('atOneInstant'))}
                className="text-faint hover:text-link"
              >
                <Clock aria-hidden className="size-3.5" />
              </Link>
            ) : null}
          </div>
          <p className="text-xs text-faint">
            {image.imageAt ? <Time at={image.imageAt} /> : t('noImage')}
            {image.mappedTo === null ? null : ` · ${access('mappedTo', { name: image.mappedTo })}`}
          </p>
        </div>
        <div className="figures text-xs text-soft">
          <Bar
            fraction={image.repositoryCapacityBytes > 0 ? image.keptBytes / image.repositoryCapacityBytes : 0}
            tone={image.status === 'full' ? 'crit' : image.status === 'overThreshold' ? 'warn' : 'busy'}
          />
          <p className="mt-1">{t('images.kept', { kept, capacity: formatBytes(locale, image.repositoryCapacityBytes) })}</p>
          <p className="text-faint">
            {t(image.freedBytes < image.keptBytes ? 'images.inherited' : 'images.freed', { freed })}
          </p>
        </div>
      </div>
      {image.copies.length > 0 ? (
        <ul className="mt-1 ml-1 border-l border-line">
          {image.copies.map((copy) => (
            <li key={copy.id} className="flex flex-wrap items-center gap-x-2 py-0.5 pl-3">
              <Copy aria-hidden className="size-3.5 text-faint" />
              <span className="text-faint">{t('images.copyTo')}</span>
              <Link href={`/copies/${copy.id}`} className="text-link [overflow-wrap:anywhere] hover:underline">
                {copy.targetName}
              </Link>
              <CopyStatusChip status={copy.status} />
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  )
}

/** The instants on a line, as far apart as they are in time; the tree below says the same in words. */
function Timeline({ images }: { images: SourceImage[] }) {
  const t = useTranslations('snapshots.images')
  const now = useNow().getTime()
  const times = images.flatMap(({ imageAt }) => (imageAt === null ? [] : new Date(imageAt).getTime()))
  if (times.length < 2) return null
  const first = Math.min(...times)
  const span = Math.max(1, now - first)
  return (
    <div className="mb-3">
      <svg aria-hidden className="block h-4 w-full overflow-visible px-1">
        <line x1="0" x2="100%" y1="8" y2="8" className="stroke-line" strokeWidth="2" />
        {times.map((time, index) => (
          <circle key={index} cx={`${(Math.min(time - first, span) / span) * 97}%`} cy="8" r="4" className="fill-accent" />
        ))}
        <circle cx="100%" cy="8" r="4" className="fill-panel stroke-edge" strokeWidth="1.5" />
      </svg>
      <p className="text-xs text-faint">{t('timeline')}</p>
    </div>
  )
}
