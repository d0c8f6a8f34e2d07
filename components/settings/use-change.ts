'use client'

import { useRouter } from 'next/navigation'
import type { Outcome } from '../live/command'
import { refusalOf } from '../live/refusal'

/** The lists in Settings come with the page: after a change the page is asked for anew. */
export function useChange() {
  const router = useRouter()
  return <T,>(outcome: Outcome<T>, onDone: (value: T) => void): string | null =>
    refusalOf(outcome, (value) => {
      onDone(value)
      router.refresh()
    })
}
