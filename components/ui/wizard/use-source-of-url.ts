'use client'

import { useSearchParams } from 'next/navigation'
import { useEffect } from 'react'

/** A link from a disk's page names the source; taken once, so that what is chosen afterwards stays. */
export function useSourceOfUrl(onSource: (id: string) => void): void {
  const search = useSearchParams()
  const named = search.get('source')
  useEffect(() => {
    if (named === null) return
    onSource(named)
    const rest = new URLSearchParams(search)
    rest.delete('source')
    window.history.replaceState(null, '', `?${rest}`)
    // oxlint-disable-next-line react/exhaustive-deps -- only a new name counts
  }, [named])
}
