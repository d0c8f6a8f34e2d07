'use client'

import { useMemo } from 'react'
import type { FieldValues, Path, UseFormReturn } from 'react-hook-form'
import { useLocale, useTranslations } from 'use-intl'
import type { z } from 'zod'
import { inputErrorMap, type SayInput } from '@/server/array/door/input-errors'
import type { Problem } from '@/server/array/door/problem'
import { formatBytes } from '@/server/messages/bytes'
import type { Locale } from '@/server/messages/locale'

/**
 * The sentences with which the server would refuse a field, said before anything is sent. Where the server counts
 * bytes, a person reads sizes.
 */
export function useInputErrors(): z.core.$ZodErrorMap {
  const t = useTranslations('array.input')
  const locale = useLocale()
  return useMemo(() => {
    const say = t as SayInput
    const plain = inputErrorMap(say)
    const sizes = inputErrorMap((key, params = {}) =>
      say(key, Object.fromEntries(Object.entries(params).map(([name, value]) => [name, sizeOf(locale, value)]))),
    )
    return (issue) => (issue.path?.at(-1) === 'capacityBytes' ? sizes(issue) : plain(issue))
  }, [t, locale])
}

function sizeOf(locale: Locale, value: string | number): string | number {
  const bytes = Number(value)
  return Number.isFinite(bytes) ? formatBytes(locale, bytes) : value
}

/** Puts what is wrong with a field at that field. Answers what no field shows, '' if nothing is left. */
export function showProblem<Fields extends FieldValues, Input>(
  form: UseFormReturn<Fields, unknown, Input>,
  problem: Problem,
): string {
  const shown = Object.keys(form.getValues())
  const errors = problem.errors ?? []
  for (const { path, message } of errors) {
    // A rule that names a field says there, too, what is possible instead.
    const text = message === problem.detail ? `${message} ${problem.remedy}` : message
    if (shown.includes(path.split('.')[0] ?? '')) form.setError(path as Path<Fields>, { message: text })
  }
  const everywhere = errors.length > 0 && errors.every(({ path }) => shown.includes(path.split('.')[0] ?? ''))
  return everywhere ? '' : `${problem.detail} ${problem.remedy}`
}
