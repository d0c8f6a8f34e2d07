/** What a request says: who asks, in which language, and with what body. */
import { type Actor } from '../array/door/actor'
import { auditWrongToken } from '../array/door/audit'
import { MiB } from '../array/door/fields'
import { RefusalError, refuse } from '../array/door/refusals'
import { type Text, textIn } from '../array/door/text'
import { actorOf, originOf } from '../identity/actor'
import { runtime } from '../runtime/runtime'
import { isLocale, LOCALE_COOKIE, localeFromHeader } from '../messages/locale'

export const MAX_BODY_BYTES = MiB

/** The console's own choice of language comes with its cookie; everybody else says it by Accept-Language. */
export function textFor(request: Request): Text {
  const chosen = cookieOf(request, LOCALE_COOKIE)
  return textIn(isLocale(chosen) ? chosen : localeFromHeader(request.headers.get('accept-language')))
}

function cookieOf(request: Request, name: string): string | undefined {
  const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim().split('='))
  return pairs.find(([key]) => key === name)?.[1]
}

/**
 * @throws {RefusalError} unauthenticated; cross_site: a page of another site made the browser send the console's
 *   cookie with a change
 */
export async function askerOf(request: Request): Promise<Actor> {
  const actor = await actorOf(request.headers)
  if (actor === null) {
    if (request.headers.has('authorization')) await auditWrongToken(runtime().array, originOf(request.headers))
    throw new RefusalError(refuse('unauthenticated', {}))
  }
  if (actor.kind === 'user' && request.method !== 'GET') demandOwnPage(request)
  return actor
}

/** Browsers send Origin with every request that could change something. */
function demandOwnPage(request: Request): void {
  const origin = request.headers.get('origin')
  const host = request.headers.get('host')
  if (origin === null || !URL.canParse(origin) || new URL(origin).host !== host) {
    throw new RefusalError(refuse('cross_site', { origin: origin ?? '-' }))
  }
}

/**
 * The JSON object in the body; an empty body is an empty object.
 * @throws {RefusalError} wrong_media_type, body_too_large, not_json
 */
export async function bodyOf(request: Request): Promise<Record<string, unknown>> {
  const text = await limitedText(request)
  if (text.trim() === '') return {}
  const mediaType = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (mediaType !== 'application/json') throw new RefusalError(refuse('wrong_media_type', { mediaType }))
  const value = parsed(text)
  if (!isObject(value)) throw new RefusalError(refuse('not_json', {}))
  return value
}

async function limitedText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  const tooLarge = () => new RefusalError(refuse('body_too_large', { limit: MAX_BODY_BYTES }))
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge()
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > MAX_BODY_BYTES) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `?kind=a&kind=b` is a list; one alone is a text. */
export function searchOf(request: Request): Record<string, unknown> {
  const { searchParams } = new URL(request.url)
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((key) => {
      const values = searchParams.getAll(key)
      return [key, values.length === 1 ? values[0] : values]
    }),
  )
}
