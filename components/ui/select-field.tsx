'use client'

import clsx from 'clsx'
import { ChevronsUpDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { Field, type FieldProps, INPUT } from './field'

export interface SelectOption {
  value: string
  label: string
}

interface SelectProps extends Omit<ComponentProps<'select'>, 'size'> {
  options: SelectOption[]
  /** More choices, under headings; empty groups are left out. */
  groups?: { label: string; options: SelectOption[] }[]
}

/** The browser's own list: best on phones and with screen readers, and enough for a few choices. */
export function Select({ options, groups = [], className, ...select }: SelectProps) {
  return (
    <span className={clsx('relative inline-flex min-w-0', className)}>
      <select {...select} className={clsx(INPUT, 'appearance-none truncate !pr-8')}>
        <Options options={options} />
        {groups
          .filter((group) => group.options.length > 0)
          .map((group) => (
            <optgroup key={group.label} label={group.label}>
              <Options options={group.options} />
            </optgroup>
          ))}
      </select>
      <ChevronsUpDown aria-hidden className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 text-faint" />
    </span>
  )
}

function Options({ options }: { options: SelectOption[] }) {
  return options.map((option) => (
    <option key={option.value} value={option.value}>
      {option.label}
    </option>
  ))
}

export function SelectField({ label, hint, error, optional, ...select }: FieldProps & Omit<SelectProps, 'id'>) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(control) => <Select {...select} {...control} className="w-full" />}
    </Field>
  )
}
