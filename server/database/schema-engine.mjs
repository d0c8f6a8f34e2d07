/**
 * Prisma's schema engine as WebAssembly, over the same driver adapter as the client. Nothing but the package
 * registry is needed for it, whereas Prisma's own command line fetches a binary from elsewhere.
 */
import { readFile, readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import { openSqlite } from './sqlite.mjs'

/** @typedef {import('@prisma/schema-engine-wasm').SchemaEngine} SchemaEngine */
/** @typedef {import('@prisma/schema-engine-wasm').MigrationList} MigrationList */
/** @typedef {import('@prisma/schema-engine-wasm').SchemaContainer} SchemaContainer */

/** Enough of a schema for applying migrations, which say the rest. */
export const bareSchema = [{ path: 'schema.prisma', content: 'datasource db {\n  provider = "sqlite"\n}\n' }]

export const noFilter = { externalTables: [], externalEnums: [] }

let loaded = false

/** The package's entry imports its .wasm as a module, which Node cannot do without a flag; so it is put in by hand. */
async function load() {
  if (loaded) return
  const require = createRequire(import.meta.url)
  const directory = path.dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'))
  const { instance } = await WebAssembly.instantiate(await readFile(path.join(directory, 'schema_engine_bg.wasm')), {
    './schema_engine_bg.js': /** @type {WebAssembly.ModuleImports} */ (/** @type {unknown} */ (bindings)),
  })
  bindings.__wbg_set_wasm(instance.exports)
  const start = instance.exports['__wbindgen_start']
  if (typeof start !== 'function') throw new Error('The schema engine in node_modules is damaged; run npm ci again.')
  Reflect.apply(start, undefined, [])
  loaded = true
}

/** Where the engine leaves its last words when it panics; without it, the panic is an error about this object. */
Object.assign(globalThis, {
  PRISMA_WASM_PANIC_REGISTRY: {
    /** @param {string} message */
    set_message(message) {
      throw new Error(`The schema engine failed: ${message}`)
    },
  },
})

/**
 * @template T
 * @param {string} databaseFile absolute path, or `:memory:`
 * @param {SchemaContainer[]} schema
 * @param {(engine: SchemaEngine) => Promise<T>} work
 * @returns {Promise<T>} what `work` answered, with the database closed again
 */
export async function withSchemaEngine(databaseFile, schema, work) {
  await load()
  const adapter = await openSqlite(databaseFile)
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    connect: () => Promise.resolve(adapter),
    connectToShadowDb: () => Promise.reject(new Error('The schema engine has no use for a shadow database here.')),
  })
  const datamodels = schema.map((file) => /** @type {[string, string]} */ ([file.path, file.content]))
  try {
    const engine = await bindings.SchemaEngine.new({ datamodels }, () => undefined, factory)
    try {
      return await work(engine)
    } finally {
      engine.free()
    }
  } finally {
    await adapter.dispose()
  }
}

/**
 * @param {string} directory the folder of .prisma files
 * @returns {Promise<SchemaContainer[]>}
 */
async function readSchema(directory) {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.prisma')).sort()
  return Promise.all(
    names.map(async (name) => ({ path: name, content: await readFile(path.join(directory, name), 'utf8') })),
  )
}

/**
 * @param {string} directory the folder of migrations, each a folder with a migration.sql
 * @returns {Promise<MigrationList>}
 */
export async function readMigrations(directory) {
  const entries = await readdir(directory, { withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
  return {
    baseDir: directory,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "sqlite"\n' },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: /** @type {const} */ ('ok'), value: await readFile(path.join(directory, name, 'migration.sql'), 'utf8') },
        },
      })),
    ),
  }
}

/**
 * The SQL that leads from the migrations to the schema; null when they lead there already.
 *
 * The migrations are applied to a database in memory, which is then compared with the schema. (The engine would do
 * it by a shadow database, but sends whole scripts to it as one statement, which better-sqlite3 refuses.)
 *
 * @param {string} migrationsDirectory absolute path
 * @param {string} schemaDirectory absolute path
 * @returns {Promise<string | null>}
 */
export async function missingMigration(migrationsDirectory, schemaDirectory) {
  const schema = await readSchema(schemaDirectory)
  return withSchemaEngine(':memory:', schema, async (engine) => {
    await engine.applyMigrations({ migrationsList: await readMigrations(migrationsDirectory), filters: noFilter })
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files: schema, configDir: schemaDirectory },
      to: { tag: 'schemaDatamodel', files: schema },
      script: true,
      exitCode: null,
      filters: noFilter,
    })
    if (stdout === null) throw new Error('The schema engine answered no script.')
    return /^\s*(--[^\n]*)?\s*$/.test(stdout) ? null : stdout
  })
}
