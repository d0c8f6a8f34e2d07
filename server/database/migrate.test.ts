import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { databaseFile, openDatabase } from './client'
import { migrate, migrationNames } from './migrate.mjs'
import { missingMigration } from './schema-engine.mjs'
import { openSqlite, pluck } from './sqlite.mjs'

const root = path.resolve(import.meta.dirname, '../..')
const shipped = path.join(root, 'prisma/migrations')

let directory: string
let file: string
let migrations: string
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'lunette-migrate-'))
  file = databaseFile(path.join(directory, 'data'))
  migrations = path.join(directory, 'migrations')
  cpSync(shipped, migrations, { recursive: true })
})
afterEach(() => rmSync(directory, { recursive: true }))

function addMigration(name: string, sql: string): void {
  mkdirSync(path.join(migrations, name))
  writeFileSync(path.join(migrations, name, 'migration.sql'), sql)
}

async function withDatabase<T>(work: (database: ReturnType<typeof openDatabase>) => Promise<T>): Promise<T> {
  const database = openDatabase(file)
  try {
    return await work(database)
  } finally {
    await database.$disconnect()
  }
}

const user = { id: 'u', name: 'u', email: 'u@example.com', role: 'viewer' }

it('leads to the schema', async () => {
  expect(await missingMigration(shipped, path.join(root, 'prisma/schema'))).toBeNull()
})

describe('at start', () => {
  it('makes the database, readable by its owner only, and then leaves it alone', async () => {
    expect(await migrate(file, migrations)).toEqual(migrationNames(shipped))
    expect(statSync(file).mode & 0o077).toBe(0)
    const before = statSync(file)
    expect(await migrate(file, migrations)).toEqual([])
    expect(statSync(file).ino).toBe(before.ino)
    expect(readdirSync(path.dirname(file))).toEqual(['lunette.db'])
  })

  it('brings an older database up, with what is in it, and keeps a copy as it was', async () => {
    await migrate(file, migrations)
    await withDatabase((database) => database.user.create({ data: user }))
    addMigration('20990101000000_more', 'ALTER TABLE "User" ADD COLUMN "more" TEXT;')
    expect(await migrate(file, migrations)).toEqual(['20990101000000_more'])
    expect(await withDatabase((database) => database.user.count())).toBe(1)
    const backup = await openSqlite(`${file}.before-20990101000000_more`)
    expect(await pluck(backup, 'SELECT id FROM "User"')).toEqual(['u'])
    expect(await pluck(backup, `SELECT count(*) FROM pragma_table_info('User') WHERE name = 'more'`)).toEqual([0])
    await backup.dispose()
  })

  it('changes nothing when a migration fails, and says why', async () => {
    await migrate(file, migrations)
    await withDatabase((database) => database.user.create({ data: user }))
    addMigration('20990101000000_bad', 'ALTER TABLE "User" ADD COLUMN "more" TEXT; ALTER TABLE "Nothing" ADD COLUMN "x" TEXT;')
    await expect(migrate(file, migrations)).rejects.toThrow(
      `The database ${file} could not be brought up to this version`,
    )
    expect(readdirSync(path.dirname(file))).toEqual(['lunette.db'])
    rmSync(path.join(migrations, '20990101000000_bad'), { recursive: true })
    expect(await migrate(file, migrations)).toEqual([])
    expect(await withDatabase((database) => database.user.count())).toBe(1)
  })

  it('starts over from what a crash left', async () => {
    await migrate(file, migrations)
    writeFileSync(`${file}.migrating`, 'half')
    writeFileSync(`${file}.migrating-wal`, 'half')
    addMigration('20990101000000_more', 'ALTER TABLE "User" ADD COLUMN "more" TEXT;')
    expect(await migrate(file, migrations)).toEqual(['20990101000000_more'])
    expect(existsSync(`${file}.migrating`)).toBe(false)
  })

  it('refuses the database of a newer version', async () => {
    addMigration('20990101000000_newer', 'CREATE TABLE "Newer" ("id" TEXT PRIMARY KEY);')
    await migrate(file, migrations)
    await expect(migrate(file, shipped)).rejects.toThrow(
      `The database ${file} was made by a newer version of Lunette: this version does not know its migration ` +
        `"20990101000000_newer".`,
    )
  })

  it.each([
    ['another program', async () => {
      const other = await openSqlite(file)
      await other.executeScript('CREATE TABLE "theirs" ("id" TEXT)')
      await other.dispose()
    }, 'that Lunette did not make'],
    ['nobody, being no database', () => Promise.resolve(writeFileSync(file, 'x'.repeat(10_000))), 'cannot be read'],
  ])('refuses the database of %s', async (_, make, message) => {
    mkdirSync(path.dirname(file))
    await make()
    await expect(migrate(file, migrations)).rejects.toThrow(message)
  })
})
