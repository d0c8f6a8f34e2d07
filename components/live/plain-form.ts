'use client'

import { useState } from 'react'
import type { Outcome } from './command'

interface PlainForm {
  /** What the server found wrong, by field. */
  errors: Record<string, string>
  /**
   * Sends what the form holds. Answers null when it is done, else what is in the way: '' when the fields say it
   * themselves.
   */
  send: <T>(
    form: HTMLFormElement,
    give: (fields: Record<string, string>) => Promise<Outcome<T>>,
    onDone: (value: T) => void,
  ) => Promise<string | null>
}

/** A small form that leaves its checks to the server: where every byte counts, as on the way in. */
export function usePlainForm(): PlainForm {
  const [errors, setErrors] = useState<Record<string, string>>({})
  return {
    errors,
    async send(form, give, onDone) {
      const fields = [...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : ''] as const)
      const outcome = await give(Object.fromEntries(fields))
      if (outcome.ok) {
        setErrors({})
        onDone(outcome.value)
        return null
      }
      const found = outcome.problem.errors ?? []
      setErrors(Object.fromEntries(found.map(({ path, message }) => [path, message])))
      const shown = new Set(fields.map(([name]) => name))
      const everywhere = found.length > 0 && found.every(({ path }) => shown.has(path))
      return everywhere ? '' : `${outcome.problem.detail} ${outcome.problem.remedy}`
    },
  }
}
