'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import clsx from 'clsx'
import { X } from 'lucide-react'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from './button'
import { DialogContext } from './dialog-control'

export interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  children: ReactNode
  /** Side: a panel along the right edge, for lists that one keeps open beside the page's own. */
  place?: 'centre' | 'side' | 'left'
}

const PLACES = {
  centre:
    'top-1/2 left-1/2 max-h-[calc(100dvh-2rem)] w-[min(34rem,calc(100vw-1.5rem))] -translate-x-1/2 -translate-y-1/2 rounded-lg',
  side: 'inset-y-0 right-0 w-[min(27rem,100vw)]',
  left: 'inset-y-0 left-0 w-[min(17rem,85vw)]',
} as const

/** Where work begins: the first field, or what leaves everything as it is. */
const FIRST = 'form :is(input:not([type=checkbox]), select, [role=radio][aria-checked=true]), form footer button'

export default function DialogPopup({ open, onOpenChange, title, description, children, place = 'centre' }: DialogProps) {
  const t = useTranslations('common.actions')
  const popup = useRef<HTMLDivElement>(null)
  const [locked, lock] = useState(false)
  const control = useMemo(() => ({ close: () => onOpenChange(false), lock }), [onOpenChange])
  return (
    <Base.Root open={open} onOpenChange={(next) => !locked && onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-[oklch(0.15_0.02_255/0.45)]" />
        <Base.Popup
          ref={popup}
          initialFocus={() => popup.current?.querySelector<HTMLElement>(FIRST) ?? true}
          className={clsx(
            'appear fixed z-40 flex flex-col overflow-hidden bg-raised text-ink shadow-overlay ring-1 ring-line outline-none',
            PLACES[place],
          )}
        >
          <header className="flex items-start gap-3 border-b border-line py-3 pr-2.5 pl-5">
            <div className="min-w-0 flex-1 pt-0.5">
              <Base.Title className="text-lg font-semibold break-words">{title}</Base.Title>
              {description ? (
                <Base.Description className="mt-0.5 text-sm text-soft">{description}</Base.Description>
              ) : null}
            </div>
            <IconButton label={t('close')} size="sm" onClick={() => !locked && onOpenChange(false)}>
              <X aria-hidden />
            </IconButton>
          </header>
          <DialogContext value={control}>{children}</DialogContext>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
