import path from 'node:path'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { PrismaClient } from './generated/client'
import { oneAtATime } from './one-at-a-time'

/**
 * The connection as the contract of durability wants it: what a command answered survives power loss. The library
 * is compiled with synchronous=NORMAL for WAL, so it is said for every connection.
 */
class DurableSqlite extends PrismaBetterSqlite3 {
  override async connect(): Promise<SqlDriverAdapter> {
    const adapter = await super.connect()
    await adapter.executeScript('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;')
    return oneAtATime(adapter)
  }
}

const BUSY_TIMEOUT_MS = 5_000

/** The database of a data directory, by the name under which `npm start` migrates it. */
export function databaseFile(dataDirectory: string): string {
  return path.join(dataDirectory, 'lunette.db')
}

/** Opens a database that is already migrated. Most code wants {@link database}. */
export function openDatabase(file: string): PrismaClient {
  return new PrismaClient({ adapter: new DurableSqlite({ url: `file:${file}`, timeout: BUSY_TIMEOUT_MS }) })
}

/** Next bundles instrumentation and routes apart; only globalThis is one per process. */
const shared = globalThis as typeof globalThis & { lunetteDatabase?: PrismaClient }

/** The one client of this process, on the database in LUNETTE_DATA_DIR. */
export function database(): PrismaClient {
  return (shared.lunetteDatabase ??= openDatabase(databaseFile(dataDirectory())))
}

function dataDirectory(): string {
  const directory = process.env['LUNETTE_DATA_DIR']
  if (directory === undefined) throw new Error('LUNETTE_DATA_DIR is not set; npm start sets it.')
  return directory
}
