import type { Page } from '@/server/array/door/lists'
import type { DiskCandidate } from '@/server/array/virtual-disks/candidate'
import { type ListParams, spell } from '../../live/queries'
import { getJson } from '../../live/rest'
import type { DiskChoice } from '../../virtual-disks/disk-picker'

/** Every disk of the array, and beside each that can't be source or target, why. */
export async function candidates(path: 'sources' | 'targets', params: ListParams, signal: AbortSignal): Promise<Page<DiskChoice>> {
  const page = await getJson<Page<DiskCandidate>>(`instant-copies/${path}?${spell(params)}`, signal)
  return { ...page, items: page.items.map(({ virtualDiskId, ...disk }) => ({ ...disk, id: virtualDiskId })) }
}
