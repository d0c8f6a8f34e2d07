/**
 * `npm run db:migrate -- <name>`: writes the migration that leads from the newest migration to the schema.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { missingMigration } from './schema-engine.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const migrationsDirectory = path.join(root, 'prisma/migrations')

const [name] = process.argv.slice(2)
if (name === undefined || !/^[a-z][a-z0-9_]*$/.test(name)) {
  process.stderr.write('Usage: npm run db:migrate -- <name>, where the name is lower case words joined by _\n')
  process.exit(2)
}

const script = await missingMigration(migrationsDirectory, path.join(root, 'prisma/schema'))
if (script === null) {
  process.stdout.write('The migrations already lead to the schema; nothing to do.\n')
} else {
  const timestamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)
  const directory = path.join(migrationsDirectory, `${timestamp}_${name}`)
  await mkdir(directory)
  await writeFile(path.join(directory, 'migration.sql'), script)
  process.stdout.write(`Wrote ${path.relative(root, directory)}/migration.sql; read it before you commit it.\n`)
}
