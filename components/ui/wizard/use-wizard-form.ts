'use client'

import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { type DefaultValues, type FieldErrors, type FieldValues, type Path, type Resolver, useForm, type UseFormReturn, useWatch } from 'react-hook-form'
import type { z } from 'zod'
import type { WizardChecks } from './checks'
import { forgetDraft, readDraft, writeDraft } from './draft'
import type { ChecksOfForm } from './use-checked-submit'

interface WizardForm<Fields extends FieldValues, Input> {
  form: UseFormReturn<Fields, unknown, Input>
  /** What is filled in now. */
  values: Fields
  checks: ChecksOfForm
  /** Nothing is missing or wrong in these fields. */
  isComplete: (fields: (keyof Fields)[]) => boolean
  /** Shows what is missing or wrong in these fields. */
  show: (fields: (keyof Fields)[]) => void
  forget: () => void
}

interface Options<Fields extends FieldValues, Input extends FieldValues> {
  checks: WizardChecks<Fields, Input>
  errors: z.core.$ZodErrorMap
  defaults: Fields
  /** What of the draft may be written down. */
  withoutSecrets?: (values: Fields) => Fields
}

/** To be used below `WizardFrame`: the draft is in the tab's storage, and what checks it is there when there is one. */
export function useWizardForm<Fields extends FieldValues, Input extends FieldValues>(
  options: Options<Fields, Input>,
): WizardForm<Fields, Input> {
  const { checks, errors, defaults, withoutSecrets } = options
  const { name } = checks
  const loaded = useSyncExternalStore(checks.subscribe, checks.loaded, checks.loaded)
  const schema = useMemo(() => loaded?.schema(errors), [loaded, errors])
  const form = useForm<Fields, unknown, Input>({
    resolver: useMemo(() => resolverOf(checks, errors), [checks, errors]),
    defaultValues: ((loaded && readDraft(name, loaded.shape)) ?? defaults) as DefaultValues<Fields>,
    mode: 'onTouched',
  })
  const values = useWatch({ control: form.control, compute: (all) => all })
  useEffect(() => writeDraft(name, withoutSecrets?.(values) ?? values), [name, values, withoutSecrets])
  const filledIn = !loaded && JSON.stringify(values) !== JSON.stringify(defaults)
  useEffect(() => {
    // What can't be fetched now is fetched again, and missed, when the step is left.
    if (filledIn) checks.load().catch(() => undefined)
  }, [filledIn, checks])
  // What is shown as wrong stops being so as soon as it is put right.
  useEffect(() => {
    const shown = Object.keys(form.formState.errors) as Path<Fields>[]
    if (shown.length > 0) void form.trigger(shown)
  }, [form, values])
  const wrong = new Set<PropertyKey | undefined>(schema ? schema.safeParse(values).error?.issues.map((issue) => issue.path[0]) : checks.open)
  return {
    form,
    values,
    checks: { loaded: loaded !== null, load: checks.load },
    isComplete: (fields) => fields.every((field) => !wrong.has(field)),
    show: (fields) => void form.trigger(fields as Path<Fields>[], { shouldFocus: true }),
    forget: () => forgetDraft(name),
  }
}

/** Unchecked fields are never taken as good ones: without the checks, nothing can be sent. */
function resolverOf<Fields extends FieldValues, Input extends FieldValues>(
  checks: WizardChecks<Fields, Input>,
  error: z.core.$ZodErrorMap,
): Resolver<Fields, unknown, Input> {
  return async (values, context, options) => {
    const loaded = await checks.load().catch(() => null)
    if (!loaded) return { values: {}, errors: { root: { type: 'unchecked' } } as FieldErrors<Fields> }
    return loaded.zodResolver(loaded.schema(error), { error })(values, context, options)
  }
}
