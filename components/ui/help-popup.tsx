'use client'

import { Popover as Base } from '@base-ui/react/popover'
import type { ReactNode, RefObject } from 'react'

interface HelpPopupProps {
  anchor: RefObject<HTMLButtonElement | null>
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  children: ReactNode
}

export default function HelpPopup({ anchor, open, onOpenChange, title, children }: HelpPopupProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} sideOffset={4} align="start" collisionPadding={8} className="z-50">
          <Base.Popup
            finalFocus={anchor}
            className="appear max-h-(--available-height) w-[min(26rem,calc(100vw-1rem))] overflow-y-auto rounded-md bg-raised px-4 py-3 text-sm font-normal text-ink shadow-overlay ring-1 ring-line outline-none"
          >
            <Base.Title className="mb-1.5 font-semibold">{title}</Base.Title>
            <div className="text-soft">{children}</div>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
