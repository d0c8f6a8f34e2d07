/**
 * Signing in and out of the console. For server actions and routes: the session's cookie is set on the answer that
 * is being made.
 */
import { isAPIError } from 'better-auth/api'
import { z } from 'zod'
import { RefusalError, refuse } from '@/server/array/door/refusals'
import { originOf } from './actor'
import { authFor } from './auth'
import { hashing } from './passwords'
import { SignInThrottle } from './sign-in-throttle'

/** Anything that could be an account; whether it is one is not said. */
export const signInInput = z.strictObject({
  email: z.string().trim().toLowerCase().min(1).max(254),
  password: z.string().min(1).max(1000),
})

/** Next bundles pages and routes apart; only globalThis is one per process. */
const shared = globalThis as typeof globalThis & { lunetteSignInThrottle?: SignInThrottle }

/**
 * @param headers of the request
 * @throws {RefusalError} sign_in_wrong, sign_in_throttled
 */
export async function signIn(input: z.infer<typeof signInInput>, headers: Headers): Promise<void> {
  const throttle = (shared.lunetteSignInThrottle ??= new SignInThrottle())
  const address = originOf(headers) ?? ''
  const wait = throttle.admit(address, input.email, Date.now())
  if (wait !== null) throw new RefusalError(refuse('sign_in_throttled', { minutes: Math.ceil(wait / 60_000) }))
  const auth = await authFor(headers)
  try {
    await hashing(() => auth.api.signInEmail({ body: input, headers }))
  } catch (error) {
    if (isAPIError(error) && error.statusCode < 500) throw new RefusalError(refuse('sign_in_wrong', {}))
    throw error
  }
  throttle.succeeded(address, input.email)
}

/** Ends the session and takes its cookie away. No error if there is none. */
export async function signOut(headers: Headers): Promise<void> {
  const auth = await authFor(headers)
  await auth.api.signOut({ headers })
}
