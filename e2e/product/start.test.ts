import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { freePort, Product } from '../support/product'

const root = path.resolve(import.meta.dirname, '../..')

describe('a started Lunette', () => {
  let product: Product
  beforeAll(async () => {
    product = await Product.start()
  })
  afterAll(() => product.dispose())

  it('refuses a second start on its data directory, naming the directory and the process', async () => {
    const second = await run({ LUNETTE_DATA_DIR: product.dataDirectory, PORT: '0' })
    expect(second.code).toBe(1)
    expect(second.stderr).toBe(
      `Another Lunette (process ${product.pid}) runs on the data directory ${product.dataDirectory}. Stop it first, ` +
        `or set LUNETTE_DATA_DIR to another directory.\n`,
    )
    expect((await product.rest.ask('GET', '/health')).status).toBe(200)
  })

  it('ends with SIGTERM in time and with success, also while an event stream is open', async () => {
    const stream = await fetch(`${product.url}/api/v1/stream`, {
      headers: { authorization: `Bearer ${product.rest.token}` },
    })
    expect(stream.status).toBe(200)
    const reading = stream.text()
    const { code, milliseconds } = await product.stop()
    expect(code).toBe(0)
    expect(milliseconds).toBeLessThan(5_000)
    await reading
    await expect(fetch(product.url)).rejects.toThrow()
    await product.start()
  })

  it('starts again after a crash, on the same data', async () => {
    const before = await product.rest.get<{ id: string }>('/array')
    await product.kill()
    await product.start()
    expect(await product.rest.get<{ id: string }>('/array')).toMatchObject({ id: before.id })
  })

  it('keeps its database from other users of the machine', () => {
    expect(statSync(product.dataDirectory).mode & 0o077).toBe(0)
  })
})

describe('npm start', () => {
  let directory = ''
  const made = () => (directory = mkdtempSync(path.join(os.tmpdir(), 'lunette-start-')))
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  it.each(['SIGTERM', 'SIGINT'] as const)('ends when %s is sent to npm', async (signal) => {
    const npm = spawn('npm', ['start'], {
      cwd: root,
      env: environment({ LUNETTE_DATA_DIR: made(), PORT: '0', LUNETTE_NBD_LISTEN: '127.0.0.1:0' }),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    npm.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    await expect.poll(() => output, { timeout: 180_000 }).toMatch(/Lunette is ready on http:/)
    const pid = Number(readFileSync(path.join(directory, 'lunette.lock'), 'utf8'))
    const since = performance.now()
    npm.kill(signal)
    const [code] = (await once(npm, 'exit')) as [number | null]
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 5_000 }).toBe(false)
    expect(performance.now() - since).toBeLessThan(5_000)
    expect(code).toBe(0)
  })

  it('prints the code for the first set-up while there is no administrator', async () => {
    const product = await Product.start({
      environment: { LUNETTE_ADMIN_EMAIL: undefined, LUNETTE_ADMIN_PASSWORD: undefined },
    })
    try {
      await expect.poll(() => product.output).toMatch(/with the code [A-Z2-9]{4}-[A-Z2-9]{4}\n/)
    } finally {
      await product.dispose()
    }
  })

  it('says every mistake in the environment at once, in sentences', async () => {
    const { code, stderr } = await run({
      LUNETTE_DATA_DIR: made(),
      PORT: '70000',
      LUNETTE_NBD_LISTEN: 'nowhere',
      LUNETTE_ADMIN_EMAIL: 'admin@example.com',
      LUNETTE_API_TOKEN: 'with a space',
    })
    expect(code).toBe(1)
    expect(stderr).toContain('PORT="70000": must be a whole number from 0 to 65535.')
    expect(stderr).toContain('LUNETTE_NBD_LISTEN="nowhere": must be host:port')
    expect(stderr).toContain('LUNETTE_ADMIN_PASSWORD is not set')
    expect(stderr).toContain('LUNETTE_API_TOKEN: must be 1 to 512 printable ASCII characters')
    expect(stderr).not.toContain('with a space')
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  it('says that the port is taken', async () => {
    const holder = createServer().listen(await freePort(), '127.0.0.1')
    await once(holder, 'listening')
    const port = String((holder.address() as { port: number }).port)
    const { code, stderr } = await run({ LUNETTE_DATA_DIR: made(), LUNETTE_HTTP_HOST: '127.0.0.1', PORT: port })
    holder.close()
    expect(code).toBe(1)
    expect(stderr).toBe(
      `Another program is listening on port ${port} of 127.0.0.1. Stop it, or set PORT to another port.\n`,
    )
  })

  it("says that hosts' port is taken", async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const port = String((holder.address() as { port: number }).port)
    const { code, stderr } = await run({
      LUNETTE_DATA_DIR: made(),
      PORT: '0',
      LUNETTE_NBD_LISTEN: `127.0.0.1:${port}`,
    })
    holder.close()
    expect(code).toBe(1)
    expect(stderr).toContain(port)
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  it('says that the data directory cannot be used', async () => {
    const file = path.join(made(), 'file')
    writeFileSync(file, '')
    const { code, stderr } = await run({ LUNETTE_DATA_DIR: path.join(file, 'data'), PORT: '0' })
    expect(code).toBe(1)
    expect(stderr).toContain(`The data directory ${file}/data cannot be used`)
    expect(stderr).not.toMatch(/^\s+at /m)
  })
})

function environment(given: Record<string, string>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('LUNETTE_') && name !== 'NODE_ENV')
  const own = { NODE_ENV: 'production', UV_THREADPOOL_SIZE: '16', LUNETTE_ISCSI_LISTEN: 'off' } as const
  return { ...Object.fromEntries(inherited), ...own, ...given }
}

/** A start that is expected to end by itself. */
async function run(given: Record<string, string>): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, ['server/start/main.mjs'], {
    cwd: root,
    env: environment(given),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stderr }
}
