'use client'

import { type ReactNode, useSyncExternalStore } from 'react'

const never = () => () => undefined

/** True in the browser once what the server rendered is alive; what needs the tab's own storage waits for it. */
function useAlive(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}

export function InBrowser({ fallback, children }: { fallback: ReactNode; children: () => ReactNode }) {
  return useAlive() ? children() : fallback
}
