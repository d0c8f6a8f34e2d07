'use client'

import { useSyncExternalStore } from 'react'
import { useNow as useRenderedAt } from 'use-intl'

const TICK_MS = 5_000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null
let now: Date | null = null

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = new Date()
    for (const each of listeners) each()
  }, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

/** The time, anew every few seconds: one clock for everything on the page that counts from now. */
export function useNow(): Date {
  const renderedAt = useRenderedAt()
  return useSyncExternalStore(
    subscribe,
    () => now ?? renderedAt,
    () => renderedAt,
  )
}
