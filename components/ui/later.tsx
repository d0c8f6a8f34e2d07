'use client'

import { type ComponentType, type ReactNode, useEffect, useState } from 'react'

/**
 * A component that is fetched when it is first shown, and there at once from then on. React's lazy() would do, but what
 * takes the place of a fallback it holds back for 300 ms, lest something flickers: a menu would come that much later
 * than it could.
 *
 * @param load what fails is thrown where the component is shown; shown anew, it is fetched again
 * @param waiting stands there until then
 */
export function later<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>, waiting: ReactNode = null) {
  let loaded: ComponentType<Props> | null = null
  return function Later(props: Props) {
    const [found, setFound] = useState<{ Component: ComponentType<Props> } | { error: unknown } | null>(
      loaded ? { Component: loaded } : null,
    )
    useEffect(() => {
      if (loaded) return
      let gone = false
      load().then(
        ({ default: Component }) => {
          loaded = Component
          if (!gone) setFound({ Component })
        },
        (error: unknown) => {
          if (!gone) setFound({ error })
        },
      )
      return () => {
        gone = true
      }
    }, [])
    if (!found) return waiting
    if ('error' in found) throw found.error
    return <found.Component {...props} />
  }
}
