/**
 * Users, as the commands change them. There is always an administrator, once there has been one.
 */
import { randomUUID } from 'node:crypto'
import type { Role } from '@/server/array/door/actor'
import { demand, RefusalError, refuse } from '@/server/array/door/refusals'
import type { Prisma, PrismaClient, User as UserRow } from '@/server/database/generated/client'
import { hash, verify } from './passwords'
import { role as roleSchema, type User } from './schema'

/** better-auth's name of "by password". */
const BY_PASSWORD = 'credential'

export interface NewUser {
  name: string
  /** Lower case. */
  email: string
  role: Role
  password: string
}

export async function listUsers(database: PrismaClient): Promise<User[]> {
  const rows = await database.user.findMany({ include: newestSession, orderBy: { email: 'asc' } })
  return rows.map(userOf)
}

/** @throws {RefusalError} not_found */
export async function getUser(database: PrismaClient, id: string): Promise<User> {
  return userOf(await found(database, id))
}

/** @throws {RefusalError} email_taken */
export async function createUser(database: PrismaClient, user: NewUser): Promise<User> {
  const hashed = await hash(user.password)
  const id = await database.$transaction((tx) => insertUser(tx, user, hashed))
  return getUser(database, id)
}

/**
 * The first administrator, while there is none. Transactions of this process run one after the other, so of two
 * browsers that set up at once one is told that the other has.
 *
 * @throws {RefusalError} already_set_up
 */
export async function createFirstAdministrator(database: PrismaClient, user: Omit<NewUser, 'role'>): Promise<User> {
  const hashed = await hash(user.password)
  const id = await database.$transaction(async (tx) => {
    if ((await administrators(tx)) > 0) demand(refuse('already_set_up', {}))
    return insertUser(tx, { ...user, role: 'administrator' }, hashed)
  })
  return getUser(database, id)
}

/** @throws {RefusalError} not_found; last_administrator: the last one would lose the role */
export async function updateUser(database: PrismaClient, id: string, change: { name?: string | undefined; role?: Role | undefined }): Promise<User> {
  await database.$transaction(async (tx) => {
    const user = await found(tx, id)
    if (change.role !== undefined && change.role !== 'administrator') await demandAnotherAdministrator(tx, user)
    await tx.user.update({
      where: { id },
      data: {
        ...(change.name === undefined ? {} : { name: change.name }),
        ...(change.role === undefined ? {} : { role: change.role }),
      },
    })
  })
  return getUser(database, id)
}

/** Their sessions end. @throws {RefusalError} not_found, last_administrator */
export async function deleteUser(database: PrismaClient, id: string): Promise<User> {
  return database.$transaction(async (tx) => {
    const user = await found(tx, id)
    await demandAnotherAdministrator(tx, user)
    await tx.user.delete({ where: { id } })
    return userOf(user)
  })
}

/** All of the user's sessions end, but the one kept. @throws {RefusalError} not_found */
export async function setPassword(database: PrismaClient, id: string, password: string, keptSessionId?: string): Promise<User> {
  const hashed = await hash(password)
  return database.$transaction(async (tx) => {
    const user = await found(tx, id)
    await tx.account.updateMany({ where: { userId: id, providerId: BY_PASSWORD }, data: { password: hashed } })
    await tx.session.deleteMany({ where: { userId: id, ...(keptSessionId === undefined ? {} : { id: { not: keptSessionId } }) } })
    return userOf(user)
  })
}

/** Whether this is the user's password now. */
export async function hasPassword(database: PrismaClient, id: string, password: string): Promise<boolean> {
  const account = await database.account.findFirst({ where: { userId: id, providerId: BY_PASSWORD } })
  return account?.password ? verify(password, account.password) : false
}

/** Whether there is an administrator, so that the array is somebody's. */
export async function isSetUp(database: PrismaClient): Promise<boolean> {
  return (await administrators(database)) > 0
}

type Client = Pick<Prisma.TransactionClient, 'user' | 'account'>

async function insertUser(tx: Client, user: NewUser, hashed: string): Promise<string> {
  if (await tx.user.findUnique({ where: { email: user.email } })) {
    demand(refuse('email_taken', { email: user.email }, 'email'))
  }
  const id = randomUUID()
  await tx.user.create({ data: { id, name: user.name, email: user.email, emailVerified: true, role: user.role } })
  await tx.account.create({
    data: { id: randomUUID(), accountId: id, providerId: BY_PASSWORD, userId: id, password: hashed },
  })
  return id
}

function administrators(client: Client): Promise<number> {
  return client.user.count({ where: { role: 'administrator' } })
}

async function demandAnotherAdministrator(tx: Client, user: UserRow): Promise<void> {
  if (user.role !== 'administrator') return
  if ((await administrators(tx)) <= 1) demand(refuse('last_administrator', { name: user.name }))
}

const newestSession = {
  sessions: { orderBy: { createdAt: 'desc' }, take: 1, select: { createdAt: true } },
} satisfies Prisma.UserInclude

type FoundUser = Prisma.UserGetPayload<{ include: typeof newestSession }>

async function found(client: Client, id: string): Promise<FoundUser> {
  const user = await client.user.findUnique({ where: { id }, include: newestSession })
  if (!user) throw new RefusalError(refuse('not_found', { noun: 'user', id }))
  return user
}

function userOf(row: FoundUser): User {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: roleSchema.parse(row.role),
    createdAt: row.createdAt.toISOString(),
    lastSignInAt: row.sessions[0]?.createdAt.toISOString() ?? null,
  }
}
