/**
 * Who asks: by bearer token, or by the session in a cookie. Looked up with every request, so that a role that changed,
 * a session that ended and a token that was revoked count at once.
 */
import { headers } from 'next/headers'
import type { Actor } from '@/server/array/door/actor'
import { runtime } from '@/server/runtime/runtime'
import { ADDRESS_HEADER } from '@/server/start/request-headers.mjs'
import { authFor } from './auth'
import { role as roleSchema } from './schema'
import { bearerOf } from './tokens'

export interface CurrentActor extends Actor {
  /** How the user is called in the console; the token's name for a token. */
  displayName: string
}

/** Of the request that is being answered: in pages, server actions and routes. */
export async function currentActor(): Promise<CurrentActor | null> {
  return actorOf(await headers())
}

/**
 * A request with an Authorization header is judged by it alone: a wrong token is nobody, whatever cookies say.
 */
export async function actorOf(headers: Headers): Promise<CurrentActor | null> {
  const authorization = headers.get('authorization')
  return authorization === null ? byCookie(headers) : byToken(authorization, originOf(headers))
}

/** Address of who asks, as server/start/http.mjs saw it. */
export function originOf(headers: Headers): string | null {
  return headers.get(ADDRESS_HEADER)
}

async function byToken(authorization: string, origin: string | null): Promise<CurrentActor | null> {
  const secret = /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
  const { array, settings } = runtime()
  const bearer =
    secret === undefined ? null : await bearerOf(array.database, settings.apiToken, secret, array.now())
  return bearer && { kind: 'token', ...bearer, displayName: bearer.name, origin }
}

async function byCookie(headers: Headers): Promise<CurrentActor | null> {
  if (!headers.has('cookie')) return null
  const auth = await authFor(headers)
  const found = await auth.api.getSession({ headers })
  if (!found) return null
  const { user, session } = found
  return {
    kind: 'user',
    id: user.id,
    name: user.email,
    displayName: user.name,
    role: roleSchema.parse(user.role),
    origin: originOf(headers),
    sessionId: session.id,
  }
}
