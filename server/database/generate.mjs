/**
 * `npm run db:generate`: makes the typed client of the schema in server/database/generated, when it isn't of this
 * schema already. `npm start` and the tests do it by themselves.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const stampFile = path.join(root, 'server/database/generated/.stamp')

/** @throws {Error} when Prisma refuses the schema; the message is what Prisma said */
export function generateClient() {
  const require = createRequire(import.meta.url)
  const manifest = require.resolve('prisma/package.json')
  const stamp = stampOf(manifest)
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  try {
    execFileSync(process.execPath, [path.join(path.dirname(manifest), 'build/index.js'), 'generate', '--no-hints'], {
      cwd: root,
      // Prisma fetches a schema engine unless one is named. Generating never runs it, so any executable will do.
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    })
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
    throw new Error(`The database client could not be generated from prisma/schema:\n${output.trim()}`, {
      cause: error,
    })
  }
  writeFileSync(stampFile, stamp)
}

/** @param {string} manifest Prisma's package.json; its version decides how the client looks */
function stampOf(manifest) {
  const directory = path.join(root, 'prisma/schema')
  const hash = createHash('sha256').update(readFileSync(manifest))
  for (const name of readdirSync(directory).sort()) hash.update(name).update(readFileSync(path.join(directory, name)))
  return hash.digest('hex')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) generateClient()
