/**
 * better-auth, for what it does best: passwords, sessions and their cookies. It is asked in process only; its HTTP
 * routes are not mounted, so nothing of it is reachable from outside but through the functions of this folder.
 */
import { createHash } from 'node:crypto'
import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { nextCookies } from 'better-auth/next-js'
import type { PrismaClient } from '@/server/database/generated/client'
import { log } from '@/server/runtime/log'
import { runtime } from '@/server/runtime/runtime'
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './limits.mjs'
import { ADDRESS_HEADER, SCHEME_HEADER } from '@/server/start/request-headers.mjs'
import { signingSecret } from './secret'

/** A working day. Sessions are not prolonged by use: what is in the table is the whole truth. */
export const SESSION_SECONDS = 12 * 60 * 60

function create(database: PrismaClient, secret: string, secure: boolean) {
  // Browsers share cookies between the ports of a host; two arrays on one machine must not sign each other out.
  const array = createHash('sha256').update(secret).digest('hex').slice(0, 8)
  return betterAuth({
    appName: 'Lunette',
    // Only decides how cookies are named; no address is ever made of it.
    baseURL: `${secure ? 'https' : 'http'}://lunette.invalid`,
    secret,
    database: prismaAdapter(database, { provider: 'sqlite' }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: MAX_PASSWORD_LENGTH,
    },
    user: {
      additionalFields: {
        role: { type: 'string', required: true, input: false },
      },
    },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true, cookieCache: { enabled: false } },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    advanced: {
      cookiePrefix: `lunette-${array}`,
      useSecureCookies: secure,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER], ipv6Subnet: 128 },
      database: { generateId: 'uuid' },
    },
    logger: { level: 'error', log: (level, message) => log[level]({ part: 'better-auth' }, message) },
    plugins: [nextCookies()],
  })
}

export type Auth = ReturnType<typeof create>

const instances = new Map<boolean, Promise<Auth>>()

/** Cookies are Secure for whom came by HTTPS. */
export function authFor(headers: Headers): Promise<Auth> {
  const secure = headers.get(SCHEME_HEADER) === 'https'
  const existing = instances.get(secure)
  if (existing) return existing
  const { database } = runtime().array
  const made = signingSecret(database).then((secret) => create(database, secret, secure))
  instances.set(secure, made)
  return made
}
