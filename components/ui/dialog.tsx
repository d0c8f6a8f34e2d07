'use client'

import { type ReactNode, use, useState } from 'react'
import { type DialogControl, DialogContext } from './dialog-control'
import type { DialogProps } from './dialog-popup'
import { later } from './later'

const DialogPopup = later(() => import('./dialog-popup'))

/** Fetched when it is first opened; its content is only there while it is open, so every opening starts afresh. */
export function Dialog(props: DialogProps) {
  const [opened, setOpened] = useState(props.open)
  if (props.open && !opened) setOpened(true)
  return opened ? <DialogPopup {...props} /> : null
}

export function useDialog(): DialogControl {
  const control = use(DialogContext)
  if (!control) throw new Error('Only the content of a dialog can close it')
  return control
}

export function DialogBody({ children }: { children: ReactNode }) {
  // Of a control that its label draws, all is to be in view when it gets the focus.
  return <div className="flex min-h-0 scroll-py-6 flex-col gap-4 overflow-y-auto px-5 py-4">{children}</div>
}

export function DialogFooter({ children }: { children: ReactNode }) {
  return (
    <footer className="flex flex-wrap justify-end gap-2 border-t border-line bg-sunken/60 px-5 py-3">{children}</footer>
  )
}
