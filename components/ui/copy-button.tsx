'use client'

import { Check, Copy } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { IconButton } from './button'

/** Puts a text on the clipboard; works without the clipboard API too, which plain HTTP does not have. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const t = useTranslations('common.actions')
  const [copied, setCopied] = useState(false)
  const holder = useRef<HTMLSpanElement>(null)

  async function copy() {
    if (navigator.clipboard) await navigator.clipboard.writeText(text)
    else copyBySelection(text, holder.current)
    setCopied(true)
  }

  return (
    <span ref={holder} className="inline-flex" onMouseLeave={() => setCopied(false)} onBlur={() => setCopied(false)}>
      <IconButton label={copied ? t('copied') : (label ?? t('copy'))} size="sm" className="!h-6" onClick={copy}>
        {copied ? <Check aria-hidden className="!size-3.5 text-good" /> : <Copy aria-hidden className="!size-3.5" />}
      </IconButton>
      <output className="sr-only">{copied ? t('copied') : null}</output>
    </span>
  )
}

/** The old way, within the element so that a dialog's focus trap lets it. */
function copyBySelection(text: string, within: HTMLElement | null): void {
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'sr-only'
  within?.append(area)
  area.select()
  // oxlint-disable-next-line typescript/no-deprecated -- a page served by plain HTTP has no other way
  document.execCommand('copy')
  area.remove()
}
