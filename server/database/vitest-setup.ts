import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { generateClient } from './generate.mjs'
import { migrate } from './migrate.mjs'

const migrations = path.resolve(import.meta.dirname, '../../prisma/migrations')

declare module 'vitest' {
  interface ProvidedContext {
    /** A database without rows, to be copied. */
    migratedDatabase: string
  }
}

/** The typed client has to be there before a test imports it; migrations are applied once for all tests. */
export async function setup({ provide }: TestProject): Promise<() => void> {
  generateClient()
  const directory = mkdtempSync(path.join(os.tmpdir(), 'lunette-migrated-'))
  const file = path.join(directory, 'migrated.db')
  await migrate(file, migrations)
  provide('migratedDatabase', file)
  return () => rmSync(directory, { recursive: true })
}
