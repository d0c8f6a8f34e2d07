'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { bytesPerSecond, secondsFor } from '@/server/array/instant-copies/rates'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import { formatBytes } from '@/server/messages/bytes'
import { listQuery } from '../../live/queries'
import { RadioCards } from '../../ui/radio-cards'
import { Duration } from '../../ui/time'
import { Review } from '../../ui/wizard/review'
import type { InstantCopyFields, InstantCopyForm } from './fields'
import { freshDiskInput, groupInput, instantCopyInput, startInput, startsAtOnce } from './inputs'

const strong = (text: ReactNode) => <strong className="font-semibold">{text}</strong>

interface ReviewStepProps {
  form: InstantCopyForm
  values: InstantCopyFields
  source: VirtualDisk
  targetName: string
}

export function ReviewStep({ form, values, source, targetName }: ReviewStepProps) {
  const t = useTranslations('instantCopies.wizard')
  const grouped = values.groupKind !== 'none'
  return (
    <div className="flex flex-col gap-5">
      <RadioCards
        label={t('afterwards')}
        columns={2}
        value={startsAtOnce(values) ? 'start' : 'create'}
        onChange={(afterwards) => form.setValue('afterwards', afterwards)}
        cards={[
          { value: 'start', title: t('thenStart'), children: t('thenStartHint'), disabledReason: grouped ? t('thenGroup') : null },
          { value: 'create', title: t('thenCreate'), children: t('thenCreateHint') },
        ]}
      />
      <Review sentences={useSentences(values, source, targetName)} calls={useCalls(values, source)} />
    </div>
  )
}

function useGroupName({ groupKind, groupId, groupName }: InstantCopyFields): string | null {
  const groups = useQuery(listQuery('consistencyGroup', { limit: 1000 })).data?.items ?? []
  if (groupKind === 'none') return null
  return groupKind === 'fresh' ? groupName.trim() : (groups.find(({ id }) => id === groupId)?.name ?? '…')
}

function useSentences(values: InstantCopyFields, source: VirtualDisk, target: string): ReactNode[] {
  const t = useTranslations('instantCopies.wizard.review')
  const locale = useLocale()
  const group = useGroupName(values)
  const names = { source: source.name, target, strong }
  const capacity = formatBytes(locale, source.capacityBytes)
  const rate = Number(values.copyRate)
  const seconds = secondsFor(source.capacityBytes, rate)
  const background =
    seconds === null
      ? t.rich('noBackground', names)
      : t.rich('background', { bytes: capacity, rate: formatBytes(locale, bytesPerSecond(rate)), time: () => <Duration seconds={seconds} /> })
  return [
    ...(values.targetKind === 'fresh' ? [t.rich('createDisk', { ...names, capacity, pool: source.poolName })] : []),
    ...(group !== null && values.groupKind === 'fresh' ? [t.rich('createGroup', { group, strong })] : []),
    t.rich('create', names),
    ...(group === null ? [] : [t.rich('joins', { group, strong })]),
    ...(values.targetKind === 'existing' ? [t.rich('overwrite', { ...names, capacity })] : []),
    ...(startsAtOnce(values) && values.overrideInUse ? [t.rich('override', names)] : []),
    ...(startsAtOnce(values) && values.failTargetSnapshots ? [t.rich('failSnapshots', names)] : []),
    ...(startsAtOnce(values) ? [t.rich('start', names)] : []),
    background,
    ...(values.incremental ? [t('incremental')] : []),
    ...(values.autoDelete ? [t.rich('autoDelete', names)] : []),
  ]
}

function useCalls(values: InstantCopyFields, source: VirtualDisk) {
  const t = useTranslations('instantCopies.wizard')
  const targetId = values.targetKind === 'fresh' ? `<${t('newDisk')}>` : values.targetId
  const groupId = values.groupKind === 'none' ? null : values.groupKind === 'fresh' ? `<${t('newGroup')}>` : values.groupId
  const post = (path: string, body: object) => ({ method: 'POST' as const, path: `/api/v1/${path}`, body })
  return [
    ...(values.targetKind === 'fresh' ? [post('virtual-disks', freshDiskInput(values, source))] : []),
    ...(values.groupKind === 'fresh' ? [post('consistency-groups', groupInput(values))] : []),
    post('instant-copies', instantCopyInput(values, targetId, groupId)),
    ...(startsAtOnce(values) ? [post(`instant-copies/<${t('newCopy')}>/start`, startInput(values))] : []),
  ]
}
