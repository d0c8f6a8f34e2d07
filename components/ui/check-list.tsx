'use client'

import { CircleAlert } from 'lucide-react'

interface CheckListProps {
  label: string
  hint?: string
  /** Said when there is nothing to choose from. */
  none: string
  error?: string | undefined
  value: string[]
  onChange: (value: string[]) => void
  options: { value: string; label: string; note: string | null }[]
}

/** Any number of a few. */
export function CheckList({ label, hint, none, error, value, onChange, options }: CheckListProps) {
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">{label}</legend>
      {options.length === 0 ? <p className="text-sm text-soft">{none}</p> : null}
      <div className="max-h-56 divide-y divide-line overflow-y-auto rounded-md border border-line empty:hidden">
        {options.map((option) => (
          <label key={option.value} className="flex items-center gap-2.5 px-3 py-1.5 text-sm hover:bg-hover">
            <input
              type="checkbox"
              checked={value.includes(option.value)}
              onChange={(change) =>
                onChange(
                  change.target.checked ? [...value, option.value] : value.filter((each) => each !== option.value),
                )
              }
              className="size-4 accent-accent"
            />
            <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{option.label}</span>
            {option.note ? <span className="text-xs text-faint">{option.note}</span> : null}
          </label>
        ))}
      </div>
      {error ? (
        <p className="mt-1 flex items-start gap-1.5 text-sm text-crit">
          <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {error}
        </p>
      ) : null}
      {hint ? <p className="mt-1 text-xs text-faint">{hint}</p> : null}
    </fieldset>
  )
}
