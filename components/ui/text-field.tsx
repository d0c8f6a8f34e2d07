'use client'

import clsx from 'clsx'
import type { ComponentProps } from 'react'
import { Field, type FieldProps, INPUT } from './field'

interface TextFieldProps extends FieldProps, Omit<ComponentProps<'input'>, 'id' | 'size'> {
  /** Identifiers, paths and keys are set in the monospaced face. */
  mono?: boolean
}

export function TextField({ label, hint, error, optional, mono, className, ...input }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(control) => (
        <input
          type="text"
          autoComplete="off"
          spellCheck={false}
          {...input}
          {...control}
          className={clsx(INPUT, mono && 'font-mono', className)}
        />
      )}
    </Field>
  )
}
