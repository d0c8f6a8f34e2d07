import type { Problem } from '../array/door/problem'
import { PROBLEM_MEDIA_TYPE, problemOf } from '../array/door/problem'
import type { Refusal } from '../array/door/refusals'
import type { Text } from '../array/door/text'

/** Answers depend on who asks and in which language, and are of this moment. */
function headersFor(text: Text, mediaType: string): Record<string, string> {
  return {
    'content-type': mediaType,
    'content-language': text.locale,
    'cache-control': 'no-store',
    vary: 'Accept-Language, Authorization, Cookie',
  }
}

export function json(text: Text, status: number, value: unknown, headers: Record<string, string> = {}): Response {
  const body = JSON.stringify(value)
  return new Response(body, { status, headers: { ...headersFor(text, 'application/json'), ...headers } })
}

export function problemAnswer(text: Text, problem: Problem): Response {
  const challenge: Record<string, string> = problem.status === 401 ? { 'www-authenticate': 'Bearer' } : {}
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { ...headersFor(text, PROBLEM_MEDIA_TYPE), ...challenge },
  })
}

export function refusalAnswer(text: Text, refusal: Refusal): Response {
  return problemAnswer(text, problemOf(refusal, text))
}
