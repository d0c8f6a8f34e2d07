/**
 * Brings a database up to the migrations of this version, before anything else opens it.
 *
 * Up to date, it costs one query. Otherwise the migrations run on a copy beside the database, and the copy takes the
 * database's place whole once it is durable: a crash at any moment leaves the old database or the new one, never
 * something between. The old one is kept as `<file>.before-<first new migration>`.
 */
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs'
import { link, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { openSqlite, pluck } from './sqlite.mjs'

/** The person at the console can do something about it; the message says what. */
export class MigrationError extends Error {
  /** @param {string} message @param {{ cause?: unknown }} [options] */
  constructor(message, options) {
    super(message, options)
    this.name = 'MigrationError'
  }
}

/**
 * @param {string} databaseFile absolute path; made if absent
 * @param {string} migrationsDirectory absolute path
 * @returns {Promise<string[]>} the names of the migrations that were applied now
 * @throws {MigrationError} the database is of a newer version, is not Lunette's, or a migration fails
 */
export async function migrate(databaseFile, migrationsDirectory) {
  const known = migrationNames(migrationsDirectory)
  const applied = await appliedMigrations(databaseFile)
  const unknown = applied.filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    throw new MigrationError(
      `The database ${databaseFile} was made by a newer version of Lunette: this version does not know its ` +
        `migration "${unknown[0]}". Nothing was changed. Start the newer version again, or give this one another ` +
        `data directory.`,
    )
  }
  const pending = known.filter((name) => !applied.includes(name))
  const [first] = pending
  if (first === undefined) return []

  const copy = `${databaseFile}.migrating`
  removeDatabase(copy)
  mkdirSync(path.dirname(databaseFile), { recursive: true })
  // It holds hosts' keys and password hashes. SQLite gives its log the same permissions.
  closeSync(openSync(copy, 'wx', 0o600))
  if (existsSync(databaseFile)) await copyDatabase(databaseFile, copy)
  try {
    await applyAll(copy, migrationsDirectory)
    await settle(copy)
  } catch (error) {
    removeDatabase(copy)
    const detail = error instanceof Error ? error.message : String(error)
    throw new MigrationError(
      `The database ${databaseFile} could not be brought up to this version: ${detail} Nothing was changed; the ` +
        `version that used it before still can.`,
      { cause: error },
    )
  }
  await sync(copy)
  if (existsSync(databaseFile)) {
    const backup = `${databaseFile}.before-${first}`
    await rm(backup, { force: true })
    await link(databaseFile, backup)
  }
  await rename(copy, databaseFile)
  await sync(path.dirname(databaseFile))
  return pending
}

/** @param {string} directory */
export function migrationNames(directory) {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

/**
 * @param {string} databaseFile
 * @returns {Promise<string[]>}
 */
async function appliedMigrations(databaseFile) {
  if (!existsSync(databaseFile)) return []
  const names = await reading(databaseFile, async (database) => {
    const tables = await pluck(database, `SELECT name FROM sqlite_master WHERE type = 'table'`)
    if (tables.length === 0) return []
    if (!tables.includes('_prisma_migrations')) return null
    return pluck(
      database,
      'SELECT migration_name FROM _prisma_migrations WHERE rolled_back_at IS NULL AND finished_at IS NOT NULL',
    )
  })
  if (names !== null) return names.map(String)
  throw new MigrationError(
    `${databaseFile} is a SQLite database that Lunette did not make. Nothing was changed. Move it away, or set ` +
      `LUNETTE_DATA_DIR to another directory.`,
  )
}

/**
 * @template T
 * @param {string} databaseFile
 * @param {(database: import('./sqlite.mjs').SqlDriverAdapter) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function reading(databaseFile, work) {
  try {
    const database = await openSqlite(databaseFile)
    try {
      return await work(database)
    } finally {
      await database.dispose()
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    throw new MigrationError(
      `The database ${databaseFile} cannot be read: ${detail}. If it is damaged, put back a copy of it; the pools ` +
        `keep their data either way.`,
      { cause: error },
    )
  }
}

/**
 * A copy of what is committed, the write-ahead log included. It also empties that log, so that the database is one
 * file when it is kept as a backup.
 * @param {string} from
 * @param {string} to
 */
function copyDatabase(from, to) {
  return reading(from, async (database) => {
    await pluck(database, 'PRAGMA wal_checkpoint(TRUNCATE)')
    await database.executeScript(`VACUUM INTO '${to.replaceAll("'", "''")}'`)
  })
}

/**
 * @param {string} databaseFile
 * @param {string} migrationsDirectory
 */
async function applyAll(databaseFile, migrationsDirectory) {
  const { bareSchema, noFilter, readMigrations, withSchemaEngine } = await import('./schema-engine.mjs')
  const migrationsList = await readMigrations(migrationsDirectory)
  await withSchemaEngine(databaseFile, bareSchema, (engine) =>
    engine.applyMigrations({ migrationsList, filters: noFilter }),
  )
}

/**
 * Checks the copy, and leaves it in WAL mode as one file.
 * @param {string} databaseFile
 */
async function settle(databaseFile) {
  const database = await openSqlite(databaseFile)
  try {
    const dangling = await pluck(database, 'PRAGMA foreign_key_check')
    if (dangling.length > 0) throw new Error(`${dangling.length} rows would refer to rows that do not exist.`)
    await pluck(database, 'PRAGMA journal_mode = WAL')
    await pluck(database, 'PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    await database.dispose()
  }
}

/** @param {string} databaseFile */
function removeDatabase(databaseFile) {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(databaseFile + suffix, { force: true })
}

/** @param {string} name a file or a directory */
async function sync(name) {
  const handle = await open(name, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
