import { useQuery } from '@tanstack/react-query'
import { derivedKey } from '../live/queries'
import { getJson } from '../live/rest'

/** The array looks every few seconds; no change tells of a look that found nothing. */
const ASK_EVERY_MS = 10_000

/** When the array last looked whether its pools are there; null before it is known. */
export function useLookedAt(): string | null {
  const query = useQuery({
    queryKey: derivedKey('condition', 'lookedAt'),
    queryFn: ({ signal }) => getJson<{ lookedAt: string | null }>('conditions?limit=1', signal),
    refetchInterval: ASK_EVERY_MS,
  })
  return query.data?.lookedAt ?? null
}
