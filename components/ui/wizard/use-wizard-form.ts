'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useEffect } from 'react'
import { type DefaultValues, type FieldValues, type Path, useForm, type UseFormReturn, useWatch } from 'react-hook-form'
import type { z } from 'zod'
import { forgetDraft, readDraft, writeDraft } from './draft'

interface WizardForm<Fields extends FieldValues, Input> {
  form: UseFormReturn<Fields, unknown, Input>
  /** What is filled in now. */
  values: Fields
  /** Nothing is missing or wrong in these fields. */
  isComplete: (fields: (keyof Fields)[]) => boolean
  /** Shows what is missing or wrong in these fields. */
  show: (fields: (keyof Fields)[]) => void
  forget: () => void
}

interface Options<Fields extends FieldValues, Input> {
  /** Under which the draft is kept. */
  name: string
  /** What a draft must look like to be taken up: the fields as they are typed, right or wrong. */
  shape: z.ZodType<Fields>
  /** What the fields must be for the last step. */
  schema: z.ZodType<Input, Fields>
  errors: z.core.$ZodErrorMap
  defaults: Fields
  /** What of the draft may be written down. */
  withoutSecrets?: (values: Fields) => Fields
}

/** To be used below `InBrowser`: the draft is in the tab's storage. */
export function useWizardForm<Fields extends FieldValues, Input extends FieldValues>(
  options: Options<Fields, Input>,
): WizardForm<Fields, Input> {
  const { name, shape, schema, errors, defaults, withoutSecrets } = options
  const form = useForm<Fields, unknown, Input>({
    resolver: zodResolver(schema, { error: errors }),
    defaultValues: (readDraft(name, shape) ?? defaults) as DefaultValues<Fields>,
    mode: 'onTouched',
  })
  const values = useWatch({ control: form.control, compute: (all) => all })
  useEffect(() => writeDraft(name, withoutSecrets?.(values) ?? values), [name, values, withoutSecrets])
  // What is shown as wrong stops being so as soon as it is put right.
  useEffect(() => {
    const shown = Object.keys(form.formState.errors) as Path<Fields>[]
    if (shown.length > 0) void form.trigger(shown)
  }, [form, values])
  const wrong = new Set(schema.safeParse(values).error?.issues.map((issue) => issue.path[0]))
  return {
    form,
    values,
    isComplete: (fields) => fields.every((field) => !wrong.has(field)),
    show: (fields) => void form.trigger(fields as Path<Fields>[], { shouldFocus: true }),
    forget: () => forgetDraft(name),
  }
}
