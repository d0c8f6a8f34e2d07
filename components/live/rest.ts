import type { Problem } from '@/server/array/door/problem'

/** What the array answers instead of what was asked for (RFC 9457). */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail)
  }
}

/**
 * Asks the REST interface as the signed-in user. The types are the server's own schemas: one build serves both, so
 * the answer is taken at its word.
 */
export async function getJson<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  const response = await fetch(`/api/v1/${path}`, {
    headers: { accept: 'application/json' },
    ...(signal ? { signal } : {}),
  })
  if (!response.ok) throw new ProblemError(await problemOf(response))
  return (await response.json()) as Answer
}

/** Whatever answered, there is a sentence for the person. */
async function problemOf(response: Response): Promise<Problem> {
  const told = response.headers.get('content-type')?.startsWith('application/problem+json')
  if (told) return (await response.json()) as Problem
  const { status, statusText } = response
  return { type: 'about:blank', title: statusText, status, detail: statusText, code: 'unavailable', remedy: '' }
}
