'use client'

import { type ReactNode, Suspense } from 'react'
import { InBrowser } from '../in-browser'
import { Skeleton } from '../skeleton'

/** A wizard's steps live in the browser only, where its draft is: the server sends the place that they take. */
export function WizardFrame({ children }: { children: () => ReactNode }) {
  const waiting = <Skeleton className="h-96 w-full rounded-lg" />
  return (
    <InBrowser fallback={waiting}>
      {() => <Suspense fallback={waiting}>{children() ?? waiting}</Suspense>}
    </InBrowser>
  )
}
