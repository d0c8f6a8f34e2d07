'use client'

import { usePathname } from 'next/navigation'
import { useEffect, useRef } from 'react'

/**
 * After a change of page a screen reader must hear where it is, and the keyboard must start there: the focus goes to
 * the page's h1. A change of the query alone (a filter, a wizard's step) is not a change of page, and the first page
 * keeps the browser's own focus.
 */
export function AnnounceRoute() {
  const pathname = usePathname()
  const announced = useRef(pathname)
  useEffect(() => {
    if (announced.current === pathname) return
    announced.current = pathname
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
  }, [pathname])
  return null
}
