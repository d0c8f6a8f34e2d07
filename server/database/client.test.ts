import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Prisma } from './generated/client'
import { type TestDatabase, testDatabase } from './testing'

let test: TestDatabase
beforeEach(async () => {
  test = await testDatabase()
})
afterEach(() => test.remove())

const user = (id: string) => ({ id, name: id, email: `${id}@example.com`, role: 'viewer' }) satisfies Prisma.UserCreateInput

describe('the database', () => {
  it('syncs every commit, checks relations and keeps a write-ahead log', async () => {
    const pragma = (name: string) => test.database.$queryRawUnsafe(`PRAGMA ${name}`)
    expect(await pragma('synchronous')).toEqual([{ synchronous: 2n }])
    expect(await pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }])
    expect(await pragma('foreign_keys')).toEqual([{ foreign_keys: 1n }])
    const orphan = { id: 's', token: 't', userId: 'nobody', expiresAt: new Date() }
    await expect(test.database.session.create({ data: orphan })).rejects.toMatchObject({ code: 'P2003' })
  })

  it('keeps what others write while a transaction is open that is then undone', async () => {
    const { database } = test
    let others: Promise<unknown>[] = []
    const undone = database.$transaction(async (tx) => {
      await tx.user.create({ data: user('undone') })
      // A query starts when somebody waits for it.
      others = [
        database.user.create({ data: user('kept') }).then((row) => row.id),
        database.user.findMany({ where: { id: 'undone' } }).then((rows) => rows),
      ]
      await tx.user.create({ data: user('undone2') })
      throw new Error('no')
    })
    await expect(undone).rejects.toThrow('no')
    const [, seen] = await Promise.all(others)
    expect(seen).toEqual([])
    expect(await database.user.findMany({ select: { id: true } })).toEqual([{ id: 'kept' }])
  })

  it('goes on after a commit that failed', async () => {
    const { database } = test
    const orphan = { id: 's', token: 't', userId: 'nobody', expiresAt: new Date() }
    const failing = database.$transaction(async (tx) => {
      await tx.$executeRawUnsafe('PRAGMA defer_foreign_keys = ON')
      await tx.session.create({ data: orphan })
    })
    await expect(failing).rejects.toThrow(/constraint/i)
    await database.$transaction((tx) => tx.user.create({ data: user('after') }))
    expect(await database.session.count()).toBe(0)
    expect(await database.user.count()).toBe(1)
  })

  it('finds nothing that belongs to no rows, to rows that have none, and to null', async () => {
    const { database } = test
    const include = { sessions: { select: { id: true, user: { select: { id: true } } } } }
    expect(await database.user.findMany({ include })).toEqual([])
    expect(await database.session.findMany({ where: { id: { in: [] } } })).toEqual([])
    expect(await database.session.count({ where: { userId: { in: [] } } })).toBe(0)
    await database.user.create({ data: user('alone') })
    expect(await database.user.findMany({ select: include })).toEqual([{ sessions: [] }])
    const pool = { id: 'p', name: 'p', nameKey: 'p', driver: 'directory', path: '/p', status: 'optimal', statusAt: new Date(), createdAt: new Date() }
    await database.pool.create({ data: pool })
    const disk = { id: 'd', name: 'd', nameKey: 'd', wwid: 'w', kind: 'standard', capacityBytes: 1n, poolId: 'p', status: 'optimal', statusAt: new Date(), createdAt: new Date() }
    await database.virtualDisk.create({ data: disk })
    const related = { origin: { select: { id: true } }, mapping: { select: { lun: true } } }
    expect(await database.virtualDisk.findMany({ select: related })).toEqual([{ origin: null, mapping: null }])
  })

  it('runs transactions one after the other', async () => {
    const { database } = test
    await database.user.create({ data: user('counter') })
    const increments = Array.from({ length: 50 }, () =>
      database.$transaction(async (tx) => {
        const { name } = await tx.user.findUniqueOrThrow({ where: { id: 'counter' } })
        await tx.user.update({ where: { id: 'counter' }, data: { name: String((Number(name) || 0) + 1) } })
      }),
    )
    await Promise.all(increments)
    expect(await database.user.findUnique({ where: { id: 'counter' }, select: { name: true } })).toEqual({ name: '50' })
  })
})
