'use client'

import { useSearchParams } from 'next/navigation'
import { useEffect } from 'react'

/**
 * A link from a disk's page names the source; taken once, so that what is chosen afterwards stays.
 * @param onSource `throughSnapshot`: not the disk itself is wanted, but a snapshot of it
 */
export function useSourceOfUrl(onSource: (id: string, throughSnapshot: boolean) => void): void {
  const search = useSearchParams()
  const named = search.get('source')
  useEffect(() => {
    if (named === null) return
    onSource(named, search.get('through') === 'snapshot')
    const rest = new URLSearchParams(search)
    rest.delete('source')
    rest.delete('through')
    window.history.replaceState(null, '', `?${rest}`)
    // oxlint-disable-next-line react/exhaustive-deps -- only a new name counts
  }, [named])
}
