'use client'

import { type ReactNode, type SubmitEvent, useState } from 'react'
import { Button } from './button'
import { Notice } from './notice'

interface SmallFormProps {
  label: string
  submitLabel: string
  disabledReason?: string | null
  children: ReactNode
  /** Beside the button. */
  aside?: ReactNode
  /** The page is left when it is done; until it is, the button stays busy. */
  leaves?: boolean
  /** Answers null when it is done, else what is in the way ('' when the fields say it). */
  onSubmit: (form: HTMLFormElement) => Promise<string | null>
}

/** A form in the flow of a page. */
export function SmallForm(props: SmallFormProps) {
  const { label, submitLabel, disabledReason, children, aside, leaves = false, onSubmit } = props
  const [pending, setPending] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    setPending(true)
    let done = false
    try {
      const reason = await onSubmit(form)
      setRefusal(reason)
      done = reason === null
      if (done && !leaves) form.reset()
    } finally {
      if (!done || !leaves) setPending(false)
    }
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
        <Button type="submit" variant="primary" pending={pending} disabledReason={disabledReason}>
          {submitLabel}
        </Button>
        {aside}
      </div>
    </form>
  )
}
