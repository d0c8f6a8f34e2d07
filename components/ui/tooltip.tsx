'use client'

import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { ReactElement, ReactNode } from 'react'

interface TooltipProps {
  /** The one element that the tip belongs to; it must accept a ref and event handlers. */
  children: ReactElement
  /** Nothing to say: the child is rendered alone. */
  content: ReactNode
}

/**
 * A hint for eyes: shown on hover and keyboard focus. What must also reach a screen reader is given by the caller as
 * the accessible name or description.
 */
export function Tooltip({ children, content }: TooltipProps) {
  if (content === null || content === undefined || content === '') return children
  return (
    <Base.Root>
      <Base.Trigger render={children} delay={250} closeOnClick={false} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} className="z-50">
          <Base.Popup className="appear max-w-80 rounded-md bg-bezel px-2.5 py-1.5 text-xs text-bezel-ink shadow-overlay ring-1 ring-bezel-line">
            {content}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
