'use client'

import { type ReactNode, useEffect, useState } from 'react'
import type { FieldValues } from 'react-hook-form'
import { InBrowser } from '../in-browser'
import { Skeleton } from '../skeleton'
import type { WizardChecks } from './checks'
import { hasDraft } from './draft'

/** The place that a wizard's steps take until they are there. */
export const waitingSteps = <Skeleton className="h-96 w-full rounded-lg" />

interface WizardFrameProps<Fields extends FieldValues, Input extends FieldValues> {
  checks: WizardChecks<Fields, Input>
  children: () => ReactNode
}

/** A wizard's steps live in the browser only, where its draft is: the server sends the place that they take. */
export function WizardFrame<Fields extends FieldValues, Input extends FieldValues>(props: WizardFrameProps<Fields, Input>) {
  return <InBrowser fallback={waitingSteps}>{() => <WithChecks {...props} />}</InBrowser>
}

/** A draft is taken up only when it can be checked. */
function WithChecks<Fields extends FieldValues, Input extends FieldValues>({ checks, children }: WizardFrameProps<Fields, Input>) {
  const [state, setState] = useState<'waiting' | 'ready' | { error: unknown }>(() =>
    hasDraft(checks.name) && !checks.loaded() ? 'waiting' : 'ready',
  )
  useEffect(() => {
    if (state !== 'waiting') return
    checks.load().then(
      () => setState('ready'),
      (error: unknown) => setState({ error }),
    )
  }, [state, checks])
  if (typeof state === 'object') throw state.error
  return (state === 'ready' ? children() : null) ?? waitingSteps
}
