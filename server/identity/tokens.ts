/**
 * API tokens for automation: `lun_` and 256 random bits, said once and kept as a hash. No salt and no slow hash: what
 * cannot be guessed needs neither.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Role } from '@/server/array/door/actor'
import { RefusalError, refuse } from '@/server/array/door/refusals'
import type { ApiToken as TokenRow, PrismaClient } from '@/server/database/generated/client'
import { type ApiToken, role as roleSchema } from './schema'

const PREFIX = 'lun_'
const HINT_LENGTH = PREFIX.length + 4

/** The token in LUNETTE_API_TOKEN: an administrator's for as long as the variable is set. */
const ENVIRONMENT_ID = 'environment'
const ENVIRONMENT_NAME = 'LUNETTE_API_TOKEN'

/** Last use is kept to this accuracy, so that a busy script does not write with every call. */
const LAST_USED_MS = 60_000

export interface TokenBearer {
  id: string
  name: string
  role: Role
}

/**
 * @param environmentToken the value of LUNETTE_API_TOKEN
 * @returns whose token it is; null if it is nobody's, expired or revoked
 */
export async function bearerOf(
  database: PrismaClient,
  environmentToken: string | null,
  secret: string,
  now: Date,
): Promise<TokenBearer | null> {
  const hash = hashOf(secret)
  // Comparing hashes gives a timing attack nothing to work with.
  if (environmentToken !== null && hash === hashOf(environmentToken)) {
    return { id: ENVIRONMENT_ID, name: ENVIRONMENT_NAME, role: 'administrator' }
  }
  const row = await database.apiToken.findUnique({ where: { hash } })
  if (!row || statusOf(row, now) !== 'valid') return null
  if (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() >= LAST_USED_MS) {
    await database.apiToken.update({ where: { id: row.id }, data: { lastUsedAt: now } })
  }
  return { id: row.id, name: row.name, role: roleSchema.parse(row.role) }
}

/** Newest first. The one of the environment is not among them. */
export async function listTokens(database: PrismaClient, now: Date): Promise<ApiToken[]> {
  const rows = await database.apiToken.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'asc' }] })
  return rows.map((row) => tokenOf(row, now))
}

export interface NewToken {
  name: string
  role: Role
  expiresAt: string | null
}

/** @returns the token, and the secret that is not kept anywhere */
export async function createToken(database: PrismaClient, token: NewToken, createdBy: string, now: Date): Promise<{ token: ApiToken; secret: string }> {
  const secret = PREFIX + randomBytes(32).toString('base64url')
  const row = await database.apiToken.create({
    data: {
      id: randomUUID(),
      name: token.name,
      role: token.role,
      hash: hashOf(secret),
      hint: secret.slice(0, HINT_LENGTH),
      createdBy,
      createdAt: now,
      expiresAt: token.expiresAt === null ? null : new Date(token.expiresAt),
    },
  })
  return { token: tokenOf(row, now), secret }
}

/** Revoked tokens stay listed. Again: no error. @throws {RefusalError} not_found */
export async function revokeToken(database: PrismaClient, id: string, now: Date): Promise<ApiToken> {
  const row = await database.apiToken.findUnique({ where: { id } })
  if (!row) throw new RefusalError(refuse('not_found', { noun: 'token', id }))
  const revoked = await database.apiToken.update({ where: { id }, data: { revokedAt: row.revokedAt ?? now } })
  return tokenOf(revoked, now)
}

function tokenOf(row: TokenRow, now: Date): ApiToken {
  return {
    id: row.id,
    name: row.name,
    role: roleSchema.parse(row.role),
    hint: row.hint,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    status: statusOf(row, now),
  }
}

function statusOf(row: TokenRow, now: Date): ApiToken['status'] {
  if (row.revokedAt !== null) return 'revoked'
  return row.expiresAt !== null && row.expiresAt <= now ? 'expired' : 'valid'
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
