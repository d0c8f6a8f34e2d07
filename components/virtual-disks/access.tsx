'use client'

import { Ban, CircleCheck, Eye, PencilLine } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { AccessHelp } from '../help/status-helps'
import { Panel } from '../ui/panel'
import { StateChip, type StateLook } from '../ui/state-chip'
import { tip } from '../ui/tip'

type Access = 'readWrite' | 'readOnly' | 'none'

const LOOKS: Record<Access, StateLook> = {
  readWrite: { tone: 'good', icon: PencilLine },
  readOnly: { tone: 'warn', icon: Eye },
  none: { tone: 'warn', icon: Ban },
}

function accessOf({ read, write }: VirtualDisk['hostAccess']): Access {
  if (!read) return 'none'
  return write ? 'readWrite' : 'readOnly'
}

/** What hosts may do with the disk at this moment; why, in a tip. */
export function AccessChip({ access }: { access: VirtualDisk['hostAccess'] }) {
  const t = useTranslations('words.access')
  const kind = accessOf(access)
  return (
    <span {...tip(access.reason?.detail)}>
      <StateChip look={LOOKS[kind]}>{t(kind)}</StateChip>
    </span>
  )
}

/** Who may read and write now, why not, until when, and what to do about it. */
export function AccessPanel({ disk }: { disk: VirtualDisk }) {
  const t = useTranslations('virtualDisks.access')
  const { read, write, reason, until } = disk.hostAccess
  return (
    <Panel title={t('title')} actions={<AccessHelp />}>
      <dl className="grid grid-cols-2 gap-3">
        <Direction word={t('read')} allowed={read} />
        <Direction word={t('write')} allowed={write} />
      </dl>
      <div className="mt-3 space-y-1 text-sm text-soft">
        {reason ? (
          <>
            <p className="text-ink">{reason.detail}</p>
            {until ? <p>{t('until', { until })}</p> : null}
            <p>{reason.remedy}</p>
          </>
        ) : (
          <p>{t('unrestricted')}</p>
        )}
        {disk.mappedTo ? null : <p>{t('unmapped')}</p>}
      </div>
    </Panel>
  )
}

function Direction({ word, allowed }: { word: string; allowed: boolean }) {
  const t = useTranslations('virtualDisks.access')
  return (
    <div className="rounded-md bg-sunken px-3 py-2">
      <dt className="text-xs text-faint">{word}</dt>
      <dd className="mt-0.5">
        <StateChip look={allowed ? { tone: 'good', icon: CircleCheck } : LOOKS.none}>{allowed ? t('allowed') : t('refused')}</StateChip>
      </dd>
    </div>
  )
}
