import { createContext } from 'react'

/** What the content of a dialog can do with it. */
export interface DialogControl {
  close: () => void
  /** Something is being done that can't be called back: closing waits for it. */
  lock: (locked: boolean) => void
}

export const DialogContext = createContext<DialogControl | null>(null)
