'use client'

import { Switch } from '@base-ui/react/switch'
import { useId } from 'react'

interface SwitchRowProps {
  label: string
  /** What it does, or why it can't be switched now. */
  hint?: string | null | undefined
  checked: boolean
  disabledReason?: string | null | undefined
  pending?: boolean
  onChange: (checked: boolean) => void
}

/** A setting that takes effect at once. */
export function SwitchRow({ label, hint, checked, disabledReason, pending = false, onChange }: SwitchRowProps) {
  const id = useId()
  const text = disabledReason || hint
  return (
    <div className="flex items-start gap-3">
      <Switch.Root
        checked={checked}
        readOnly={pending}
        disabled={Boolean(disabledReason)}
        onCheckedChange={onChange}
        aria-labelledby={`${id}-label`}
        aria-describedby={text ? `${id}-text` : undefined}
        className="mt-px flex h-4.5 w-8 shrink-0 items-center rounded-full border border-edge bg-sunken px-0.5 transition-colors data-checked:border-accent data-checked:bg-accent data-disabled:border-line data-disabled:opacity-60"
      >
        <Switch.Thumb className="size-3 rounded-full bg-edge transition-transform data-checked:translate-x-3.5 data-checked:bg-on-accent motion-reduce:transition-none" />
      </Switch.Root>
      <div className="min-w-0 text-sm">
        <span id={`${id}-label`} className="font-medium">
          {label}
        </span>
        {text ? (
          <p id={`${id}-text`} className="text-soft">
            {text}
          </p>
        ) : null}
      </div>
    </div>
  )
}
