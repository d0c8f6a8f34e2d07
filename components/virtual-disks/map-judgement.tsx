'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { Page } from '@/server/array/door/lists'
import type { MappingTarget } from '@/server/array/mappings/schema'
import { derivedKey } from '../live/queries'
import { getJson } from '../live/rest'
import { why } from '../shell/why-not'
import { Notice } from '../ui/notice'

/** What mapping the disk to one host or host group would mean; undefined until it is known, or nothing is chosen. */
export function useMapJudgement(diskId: string, to: string): MappingTarget | undefined {
  const targets = useQuery({
    queryKey: derivedKey('mapping', 'targets', diskId),
    queryFn: ({ signal }) => getJson<Page<MappingTarget>>(`virtual-disks/${diskId}/mapping-targets?limit=1000`, signal),
  }).data?.items
  const id = to.slice(to.indexOf(':') + 1)
  return targets?.find(({ hostId, hostGroupId }) => id !== '' && (hostId === id || hostGroupId === id))
}

interface MapJudgementProps {
  target: MappingTarget | undefined
  acknowledged: boolean
  onAcknowledge: (acknowledged: boolean) => void
}

/** Why the chosen host can't have the disk, or what has to be heeded there and said to have been read. */
export function MapJudgement({ target, acknowledged, onAcknowledge }: MapJudgementProps) {
  const t = useTranslations('virtualDisks.map')
  if (!target) return null
  if (target.reason) {
    return (
      <Notice tone="crit" title={t('notThere', { to: target.name })} live>
        {why(target.reason)}
      </Notice>
    )
  }
  if (target.warnings.length === 0) return null
  return (
    <div className="flex flex-col gap-2">
      {target.warnings.map((warning) => (
        <Notice key={warning.code + warning.detail} tone="warn" title={t('heed', { to: target.name })} live>
          {warning.detail} {warning.remedy}
        </Notice>
      ))}
      <label className="flex items-center gap-2.5 text-sm">
        <input
          type="checkbox"
          checked={acknowledged}
          onChange={(change) => onAcknowledge(change.target.checked)}
          className="size-4 accent-accent"
        />
        {t('acknowledge')}
      </label>
    </div>
  )
}
