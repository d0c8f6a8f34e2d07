/**
 * The ways in: the first set-up, signing in, signing out. They are no commands, since nobody asks yet; but they are
 * checked, refused and recorded like them. For server actions: the session's cookie is set on the answer.
 */
import { isAPIError } from 'better-auth/api'
import type { z } from 'zod'
import { RefusalError, refuse } from '@/server/array/door/refusals'
import { guarded, type Outcome, parseInput } from '@/server/array/door/run'
import type { Text } from '@/server/array/door/text'
import { appendEvents } from '@/server/array/events/log'
import { eventRecord } from '@/server/array/events/record'
import type { StorageArray } from '@/server/array/storage-array'
import { actorOf, type CurrentActor, originOf } from './actor'
import { authFor } from './auth'
import { hashing } from './passwords'
import { setUpInput, signInInput } from './schema'
import { isSetUpCode, needsSetUpCode } from './set-up'
import { SignInThrottle } from './sign-in-throttle'
import { createFirstAdministrator } from './users'

/** Next bundles pages and routes apart; only globalThis is one per process. */
const shared = globalThis as typeof globalThis & { lunetteSignInThrottle?: SignInThrottle }

function throttle(): SignInThrottle {
  return (shared.lunetteSignInThrottle ??= new SignInThrottle())
}

/** What guesses at the set-up code are counted under; no e-mail address looks like it. */
const SET_UP = 'set-up'

/**
 * Makes the first administrator and signs them in.
 *
 * @param input {@link setUpInput}
 * @param headers of the request
 * @returns the administrator; or refused: already_set_up, set_up_code_wrong, sign_in_throttled, bad input
 */
export function setUp(array: StorageArray, input: unknown, headers: Headers, text: Text): Promise<Outcome<CurrentActor>> {
  return guarded(array, { text }, 'setUp', async () => {
    const parsed = parseInput(setUpInput, text, input)
    if (!parsed.ok) return parsed
    const { code, ...administrator } = parsed.value
    const origin = originOf(headers)
    if (needsSetUpCode(headers)) {
      admitAttempt(origin, SET_UP)
      if (code === null || !isSetUpCode(code)) throw new RefusalError(refuse('set_up_code_wrong', {}, 'code'))
      throttle().succeeded(origin ?? '', SET_UP)
    }
    const actor = await array.exclusive(async (): Promise<CurrentActor> => {
      const { id, name, email, role } = await createFirstAdministrator(array.database, administrator)
      const made = { kind: 'user' as const, id, name: email, displayName: name, role, origin }
      await appendEvents(array, made, [eventRecord('set_up', { id, name: email }, { user: email })])
      return made
    })
    await openSession(administrator, headers)
    return { ok: true, value: actor }
  })
}

/**
 * @param input {@link signInInput}
 * @param headers of the request
 * @returns null; or refused: sign_in_wrong, sign_in_throttled, bad input
 */
export function signIn(array: StorageArray, input: unknown, headers: Headers, text: Text): Promise<Outcome<null>> {
  return guarded(array, { text }, 'signIn', async () => {
    const parsed = parseInput(signInInput, text, input)
    if (!parsed.ok) return parsed
    const { email } = parsed.value
    const origin = originOf(headers)
    const stranger = { kind: 'user' as const, id: null, name: email, origin }
    const subject = { id: email, name: email }
    try {
      admitAttempt(origin, email)
      const { id } = await openSession(parsed.value, headers)
      throttle().succeeded(origin ?? '', email)
      const signedIn = eventRecord('signed_in', { id, name: email }, { user: email })
      await appendEvents(array, { ...stranger, id }, [signedIn])
      return { ok: true, value: null }
    } catch (error) {
      if (error instanceof RefusalError && error.refusal.code === 'sign_in_wrong') {
        await appendEvents(array, stranger, [eventRecord('sign_in_failed', subject, { email })])
      }
      throw error
    }
  })
}

/** Ends the session and takes its cookie away. No error if there is none. */
export async function signOut(array: StorageArray, headers: Headers): Promise<void> {
  const actor = await actorOf(headers)
  const auth = await authFor(headers)
  await auth.api.signOut({ headers })
  if (actor?.kind !== 'user') return
  await appendEvents(array, actor, [eventRecord('signed_out', { id: actor.id, name: actor.name }, { user: actor.name })])
}

/** Counts an attempt; what is not let in is not recorded, so that guessing cannot flood the event log. */
function admitAttempt(origin: string | null, account: string): void {
  const wait = throttle().admit(origin ?? '', account, Date.now())
  if (wait !== null) throw new RefusalError(refuse('sign_in_throttled', { minutes: Math.ceil(wait / 60_000) }))
}

async function openSession(credentials: z.infer<typeof signInInput>, headers: Headers): Promise<{ id: string }> {
  const auth = await authFor(headers)
  const { email, password } = credentials
  try {
    const { user } = await hashing(() => auth.api.signInEmail({ body: { email, password }, headers }))
    return { id: user.id }
  } catch (error) {
    if (isAPIError(error) && error.statusCode < 500) throw new RefusalError(refuse('sign_in_wrong', {}))
    throw error
  }
}
