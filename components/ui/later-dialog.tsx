'use client'

import { type ComponentType, useState } from 'react'
import { later } from './later'

/**
 * A dialog that is fetched when it is first opened: what its form needs is no burden for the page.
 *
 * @param load for example `async () => (await import('./rename-dialog')).RenameDialog`
 */
export function laterDialog<Props extends { open: boolean }>(load: () => Promise<ComponentType<Props>>) {
  const Loaded = later(async () => ({ default: await load() }))
  return function LaterDialog(props: Props) {
    const [opened, setOpened] = useState(props.open)
    if (props.open && !opened) setOpened(true)
    return opened ? <Loaded {...props} /> : null
  }
}
