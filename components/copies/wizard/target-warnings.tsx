'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { Page } from '@/server/array/door/lists'
import type { VirtualDisk } from '@/server/array/virtual-disks/schema'
import type { DiskCandidate } from '@/server/array/virtual-disks/candidate'
import { derivedKey, oneQuery } from '../../live/queries'
import { getJson } from '../../live/rest'
import { CheckBox } from '../../ui/check-box'
import { Notice } from '../../ui/notice'
import type { CopyFields, CopyForm } from './fields'

interface TargetWarningsProps {
  form: CopyForm
  values: CopyFields
  source: VirtualDisk
}

/** What choosing the target means for others; where snapshots fail by it, that has to be said. */
export function TargetWarnings({ form, values, source }: TargetWarningsProps) {
  const t = useTranslations('copies.wizard')
  const warnings = useTargetWarnings(values, source)
  if (warnings.length === 0) return null
  return (
    <div className="flex flex-col gap-2">
      {warnings.map(({ code, detail, remedy }) => (
        <Notice key={code} tone="warn" live>
          {detail} {remedy}
        </Notice>
      ))}
      <CheckBox checked={values.failTargetSnapshots} onChange={(yes) => form.setValue('failTargetSnapshots', yes)}>
        {t('failTargetSnapshots')}
      </CheckBox>
    </div>
  )
}

/** As the rule that also judges the command tells them. */
export function useTargetWarnings(values: CopyFields, source: VirtualDisk): DiskCandidate['warnings'] {
  const { targetId, targetKind, type } = values
  const existing = targetKind === 'existing' && targetId !== ''
  const target = useQuery({ ...oneQuery('virtualDisk', targetId), enabled: existing }).data
  const query = new URLSearchParams({ sourceId: source.id, type, q: target?.name ?? '', limit: '1000' })
  const found = useQuery({
    queryKey: derivedKey('copy', 'target', source.id, type, targetId),
    queryFn: ({ signal }) => getJson<Page<DiskCandidate>>(`copies/targets?${query}`, signal),
    enabled: existing && target !== undefined,
  }).data?.items.find(({ virtualDiskId }) => virtualDiskId === targetId)
  return existing ? (found?.warnings ?? []) : []
}
