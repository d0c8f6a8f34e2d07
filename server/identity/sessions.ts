import { RefusalError, refuse } from '@/server/array/door/refusals'
import type { Prisma, PrismaClient } from '@/server/database/generated/client'
import type { SignIn } from './schema'

const withUser = { user: { select: { name: true } } } satisfies Prisma.SessionInclude
type FoundSession = Prisma.SessionGetPayload<{ include: typeof withUser }>

/** Sessions that have not expired, newest first; of one user, or of all. */
export async function listSignIns(database: PrismaClient, userId: string | null, currentId: string | undefined, now: Date): Promise<SignIn[]> {
  const rows = await database.session.findMany({
    where: { expiresAt: { gt: now }, ...(userId === null ? {} : { userId }) },
    include: withUser,
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
  })
  return rows.map((row) => signInOf(row, currentId))
}

/** @throws {RefusalError} not_found */
export async function getSignIn(database: PrismaClient, id: string, currentId: string | undefined): Promise<SignIn> {
  const row = await database.session.findUnique({ where: { id }, include: withUser })
  if (!row) throw new RefusalError(refuse('not_found', { noun: 'session', id }))
  return signInOf(row, currentId)
}

/** The browser is signed out with its next request. Again: no error. */
export async function endSignIn(database: PrismaClient, id: string): Promise<void> {
  await database.session.deleteMany({ where: { id } })
}

/** What expired while nobody asked for it. */
export async function forgetExpiredSignIns(database: PrismaClient, now: Date): Promise<void> {
  await database.session.deleteMany({ where: { expiresAt: { lte: now } } })
}

function signInOf(row: FoundSession, currentId: string | undefined): SignIn {
  return {
    id: row.id,
    userId: row.userId,
    userName: row.user.name,
    address: row.ipAddress || null,
    userAgent: row.userAgent || null,
    signedInAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    current: row.id === currentId,
  }
}
