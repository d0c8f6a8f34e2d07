import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { inject } from 'vitest'
import { databaseFile, openDatabase } from './client'
import type { PrismaClient } from './generated/client'

export interface TestDatabase {
  database: PrismaClient
  dataDirectory: string
  /** Closes it and removes its files. */
  remove(): Promise<void>
}

/** A migrated database in a directory of its own, for one test file or one test. */
export async function testDatabase(): Promise<TestDatabase> {
  const dataDirectory = mkdtempSync(path.join(os.tmpdir(), 'lunette-database-'))
  copyFileSync(inject('migratedDatabase'), databaseFile(dataDirectory))
  const database = openDatabase(databaseFile(dataDirectory))
  return {
    database,
    dataDirectory,
    async remove() {
      await database.$disconnect()
      rmSync(dataDirectory, { recursive: true })
    },
  }
}
