import type { Preview } from '@/server/array/instant-copies/preview-schema'
import { derivedKey, spell } from '../../live/queries'
import { getJson } from '../../live/rest'
import type { InstantCopyFields } from './fields'

/** Who uses source and target now, and what has to be said. Hosts come and go without a word: asked for anew. */
export function pairQuery({ sourceId, targetKind, targetId }: InstantCopyFields) {
  const existing = targetKind === 'existing'
  const params = spell({ sourceId, targetId: existing ? targetId : undefined })
  return {
    queryKey: derivedKey('instantCopy', 'pair', params),
    queryFn: ({ signal }: { signal: AbortSignal }) => getJson<Preview>(`instant-copies/preview?${params}`, signal),
    enabled: sourceId !== '' && (!existing || targetId !== ''),
    refetchInterval: 3_000,
  }
}
