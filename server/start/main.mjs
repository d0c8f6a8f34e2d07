/**
 * `npm start`: from a checked-out tree to a serving array, and back again on SIGTERM.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { StartError } from './start-error.mjs'

/** @typedef {import('../runtime/lifecycle').Lifecycle} Lifecycle */

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const OLDEST_NODE = [20, 19]
/** The promise is five seconds; what is not done by now is not going to be. */
const STOP_MS = 4_700

/** @param {string} line */
const say = (line) => {
  process.stdout.write(`${line}\n`)
}

/** Aborted when Lunette is told to end: a build stops, open event streams end. */
const stopping = new AbortController()

/** @type {import('./http.mjs').ConsoleServer | null} */
let server = null
/** @type {Lifecycle | null} */
let lifecycle = null

async function start() {
  checkNode()
  const { readEnvironment } = await import('./environment.mjs')
  const settings = readEnvironment(process.env, process.cwd())
  // Read again wherever settings are wanted, by the same function: from here on it is absolute.
  process.env['LUNETTE_DATA_DIR'] = settings.dataDirectory
  process.env['NEXT_TELEMETRY_DISABLED'] = '1'
  process.chdir(root)

  await lockDataDirectory(settings.dataDirectory)
  const { listen } = await import('./http.mjs')
  server = await listen(settings)

  const { buildIfChanged } = await import('./build.mjs')
  await buildIfChanged(root, say, stopping.signal)
  stopping.signal.throwIfAborted()
  const { migrate } = await import('../database/migrate.mjs')
  await migrate(path.join(settings.dataDirectory, 'lunette.db'), path.join(root, 'prisma/migrations'))

  const { servingCompressed } = await import('./compressed.mjs')
  const { default: next } = await import('next')
  const app = next({ dev: false, dir: root, quiet: true })
  await app.prepare()
  lifecycle = await registerInstrumentation()
  stopping.signal.throwIfAborted()
  const { setUpCode } = await lifecycle.boot(settings, stopping.signal)
  stopping.signal.throwIfAborted()
  const { giveBackFreeMemory } = await import('./memory.mjs')
  giveBackFreeMemory()
  server.serve(servingCompressed(root, app.getRequestHandler()))
  say(`Lunette is ready on ${server.url}`)
  if (setUpCode !== null) {
    say(`It has no administrator yet. Set it up in a browser; from another machine, with the code ${setUpCode}`)
  }
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return
  throw new StartError(
    `Lunette needs Node.js ${OLDEST_NODE.join('.')} or later; this is ${process.versions.node}. See https://nodejs.org.`,
  )
}

/** @param {string} directory */
async function lockDataDirectory(directory) {
  const { tryLock } = await import('./lock.mjs')
  try {
    // It holds hosts' keys: nobody else's business.
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const lock = tryLock(path.join(directory, 'lunette.lock'))
    if (lock.taken) return
    throw new StartError(
      `Another Lunette (process ${lock.holder}) runs on the data directory ${directory}. Stop it first, or set ` +
        `LUNETTE_DATA_DIR to another directory.`,
    )
  } catch (error) {
    if (error instanceof StartError) throw error
    throw new StartError(
      `The data directory ${directory} cannot be used: ${textOf(error)}. Lunette needs to create and write files ` +
        `there; set LUNETTE_DATA_DIR to a directory where it may.`,
      { cause: error },
    )
  }
}

/**
 * In production Next runs instrumentation.ts with the first request, which is too late for an array: hosts come
 * without one. This is the function that it would call then; it runs once.
 *
 * @returns {Promise<Lifecycle>} what instrumentation.ts left, as Next bundles it apart from this file
 */
async function registerInstrumentation() {
  const { ensureInstrumentationRegistered } =
    await import('next/dist/server/lib/router-utils/instrumentation-globals.external.js')
  await ensureInstrumentationRegistered(root, '.next')
  const { lunetteLifecycle } = /** @type {{ lunetteLifecycle?: Lifecycle }} */ (globalThis)
  if (!lunetteLifecycle) throw new Error('Next did not run instrumentation.ts.')
  return lunetteLifecycle
}

/** Ends what runs, hosts' requests before the engine, and then the process. */
async function end() {
  stopping.abort()
  setTimeout(() => {
    process.stderr.write('Lunette could not end in time; what was not flushed is lost, as after a crash.\n')
    process.exit(1)
  }, STOP_MS).unref()
  await starting
  await server?.close()
  await lifecycle?.shutdown()
  process.exit(process.exitCode ?? 0)
}

/** @param {unknown} error */
function fail(error) {
  process.exitCode = 1
  const expected = error instanceof Error && ['StartError', 'MigrationError', 'EngineError'].includes(error.name)
  process.stderr.write(expected ? `${error.message}\n` : `Lunette could not start: ${textOf(error)}\n`)
}

/** @param {unknown} error */
function textOf(error) {
  return error instanceof Error ? error.message : String(error)
}

for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGHUP'])) {
  process.on(signal, () => {
    // A terminal sends SIGINT to npm and to node, and npm passes it on: the second one means nothing.
    if (!stopping.signal.aborted) void end()
  })
}

// A mistake in a page must not take hosts' disks away: the engine is a thread of its own, which does end the process.
process.on('unhandledRejection', (error) => {
  process.stderr.write(`Unhandled: ${error instanceof Error ? error.stack : String(error)}\n`)
})

/** Settles once Lunette serves, or once it is clear that it won't. */
const starting = start().catch((error) => {
  if (stopping.signal.aborted) return
  fail(error)
  void end()
})
