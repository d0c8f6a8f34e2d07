'use client'

import { Menu as Base } from '@base-ui/react/menu'
import clsx from 'clsx'
import { Check } from 'lucide-react'
import Link from 'next/link'
import { Fragment, type ReactNode, type RefObject } from 'react'
import type { MenuAction } from './menu-action'

interface MenuPopupProps {
  anchor: RefObject<HTMLButtonElement | null>
  open: boolean
  onOpenChange: (open: boolean) => void
  groups: MenuAction[][]
  heading: ReactNode
}

const ITEM =
  'flex w-full items-start gap-2.5 rounded-sm px-2.5 py-1.5 text-sm outline-none select-none data-highlighted:bg-hover'

export default function MenuPopup({ anchor, open, onOpenChange, groups, heading }: MenuPopupProps) {
  const shown = groups.filter((group) => group.length > 0)
  return (
    <Base.Root modal={false} open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} sideOffset={4} align="end" className="z-50">
          <Base.Popup
            finalFocus={anchor}
            className="appear max-h-(--available-height) max-w-[min(20rem,calc(100vw-1rem))] min-w-48 overflow-y-auto rounded-md bg-raised p-1 shadow-overlay ring-1 ring-line outline-none"
          >
            {heading ? <div className="border-b border-line px-2.5 pt-1 pb-2 text-sm">{heading}</div> : null}
            {shown.map((group, index) => (
              <Fragment key={group[0]?.id}>
                {index > 0 ? <Base.Separator className="my-1 h-px bg-line" /> : null}
                {group.map((action) => (
                  <Item key={action.id} action={action} />
                ))}
              </Fragment>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

function Item({ action }: { action: MenuAction }) {
  const { icon: Icon, label, disabledReason, href } = action
  const face = (
    <>
      {Icon ? <Icon aria-hidden className="mt-0.5 size-4 shrink-0" /> : null}
      <span className="min-w-0 flex-1">
        {label}
        {disabledReason ? <span className="block text-xs text-soft">{disabledReason}</span> : null}
      </span>
      {action.checked ? <Check aria-hidden className="mt-0.5 size-4 shrink-0" /> : null}
    </>
  )
  const className = clsx(ITEM, disabledReason ? 'text-faint' : action.danger ? 'text-crit' : 'text-ink')
  if (href && !disabledReason) {
    return (
      <Base.LinkItem closeOnClick className={className} render={<Link href={href} />}>
        {face}
      </Base.LinkItem>
    )
  }
  return (
    <Base.Item
      className={className}
      disabled={Boolean(disabledReason)}
      label={label}
      aria-current={action.checked ? 'true' : undefined}
      onClick={() => action.onSelect?.()}
    >
      {face}
    </Base.Item>
  )
}
