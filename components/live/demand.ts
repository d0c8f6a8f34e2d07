import type { z } from 'zod'

/**
 * Checks one field of a form by a schema that only counts in some of the form's branches, and says what is wrong at
 * the field, in the words of the error map.
 */
export function demand<Fields extends object>(
  context: z.core.ParsePayload<Fields>,
  field: keyof Fields & string,
  schema: z.ZodType,
  error: z.core.$ZodErrorMap,
): void {
  const checked = schema.safeParse(context.value[field], { error })
  for (const issue of checked.error?.issues ?? []) {
    const { message, path } = issue
    context.issues.push({ code: 'custom', input: context.value[field], message, path: [field, ...path] })
  }
}
