/** What identity's commands take and answer. */
import { z } from 'zod'
import { ROLES } from '@/server/array/door/actor'
import { id, name, time } from '@/server/array/door/fields'
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './limits.mjs'

export const role = z.enum(ROLES)

/** Lower case, so that two spellings are one account. */
export const email = z.string().trim().toLowerCase().pipe(z.email().max(254))

/** Length is what counts; any characters are welcome. */
export const password = z.string().min(MIN_PASSWORD_LENGTH).max(MAX_PASSWORD_LENGTH)

export const user = z
  .strictObject({
    id,
    name: z.string(),
    email: z.string(),
    role,
    createdAt: time,
    /** Of the newest session that is still known; null when there is none. */
    lastSignInAt: time.nullable(),
  })
  .meta({ id: 'User' })
export type User = z.infer<typeof user>

export const createUserInput = z.strictObject({ name, email, role, password })
export const updateUserInput = z.strictObject({ id, name: name.optional(), role: role.optional() })
export const setPasswordInput = z.strictObject({ id, password })
/** One's own. */
export const changePasswordInput = z.strictObject({ currentPassword: z.string().min(1).max(1000), newPassword: password })

/** A user's session in a browser. */
export const signIn = z
  .strictObject({
    id,
    userId: id,
    userName: z.string(),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    signedInAt: time,
    expiresAt: time,
    /** Whether it is the one that asks. */
    current: z.boolean(),
  })
  .meta({ id: 'SignIn' })
export type SignIn = z.infer<typeof signIn>

export const apiToken = z
  .strictObject({
    id,
    name: z.string(),
    role,
    /** How it begins. */
    hint: z.string(),
    createdBy: z.string(),
    createdAt: time,
    expiresAt: time.nullable(),
    lastUsedAt: time.nullable(),
    status: z.enum(['valid', 'expired', 'revoked']),
  })
  .meta({ id: 'ApiToken' })
export type ApiToken = z.infer<typeof apiToken>

export const createTokenInput = z.strictObject({
  name,
  role,
  expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
})

/** The only time that the secret is said. */
export const createdToken = z.strictObject({ token: apiToken, secret: z.string() }).meta({ id: 'CreatedApiToken' })

/** Anything that could be an account; whether it is one is not said. */
export const signInInput = z.strictObject({
  email: z.string().trim().toLowerCase().min(1).max(254),
  password: z.string().min(1).max(1000),
})

export const setUpInput = z.strictObject({
  name,
  email,
  password,
  /** The code that `npm start` printed; needed from any address but this machine's own. */
  code: z.string().trim().max(40).nullable().default(null),
})
