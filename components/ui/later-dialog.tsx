'use client'

import { type ComponentType, lazy, Suspense, useState } from 'react'

/**
 * A dialog that is fetched when it is first opened: what its form needs is no burden for the page.
 *
 * @param load for example `async () => (await import('./rename-dialog')).RenameDialog`
 */
export function laterDialog<Props extends { open: boolean }>(load: () => Promise<ComponentType<Props>>) {
  const Loaded = lazy(async () => ({ default: await load() }))
  return function LaterDialog(props: Props) {
    const [opened, setOpened] = useState(props.open)
    if (props.open && !opened) setOpened(true)
    if (!opened) return null
    return (
      <Suspense fallback={null}>
        <Loaded {...props} />
      </Suspense>
    )
  }
}
