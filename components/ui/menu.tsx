'use client'

import {
  cloneElement,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  type RefAttributes,
  useRef,
  useState,
} from 'react'
import { later } from './later'
import type { MenuAction } from './menu-action'

interface TriggerProps extends RefAttributes<HTMLButtonElement> {
  onClick?: (event: MouseEvent) => void
  onPointerDown?: () => void
  onPointerEnter?: () => void
  onKeyDown?: (event: KeyboardEvent) => void
  'aria-haspopup'?: 'menu'
  'aria-expanded'?: boolean
}

interface MenuProps {
  /** A button; the menu gives it its behaviour. */
  trigger: ReactElement<TriggerProps>
  /** Groups are parted by a line. */
  groups: MenuAction[][]
  heading?: ReactNode
}

const load = () => import('./menu-popup')
const MenuPopup = later(load)

/** What opens is fetched when the pointer comes near or the button is pressed: a page of rows costs only buttons. */
export function Menu({ trigger, groups, heading }: MenuProps) {
  const [open, setOpen] = useState(false)
  const [opened, setOpened] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  // A press on the button of an open menu closes it as a press outside does, before the click comes.
  const wasOpen = useRef(false)

  function show(next: boolean) {
    setOpen(next)
    if (next) setOpened(true)
  }

  return (
    <>
      {cloneElement(trigger, {
        ref: button,
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        onPointerEnter: () => void load(),
        onPointerDown: () => {
          wasOpen.current = open
        },
        onClick: ({ detail }) => show(detail === 0 ? !open : !wasOpen.current),
        onKeyDown: (key) => {
          if (key.key !== 'ArrowDown') return
          key.preventDefault()
          show(true)
        },
      })}
      {opened ? (
        <MenuPopup anchor={button} open={open} onOpenChange={show} groups={groups} heading={heading} />
      ) : null}
    </>
  )
}
