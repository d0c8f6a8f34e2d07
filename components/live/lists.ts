import type { ListParams } from './queries'
import type { NounName } from './nouns'

/** By what each list can be filtered, in the names of the REST query, and how it is sorted unless asked otherwise. */
export const LISTS = {
  pool: { filters: [], sort: 'name' },
  virtualDisk: { filters: ['kind', 'status', 'poolId', 'mapped', 'hostId', 'originId'], sort: 'name' },
  snapshot: { filters: ['status', 'sourceId', 'instantId'], sort: 'name' },
  copy: { filters: ['status', 'type', 'virtualDiskId'], sort: '-createdAt' },
  instantCopy: { filters: ['status', 'consistencyGroupId', 'sourceId', 'targetId', 'virtualDiskId'], sort: '-createdAt' },
  consistencyGroup: { filters: [], sort: 'name' },
  host: { filters: ['os', 'hostGroupId'], sort: 'name' },
  hostGroup: { filters: ['cluster'], sort: 'name' },
  mapping: { filters: ['virtualDiskId', 'hostId', 'hostGroupId'], sort: 'lun' },
  session: { filters: ['hostId', 'virtualDiskId'], sort: '-connectedAt' },
  operation: { filters: [], sort: 'startedAt' },
  condition: { filters: ['severity'], sort: '-since' },
  event: { filters: ['severity', 'subject', 'type', 'actor', 'origin', 'since', 'until'], sort: '-sequence' },
} as const satisfies Record<NounName, { filters: string[]; sort: string }>

export const PAGE_SIZE = 50

/** The list that a URL asks for. What the URL holds besides is not the list's. */
export function listParams(noun: NounName, url: Pick<URLSearchParams, 'get'>): ListParams {
  const { filters, sort } = LISTS[noun]
  const restricted = ['q', ...filters].flatMap((name): [string, string][] => {
    const value = url.get(name)
    return value ? [[name, value]] : []
  })
  return {
    ...Object.fromEntries(restricted),
    sort: url.get('sort') ?? sort,
    page: url.get('page') ?? 1,
    limit: PAGE_SIZE,
  }
}
