'use client'

import { keepPreviousData, queryOptions, useQueries, useQuery } from '@tanstack/react-query'
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

/** A disk; or, with a name, an image of it that is about to be made. */
export interface Judged {
  diskId: string
  imageName?: string
}

function targetsQuery({ diskId, imageName }: Judged) {
  const params = spell({ sort: 'name', limit: 1000, imageName })
  return queryOptions({
    queryKey: derivedKey('mapping', 'targets', diskId, params),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      getJson<Page<MappingTarget>>(`virtual-disks/${encodeURIComponent(diskId)}/mapping-targets?${params}`, signal),
  })
}

/** Every host and host group, with why the disk may not be mapped to it, or what to heed; of an empty disk nothing. */
export function useMappingTargets(judged: Judged) {
  return useQuery({ ...targetsQuery(judged), enabled: judged.diskId !== '' })
}

/** The same for several that are to be mapped alike: what holds for one holds for all. Undefined until all is known. */
export function useTargetsOfAll(judged: Judged[]): MappingTarget[] | undefined {
  return useQueries({ queries: judged.map(targetsQuery), combine: together })
}

function together(answers: { data: Page<MappingTarget> | undefined }[]): MappingTarget[] | undefined {
  const [first, ...others] = answers.map(({ data }) => data?.items)
  if (!first || others.includes(undefined)) return undefined
  return first.map((target) => {
    const same = others.flatMap((items) => items?.find((other) => valueOf(other) === valueOf(target)) ?? [])
    const reason = target.reason ?? same.find((other) => other.reason)?.reason ?? null
    return { ...target, reason, eligible: reason === null, warnings: [target, ...same].flatMap(({ warnings }) => warnings) }
  })
}
