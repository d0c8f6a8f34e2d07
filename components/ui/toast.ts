'use client'

export interface ToastMessage {
  type: 'done' | 'failed'
  title: string
  description: string | undefined
}

/** Said before the toaster is there; it takes them up when it comes. */
let waiting: ToastMessage[] = []
let deliver: ((message: ToastMessage) => void) | null = null
let asked = false
const listeners = new Set<() => void>()

/** Says that what the person did is done. */
export function toastDone(title: string, description?: string): void {
  say({ type: 'done', title, description })
}

/** Says that it is not, and why. Stays until dismissed. */
export function toastFailed(title: string, description?: string): void {
  say({ type: 'failed', title, description })
}

function say(message: ToastMessage): void {
  if (deliver) return deliver(message)
  waiting.push(message)
  asked = true
  for (const each of listeners) each()
}

/** For the toaster itself: what was said so far, and what is said from now on. */
export function receiveToasts(receive: (message: ToastMessage) => void): () => void {
  deliver = receive
  for (const message of waiting) receive(message)
  waiting = []
  return () => {
    deliver = null
  }
}

/** For whoever brings the toaster: whether anything was said yet. */
export const wasAsked = (): boolean => asked

export function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
