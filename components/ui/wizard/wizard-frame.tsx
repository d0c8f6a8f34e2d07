'use client'

import type { ReactNode } from 'react'
import { InBrowser } from '../in-browser'
import { Skeleton } from '../skeleton'

/** The place that a wizard's steps take until they are there. */
export const waitingSteps = <Skeleton className="h-96 w-full rounded-lg" />

/** A wizard's steps live in the browser only, where its draft is: the server sends the place that they take. */
export function WizardFrame({ children }: { children: () => ReactNode }) {
  return <InBrowser fallback={waitingSteps}>{() => children() ?? waitingSteps}</InBrowser>
}
