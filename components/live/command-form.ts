'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { type DefaultValues, type FieldValues, useForm, type UseFormReturn } from 'react-hook-form'
import type { z } from 'zod'
import type { Outcome } from './command'
import { showProblem, useInputErrors } from './form-errors'

interface CommandForm<Fields extends FieldValues, Input> {
  form: UseFormReturn<Fields, unknown, Input>
  /**
   * Gives the command if the fields are good. Answers null when it is done, else what is in the way: '' when the
   * fields say it themselves.
   */
  send: <T>(give: (input: Input) => Promise<Outcome<T>>, onDone: (value: T) => void) => Promise<string | null>
}

/** A form whose fields are checked by the command's own schema, and that shows the door's refusal at its fields. */
export function useCommandForm<Fields extends FieldValues, Input extends FieldValues>(
  schema: z.ZodType<Input, Fields>,
  defaultValues: DefaultValues<NoInfer<Fields>>,
): CommandForm<Fields, Input> {
  const error = useInputErrors()
  const form = useForm<Fields, unknown, Input>({
    resolver: zodResolver(schema, { error }),
    defaultValues,
    mode: 'onTouched',
  })
  return {
    form,
    async send(give, onDone) {
      let refusal: string | null = ''
      await form.handleSubmit(async (input) => {
        const outcome = await give(input)
        refusal = outcome.ok ? null : showProblem(form, outcome.problem)
        if (outcome.ok) onDone(outcome.value)
      })()
      return refusal
    },
  }
}
