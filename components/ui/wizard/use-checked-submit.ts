'use client'

import { type RefObject, useEffect, useState } from 'react'

export interface ChecksOfForm {
  loaded: boolean
  load: () => Promise<unknown>
}

const TOUCHES = ['focusin', 'pointerdown'] as const

interface CheckedSubmit {
  /** The form is submitted as soon as what checks it is there. */
  waiting: boolean
  /** What checks it could not be fetched. */
  failed: boolean
  /** False when it has to be fetched first. */
  isReady: () => boolean
}

/** Lets a form be submitted before that is there which checks it: it waits for it. */
export function useCheckedSubmit(form: RefObject<HTMLFormElement | null>, { loaded, load }: ChecksOfForm): CheckedSubmit {
  const [asked, setAsked] = useState<'no' | 'waiting' | 'failed'>('no')
  const waiting = asked === 'waiting'
  useEffect(() => {
    if (waiting && loaded) form.current?.requestSubmit()
  }, [waiting, loaded, form])
  // Who touches the form will need it soon.
  useEffect(() => {
    const touched = form.current
    if (!touched || loaded) return
    const soon = () => void load().catch(() => undefined)
    for (const event of TOUCHES) touched.addEventListener(event, soon)
    return () => {
      for (const event of TOUCHES) touched.removeEventListener(event, soon)
    }
  }, [form, loaded, load])
  return {
    waiting: waiting && !loaded,
    failed: asked === 'failed' && !loaded,
    isReady: () => {
      setAsked(loaded ? 'no' : 'waiting')
      if (!loaded) load().catch(() => setAsked('failed'))
      return loaded
    },
  }
}
