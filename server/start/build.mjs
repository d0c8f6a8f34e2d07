/**
 * Builds the console when its sources are not those of the last build, and only then. `npm run build` does it without
 * starting.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateClient } from '../database/generate.mjs'
import { compressStaticFiles } from './compressed.mjs'
import { tryLock } from './lock.mjs'
import { shareServerChunks } from './server-chunks.mjs'
import { StartError } from './start-error.mjs'

/** Everything that the build reads. A file that is not named here does not cause a build when it changes. */
const SOURCE_DIRECTORIES = ['app', 'components', 'server', 'prisma', 'public']
const SOURCE_FILES = [
  'instrumentation.ts',
  'next.config.mjs',
  'package-lock.json',
  'package.json',
  'postcss.config.mjs',
  'proxy.ts',
  'tsconfig.json',
]
const NOT_SOURCES = /(^|\/)generated(\/|$)|\.test\.tsx?$|\.md$/

/** Waiting for another process that builds the same sources. */
const RETRY_MS = 250

/**
 * @param {string} root of the installation
 * @param {(line: string) => void} say
 * @param {AbortSignal} stop ends a running build
 * @throws {StartError} with what the build said
 */
export async function buildIfChanged(root, say, stop) {
  const stampFile = path.join(root, '.next/lunette-sources')
  const stamp = stampOf(root)
  if (isBuilt(stampFile, stamp)) return
  const release = await lockBuild(path.join(root, 'node_modules/.cache/lunette/build.lock'), say, stop)
  try {
    if (isBuilt(stampFile, stamp)) return
    say('Building the console. This happens once after an installation or an upgrade and takes about a minute.')
    // A build that is cut off leaves something between the last one and this one.
    rmSync(stampFile, { force: true })
    generateClient()
    await nextBuild(root, stop)
    shareServerChunks(root)
    await compressStaticFiles(root)
    writeFileSync(stampFile, stamp)
  } finally {
    release()
  }
}

/**
 * @param {string} stampFile
 * @param {string} stamp
 */
function isBuilt(stampFile, stamp) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
}

/** @param {string} root */
function stampOf(root) {
  const hash = createHash('sha256')
  for (const name of [...SOURCE_FILES.filter((file) => existsSync(path.join(root, file))), ...sourcesIn(root)]) {
    hash.update(`${name}\0`).update(readFileSync(path.join(root, name))).update('\0')
  }
  return hash.digest('hex')
}

/** @param {string} root */
function sourcesIn(root) {
  return SOURCE_DIRECTORIES.filter((directory) => existsSync(path.join(root, directory)))
    .flatMap((directory) =>
      readdirSync(path.join(root, directory), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name))),
    )
    .filter((name) => !NOT_SOURCES.test(name))
    .sort()
}

/**
 * @param {string} file
 * @param {(line: string) => void} say
 * @param {AbortSignal} stop
 */
async function lockBuild(file, say, stop) {
  let said = false
  for (;;) {
    const lock = tryLock(file)
    if (lock.taken) return lock.release
    if (!said) say(`Process ${lock.holder} is building the console; waiting for it.`)
    said = true
    stop.throwIfAborted()
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}

/**
 * @param {string} root
 * @param {AbortSignal} stop
 * @returns {Promise<void>}
 */
function nextBuild(root, stop) {
  const next = path.join(path.dirname(createRequire(import.meta.url).resolve('next/package.json')), 'dist/bin/next')
  // The build has no business with this array's secrets.
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('LUNETTE_')))
  const child = spawn(process.execPath, [next, 'build'], {
    cwd: root,
    env: { ...environment, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: stop,
  })
  /** @type {Buffer[]} */
  const output = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (/** @type {Buffer} */ chunk) => output.push(chunk))
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new StartError(`The console could not be built:\n\n${Buffer.concat(output).toString().trim()}`))
    })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = path.resolve(path.dirname(process.argv[1]), '../..')
  await buildIfChanged(root, (line) => process.stdout.write(`${line}\n`), new AbortController().signal)
}
