'use client'

import { CircleAlert } from 'lucide-react'
import { type ReactNode, useId } from 'react'

export interface FieldProps {
  label: string
  hint?: ReactNode
  /** What is wrong with the value, and what would be accepted. */
  error?: string | null | undefined
  /** The word after the label of a value that may be left out. */
  optional?: string | undefined
}

interface ControlProps {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': boolean | undefined
}

/** Label, control, hint and error of one value, tied together for assistive technology. */
export function Field({ label, hint, error, optional, children }: FieldProps & { children: (control: ControlProps) => ReactNode }) {
  const id = useId()
  const hintId = `${id}-hint`
  const errorId = `${id}-error`
  const described = [error ? errorId : null, hint ? hintId : null].filter(Boolean).join(' ')
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
        {optional ? <span className="font-normal text-faint"> {optional}</span> : null}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {error ? (
        <p id={errorId} className="flex items-start gap-1.5 text-sm text-crit">
          <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          <span>{error}</span>
        </p>
      ) : null}
      {hint ? (
        <div id={hintId} className="text-xs text-faint">
          {hint}
        </div>
      ) : null}
    </div>
  )
}

export const INPUT =
  'h-8.5 w-full min-w-0 rounded-md border border-edge bg-panel px-2.5 text-sm text-ink placeholder:text-faint hover:border-ink/60 focus-visible:border-accent focus-visible:outline-offset-0 aria-invalid:border-crit disabled:border-line disabled:bg-sunken disabled:text-faint'
