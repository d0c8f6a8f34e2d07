/**
 * The real product, as `npm start` runs it, in a directory of its own and on ports of its own. For browser tests and
 * for tests with real hosts alike.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import { killWithThisProcess, within } from './processes'
import { Rest } from './rest'

const root = path.resolve(import.meta.dirname, '../..')

/** A first start builds the console. */
const READY_MS = 180_000
const EXIT_MS = 30_000

export interface ProductOptions {
  /** Over the harness's own; undefined takes a variable away. */
  environment?: Record<string, string | undefined>
  /** Where iSCSI is served; this machine alone by default. */
  iscsiHost?: string
  /** A file system of its own in {@link Product.directory}, in memory, that only the product sees. */
  smallFileSystem?: { name: string; bytes: number }
}

export const administrator = { email: 'admin@example.com', password: 'correct horse battery' } as const
const API_TOKEN = 'token-of-the-test-harness-0123456789'

export class Product {
  /** Removed by {@link dispose}. */
  readonly directory = mkdtempSync(path.join(os.tmpdir(), 'lunette-e2e-'))
  readonly dataDirectory = path.join(this.directory, 'data')
  readonly nbdPort: number
  readonly iscsiPort: number
  readonly #options: ProductOptions
  #child: ChildProcess | null = null
  #output = ''
  #url = ''

  private constructor(nbdPort: number, iscsiPort: number, options: ProductOptions) {
    this.nbdPort = nbdPort
    this.iscsiPort = iscsiPort
    this.#options = options
  }

  /** Starts it and waits until it is ready. It has the administrator {@link administrator} and an API token. */
  static async start(options: ProductOptions = {}): Promise<Product> {
    const product = new Product(await freePort(), await freePort(), options)
    await product.start()
    return product
  }

  /** Of the console, without a slash at the end. */
  get url(): string {
    return this.#url
  }

  /** Of the server's process. */
  get pid(): number {
    const pid = this.#child?.pid
    if (pid === undefined) throw new Error('Lunette does not run.')
    return pid
  }

  /** What it wrote to stdout and stderr, since the first start. */
  get output(): string {
    return this.#output
  }

  /** As the administrator whom LUNETTE_API_TOKEN makes. */
  get rest(): Rest {
    return new Rest(this.#url, API_TOKEN)
  }

  /** Where a host finds an export: `nbd://127.0.0.1:<port>/<host>/<lun>`. */
  nbdUri(exportName: string): string {
    return `nbd://127.0.0.1:${this.nbdPort}/${exportName}`
  }

  /** Starts it again, on the ports that it had. */
  async start(): Promise<void> {
    const [command, ...args] = await this.#command()
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...this.#environment() },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    let sinceStart = ''
    const ready = new Promise<string>((resolve, reject) => {
      const listen = (chunk: Buffer) => {
        this.#output += chunk.toString()
        sinceStart += chunk.toString()
        const url = /Lunette is ready on (http:\S+)/.exec(sinceStart)?.[1]
        if (url !== undefined) resolve(url)
      }
      child.stdout.on('data', listen)
      child.stderr.on('data', listen)
      child.once('exit', (code, signal) => {
        reject(new Error(`Lunette ended with ${signal ?? code} instead of becoming ready:\n${sinceStart}`))
      })
    })
    killWithThisProcess(child)
    this.#url = await within(READY_MS, ready, () => `Lunette did not become ready:\n${sinceStart}`)
  }

  /** Asks it to end, as a supervisor does. @returns its exit code and how long it took */
  async stop(): Promise<{ code: number | null; milliseconds: number }> {
    const since = performance.now()
    const code = await this.#end('SIGTERM')
    return { code, milliseconds: performance.now() - since }
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  /** Ends it, if it runs, and removes everything that it made. */
  async dispose(): Promise<void> {
    if (this.#child) await this.stop()
    rmSync(this.directory, { recursive: true, force: true })
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const child = this.#child
    if (!child) return null
    this.#child = null
    const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null
    child.kill(signal)
    if (exited) await within(EXIT_MS, exited, () => `Lunette did not end:\n${this.#output}`)
    return child.exitCode
  }

  /**
   * What `npm start` runs. With a small file system: in a namespace that has it, which needs no privilege. Each program
   * becomes the next.
   */
  async #command(): Promise<[string, ...string[]]> {
    const start: [string, ...string[]] = ['sh', '-c', manifest.scripts.start]
    const { smallFileSystem } = this.#options
    if (!smallFileSystem) return start
    const folder = path.join(this.directory, smallFileSystem.name)
    await mkdir(folder, { recursive: true })
    const mount = `mount -t tmpfs -o size=${smallFileSystem.bytes} tmpfs "$0" && exec "$@"`
    return ['unshare', '--map-root-user', '--mount', 'sh', '-c', mount, folder, ...start]
  }

  #environment(): Record<string, string | undefined> {
    return {
      // As npm does: this Node, whatever else there is.
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}`,
      LUNETTE_DATA_DIR: this.dataDirectory,
      LUNETTE_HTTP_HOST: '127.0.0.1',
      PORT: this.#url === '' ? '0' : new URL(this.#url).port,
      LUNETTE_NBD_LISTEN: `127.0.0.1:${this.nbdPort}`,
      LUNETTE_ISCSI_LISTEN: `${this.#options.iscsiHost ?? '127.0.0.1'}:${this.iscsiPort}`,
      LUNETTE_ADMIN_EMAIL: administrator.email,
      LUNETTE_ADMIN_PASSWORD: administrator.password,
      LUNETTE_API_TOKEN: API_TOKEN,
      LUNETTE_BEHIND_PROXY: undefined,
      ...this.#options.environment,
    }
  }
}

/** Below the ports that systems give to outgoing connections (RFC 6335 has them from 49152, Linux from 32768). */
const PORTS = { first: 20_000, count: 10_000 } as const

/**
 * A port that is free now, and that no outgoing connection takes before it is listened on, or while what listened on it
 * is started again.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.first + randomInt(PORTS.count)
    if (await isFree(port)) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  const free = new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
  return free
}
