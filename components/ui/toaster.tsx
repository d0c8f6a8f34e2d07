'use client'

import { useSyncExternalStore } from 'react'
import { later } from './later'
import { subscribe, wasAsked } from './toast'

const ToastStack = later(() => import('./toast-stack'))

/** Fetched with the first toast. */
export function Toaster() {
  const needed = useSyncExternalStore(subscribe, wasAsked, () => false)
  return needed ? <ToastStack /> : null
}
