/** RFC 9457 problem documents: what every refused or failed call answers, by REST and by server action alike. */
import { z } from 'zod'

import type { InputError } from './input-errors'
import { REFUSALS, refuse, type Refusal } from './refusals'
import type { Text } from './text'

export const PROBLEM_MEDIA_TYPE = 'application/problem+json'

export const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    /** A sentence for a person, in the reader's language. */
    detail: z.string(),
    /** Stable, snake_case. */
    code: z.string(),
    /** What to do about it. */
    remedy: z.string(),
    /** Which fields are wrong, by the path under which they were sent. */
    errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' })
export type Problem = z.infer<typeof problem>

export function problemOf(refusal: Refusal, text: Text): Problem {
  const reason = text.reason(refusal)
  const document = documentOf(refusal, text)
  return refusal.path === undefined ? document : { ...document, errors: [{ path: refusal.path, message: reason.detail }] }
}

const NAMED_IN_DETAIL = 3

/** The detail names the first wrong fields, for readers that show nothing else. */
export function badInput(errors: InputError[], text: Text): Problem {
  const document = documentOf(refuse('bad_input', {}), text)
  const named = errors
    .slice(0, NAMED_IN_DETAIL)
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  return { ...document, detail: [document.detail, ...named].join(' '), errors }
}

function documentOf(refusal: Refusal, text: Text): Problem {
  const { status } = REFUSALS[refusal.code]
  const { code, detail, remedy } = text.reason(refusal)
  return { type: `urn:lunette:problem:${code}`, title: text.problemTitle(status), status, detail, code, remedy }
}
