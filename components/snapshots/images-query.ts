import { queryOptions } from '@tanstack/react-query'
import type { Page } from '@/server/array/door/lists'
import type { SourceImage } from '@/server/array/snapshots/schema'
import { derivedKey } from '../live/queries'
import { getJson } from '../live/rest'

/** The snapshots of a disk with the space that each keeps and frees, newest first. */
export function imagesQuery(sourceId: string) {
  return queryOptions({
    queryKey: derivedKey('snapshot', 'images', sourceId),
    queryFn: ({ signal }) =>
      getJson<Page<SourceImage>>(`virtual-disks/${sourceId}/images?sort=-imageAt&limit=1000`, signal),
  })
}
