'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Page } from '@/server/array/door/lists'
import type { MappingTarget } from '@/server/array/mappings/schema'
import { derivedKey, spell } from '../live/queries'
import { getJson } from '../live/rest'

/** A target as the value of a form's field: `host:<id>` or `group:<id>`. */
export function valueOf({ hostId, hostGroupId }: Pick<MappingTarget, 'hostId' | 'hostGroupId'>): string {
  return hostId === null ? `group:${hostGroupId}` : `host:${hostId}`
}

/** The target of such a value, as a mapping's input names it. */
export function targetOf(value: string): { hostId: string } | { hostGroupId: string } {
  const id = value.slice(value.indexOf(':') + 1)
  return value.startsWith('group:') ? { hostGroupId: id } : { hostId: id }
}

/**
 * Every host and host group, with why the disk may not be mapped to it, or what to heed.
 * @param imageName judges an image of the disk that is about to be made, by this name
 */
export function useMappingTargets(diskId: string, imageName?: string) {
  const params = spell({ sort: 'name', limit: 1000, imageName })
  return useQuery({
    queryKey: derivedKey('mapping', 'targets', diskId, params),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      getJson<Page<MappingTarget>>(`virtual-disks/${encodeURIComponent(diskId)}/mapping-targets?${params}`, signal),
  })
}
