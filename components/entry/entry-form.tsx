'use client'

import { type ReactNode, type SubmitEvent, useState } from 'react'
import { Button } from '../ui/button'
import { Notice } from '../ui/notice'

interface EntryFormProps {
  label: string
  submitLabel: string
  children: ReactNode
  /** Beside the button. */
  aside?: ReactNode
  /** Answers null when it is done, else what is in the way ('' when the fields say it). */
  onSubmit: () => Promise<string | null>
}

export function EntryForm({ label, submitLabel, children, aside, onSubmit }: EntryFormProps) {
  const [pending, setPending] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)

  async function submit(event: SubmitEvent) {
    event.preventDefault()
    setPending(true)
    const reason = await onSubmit().catch((error: unknown) => {
      setPending(false)
      throw error
    })
    setRefusal(reason)
    // When it is done the page changes; the button must not invite a second go until it has.
    if (reason !== null) setPending(false)
  }

  return (
    <form aria-label={label} onSubmit={submit} noValidate className="flex flex-col gap-4">
      {children}
      {refusal ? (
        <Notice tone="crit" live>
          {refusal}
        </Notice>
      ) : null}
      <div className="mt-1 flex items-center gap-2">
        <Button type="submit" variant="primary" pending={pending}>
          {submitLabel}
        </Button>
        {aside}
      </div>
    </form>
  )
}
