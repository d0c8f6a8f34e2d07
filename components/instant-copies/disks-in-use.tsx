'use client'

import { CircleCheck, CircleHelp, Link2, PlugZap, Unplug } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { Preview } from '@/server/array/instant-copies/preview-schema'
import { StateChip, type StateLook, Tag } from '../ui/state-chip'
import { Time } from '../ui/time'

type Disk = Preview['disks'][number]

const MOUNTED: Record<Disk['mounted'], StateLook> = {
  yes: { tone: 'warn', icon: Link2 },
  no: { tone: 'good', icon: CircleCheck },
  unknown: { tone: 'idle', icon: CircleHelp },
}
const CONNECTED: StateLook = { tone: 'warn', icon: PlugZap }
const NOT_CONNECTED: StateLook = { tone: 'good', icon: Unplug }

/** Seed 002: flush the source, discard the target. Who uses each, and what is to be done on each host. */
export function DisksInUse({ disks, contents }: { disks: Disk[]; contents?: (diskId: string) => ReactNode }) {
  return (
    <div className="flex flex-col gap-3 empty:hidden">
      {disks.map((disk) => (
        <DiskInUse key={`${disk.role} ${disk.virtualDiskId}`} disk={disk} contents={contents?.(disk.virtualDiskId)} />
      ))}
    </div>
  )
}

function DiskInUse({ disk, contents }: { disk: Disk; contents: ReactNode }) {
  const t = useTranslations('instantCopies.use')
  const mounted = useTranslations('instantCopies.use.mounted')
  return (
    <section aria-label={t(disk.role, { name: disk.name })} className="rounded-lg border border-line">
      <header className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b border-line px-3 py-2">
        <h3 className="text-sm font-semibold [overflow-wrap:anywhere]">{t(disk.role, { name: disk.name })}</h3>
        <StateChip look={MOUNTED[disk.mounted]}>{mounted(disk.mounted)}</StateChip>
      </header>
      {disk.hosts.length === 0 ? <p className="px-3 py-2 text-sm text-soft">{t('nobody')}</p> : null}
      <ul className="divide-y divide-line">
        {disk.hosts.map((host) => (
          <HostInUse key={host.name} host={host} />
        ))}
      </ul>
      {contents ? <div className="border-t border-line p-3">{contents}</div> : null}
    </section>
  )
}

function HostInUse({ host }: { host: Disk['hosts'][number] }) {
  const t = useTranslations('instantCopies.use')
  const words = useTranslations('words.hostSystem')
  return (
    <li className="px-3 py-2 text-sm">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium [overflow-wrap:anywhere]">{host.name}</span>
        <Tag>{words(host.os)}</Tag>
        <StateChip look={host.connected ? CONNECTED : NOT_CONNECTED}>{t(host.connected ? 'connected' : 'notConnected')}</StateChip>
      </p>
      {host.connected ? (
        <p className="text-xs text-faint">
          <LastIo word={t('lastRead')} at={host.lastReadAt} /> · <LastIo word={t('lastWrite')} at={host.lastWriteAt} />
        </p>
      ) : null}
      <p className="mt-1 text-soft [overflow-wrap:anywhere]">{host.step}</p>
    </li>
  )
}

function LastIo({ word, at }: { word: string; at: string | null }) {
  const t = useTranslations('instantCopies.use')
  return (
    <>
      {word} {at === null ? t('never') : <Time at={at} show="relative" />}
    </>
  )
}
