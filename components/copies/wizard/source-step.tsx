'use client'

import { useTranslations } from 'use-intl'
import type { Page } from '@/server/array/door/lists'
import type { DiskCandidate } from '@/server/array/virtual-disks/candidate'
import { derivedKey, type ListParams, spell } from '../../live/queries'
import { getJson } from '../../live/rest'
import { Button } from '../../ui/button'
import { type DiskChoice, DiskPicker } from '../../virtual-disks/disk-picker'
import { chooseSource } from './choose-source'
import type { CopyForm } from './fields'

export async function candidates(path: string, params: ListParams, signal: AbortSignal): Promise<Page<DiskChoice>> {
  const page = await getJson<Page<DiskCandidate>>(`copies/${path}?${spell(params)}`, signal)
  return { ...page, items: page.items.map(({ virtualDiskId, ...disk }) => ({ ...disk, id: virtualDiskId })) }
}

/** A disk that a cluster shares can't be copied itself; the safe way is offered in its place. */
const MSCS_SHARED = 'copy_source_mscs_shared'

export function SourceStep({ form, value }: { form: CopyForm; value: string }) {
  const t = useTranslations('copies.wizard')
  return (
    <>
      <p className="mb-4 max-w-prose text-sm text-soft">{t('sourceHint')}</p>
      <DiskPicker
        label={t('source')}
        value={value}
        error={form.formState.errors.sourceId?.message}
        onChange={(id) => chooseSource(form, id, false)}
        offer={(disk) =>
          disk.reason?.code === MSCS_SHARED ? (
            <Button onClick={() => chooseSource(form, disk.id, true)}>{t('throughSnapshot')}</Button>
          ) : null
        }
        queryKey={derivedKey('copy', 'sources')}
        fetchPage={(params, signal) => candidates('sources', params, signal)}
        onlyEligible={{ eligible: true }}
      />
    </>
  )
}
