'use client'

import { useEffect, useRef, useState } from 'react'

/**
 * A hint for eyes on any element: `<time {...tip('22 Nov 2026')}>`. What must also reach a screen reader is given as
 * the element's name or description.
 */
export function tip(text: string | null | undefined): { 'data-tip'?: string } {
  return text ? { 'data-tip': text } : {}
}

const OPEN_AFTER_MS = 250
const CLOSE_AFTER_MS = 120
const GAP = 6
const MARGIN = 8

interface Shown {
  text: string
  anchor: Element
}

/**
 * Shows the tip of whatever the pointer rests on or the keyboard reaches. One layer for the whole page, so that a
 * table of a thousand cells costs no more than one. The tip can be pointed at, stays while it is, and goes with
 * Escape (WCAG 2.2, 1.4.13).
 */
export function TipLayer() {
  const [shown, setShown] = useState<Shown | null>(null)
  const layer = useRef<HTMLDivElement>(null)

  useEffect(() => listen(layer.current, setShown), [])

  useEffect(() => {
    const element = layer.current
    if (!element || !shown) return
    element.showPopover()
    place(element, shown.anchor)
    return () => element.hidePopover()
  }, [shown])

  return (
    <div
      ref={layer}
      popover="manual"
      aria-hidden
      className="fixed m-0 max-w-80 rounded-md bg-bezel px-2.5 py-1.5 text-xs text-bezel-ink shadow-overlay ring-1 ring-bezel-line"
    >
      {shown?.text}
    </div>
  )
}

function listen(layer: Element | null, show: (shown: Shown | null) => void): () => void {
  const controller = new AbortController()
  const { signal } = controller
  let timer: ReturnType<typeof setTimeout> | undefined
  const later = (milliseconds: number, shown: Shown | null) => {
    clearTimeout(timer)
    timer = setTimeout(() => show(shown), milliseconds)
  }
  const at = (target: EventTarget | null): Shown | null => {
    const anchor = target instanceof Element ? target.closest('[data-tip]') : null
    const text = anchor?.getAttribute('data-tip')
    return anchor && text ? { anchor, text } : null
  }
  document.addEventListener(
    'pointerover',
    ({ target }) => {
      if (layer && target instanceof Node && layer.contains(target)) return clearTimeout(timer)
      const found = at(target)
      later(found ? OPEN_AFTER_MS : CLOSE_AFTER_MS, found)
    },
    { signal },
  )
  document.addEventListener(
    'focusin',
    ({ target }) => {
      const byKeyboard = target instanceof Element && target.matches(':focus-visible')
      later(0, byKeyboard ? at(target) : null)
    },
    { signal },
  )
  document.addEventListener('focusout', () => later(CLOSE_AFTER_MS, null), { signal })
  document.addEventListener('keydown', ({ key }) => key === 'Escape' && later(0, null), { signal, capture: true })
  document.addEventListener('scroll', () => later(0, null), { signal, capture: true, passive: true })
  return () => {
    controller.abort()
    clearTimeout(timer)
  }
}

/** Above the element if there is room, else below; never over the edge of the window. */
function place(element: HTMLElement, anchor: Element): void {
  const to = anchor.getBoundingClientRect()
  const { width, height } = element.getBoundingClientRect()
  const left = Math.min(Math.max(to.left + to.width / 2 - width / 2, MARGIN), innerWidth - width - MARGIN)
  const above = to.top - height - GAP
  element.style.left = `${left}px`
  element.style.top = `${above >= MARGIN ? above : to.bottom + GAP}px`
}
