'use client'

import { useTranslations } from 'use-intl'
import type { CopyStatus } from '@/server/array/copies/schema'
import type { InstantCopyStatus } from '@/server/array/instant-copies/schema'
import type { PoolStatus } from '@/server/array/pools/schema'
import type { SnapshotStatus } from '@/server/array/snapshots/schema'
import type { VirtualDiskStatus } from '@/server/array/virtual-disks/schema'
import { COPY_STATUS_LOOKS } from '../copies/copy-status'
import { INSTANT_COPY_STATUS_LOOKS } from '../instant-copies/instant-copy-status'
import { POOL_STATUS_LOOKS } from '../pools/pool-status'
import { SNAPSHOT_STATUS_LOOKS } from '../snapshots/snapshot-status'
import { allOf } from '../ui/all-of'
import { Help } from '../ui/help'
import { DISK_STATUS_LOOKS } from '../virtual-disks/looks'
import { StateHelp } from './state-help'

export function CopyStatusHelp({ current }: { current?: CopyStatus }) {
  const [t, words] = [useTranslations('help'), useTranslations('words.copyStatus')]
  const states = allOf(COPY_STATUS_LOOKS).map((status) => ({
    word: words(status),
    look: COPY_STATUS_LOOKS[status],
    text: t(`copyStatus.${status}`),
  }))
  return <StateHelp about={t('copyStatusOf')} states={states} current={current && words(current)} />
}

export function InstantCopyStatusHelp({ current }: { current?: InstantCopyStatus }) {
  const [t, words] = [useTranslations('help'), useTranslations('words.instantCopyStatus')]
  const states = allOf(INSTANT_COPY_STATUS_LOOKS).map((status) => ({
    word: words(status),
    look: INSTANT_COPY_STATUS_LOOKS[status],
    text: t(`instantCopyStatus.${status}`),
  }))
  return <StateHelp about={t('instantCopyStatusOf')} states={states} current={current && words(current)} />
}

export function SnapshotStatusHelp({ current }: { current?: SnapshotStatus }) {
  const [t, words] = [useTranslations('help'), useTranslations('words.snapshotStatus')]
  const states = allOf(SNAPSHOT_STATUS_LOOKS).map((status) => ({
    word: words(status),
    look: SNAPSHOT_STATUS_LOOKS[status],
    text: t(`snapshotStatus.${status}`),
  }))
  return <StateHelp about={t('snapshotStatusOf')} states={states} current={current && words(current)} />
}

export function PoolStatusHelp({ current }: { current?: PoolStatus }) {
  const [t, words] = [useTranslations('help'), useTranslations('words.poolStatus')]
  const states = allOf(POOL_STATUS_LOOKS).map((status) => ({
    word: words(status),
    look: POOL_STATUS_LOOKS[status],
    text: t(`poolStatus.${status}`),
  }))
  return <StateHelp about={t('poolStatusOf')} states={states} current={current && words(current)} />
}

export function DiskStatusHelp({ current }: { current?: VirtualDiskStatus }) {
  const [t, words] = [useTranslations('help'), useTranslations('words.diskStatus')]
  const states = allOf(DISK_STATUS_LOOKS).map((status) => ({
    word: words(status),
    look: DISK_STATUS_LOOKS[status],
    text: t(`diskStatus.${status}`),
  }))
  return <StateHelp about={t('diskStatusOf')} states={states} current={current && words(current)} />
}

/** What a copy's priority weighs. */
export function PriorityHelp() {
  const t = useTranslations('help')
  return <Help about={t('priorityOf')}>{t('priority')}</Help>
}

/** What happens when a snapshot's repository is full, by either policy. */
export function FullPolicyHelp() {
  const t = useTranslations('help')
  return (
    <Help about={t('fullPolicyOf')}>
      <p>{t('fullPolicy.failSnapshot')}</p>
      <p className="mt-2">{t('fullPolicy.failSourceWrites')}</p>
    </Help>
  )
}

/** What hosts may do with a virtual disk, and why that changes. */
export function AccessHelp() {
  const t = useTranslations('help')
  return <Help about={t('accessOf')}>{t('access')}</Help>
}
