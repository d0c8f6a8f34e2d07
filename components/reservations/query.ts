import { queryOptions } from '@tanstack/react-query'
import type { Reservations } from '@/server/array/reservations/schema'
import { derivedKey } from '../live/queries'
import { getJson } from '../live/rest'

/** Who has registered with a disk and who holds it; follows the disk's changes. */
export function reservationsQuery(diskId: string) {
  return queryOptions({
    queryKey: derivedKey('virtualDisk', 'reservations', diskId),
    queryFn: ({ signal }) => getJson<Reservations>(`virtual-disks/${encodeURIComponent(diskId)}/reservations`, signal),
  })
}
