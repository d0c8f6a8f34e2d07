import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { compressStaticFiles, servingCompressed } from './compressed.mjs'
import { readEnvironment } from './environment.mjs'
import { type ConsoleServer, listen } from './http.mjs'

const SCRIPT = 'const one = 1\n'.repeat(1000)
let root: string
let server: ConsoleServer

beforeEach(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), 'lunette-static-'))
  mkdirSync(path.join(root, '.next/static/chunks'), { recursive: true })
  writeFileSync(path.join(root, '.next/static/chunks/one.js'), SCRIPT)
  writeFileSync(path.join(root, '.next/static/font.woff2'), 'font')
  await compressStaticFiles(root)
  server = await listen(readEnvironment({ PORT: '0', LUNETTE_HTTP_HOST: '127.0.0.1' }, '/'))
  server.serve(
    servingCompressed(root, (_, response) => {
      response.end('handed on')
      return Promise.resolve()
    }),
  )
})

afterEach(async () => {
  await server.close()
  rmSync(root, { recursive: true })
})

interface Answer {
  headers: http.IncomingHttpHeaders
  body: Buffer
}

/** As it comes over the wire: fetch() would unpack it. */
function ask(at: string, encodings: string, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(`${server.url}${at}`, { method, headers: { 'accept-encoding': encodings } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }))
    })
    request.on('error', reject)
    request.end()
  })
}

it('sends a script in the smallest form that the browser takes', async () => {
  const brotli = await ask('/_next/static/chunks/one.js', 'gzip, deflate, br, zstd')
  expect(brotli.headers).toMatchObject({
    'content-encoding': 'br',
    'content-type': 'application/javascript; charset=UTF-8',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'Accept-Encoding',
    'content-length': String(brotli.body.length),
  })
  expect(brotliDecompressSync(brotli.body).toString()).toBe(SCRIPT)
  for (const encodings of ['gzip, deflate', 'br;q=0, GZIP;q=0.5']) {
    const zipped = await ask('/_next/static/chunks/one.js?dpl=1', encodings)
    expect(zipped.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(zipped.body).toString()).toBe(SCRIPT)
  }
})

it('hands on whatever else is asked for', async () => {
  for (const [at, encodings] of [
    ['/_next/static/chunks/one.js', 'identity'],
    ['/_next/static/chunks/two.js', 'br'],
    ['/_next/static/chunks/../../../secret.js', 'br'],
    ['/_next/static/font.woff2', 'br'],
    ['/one.js', 'br'],
    ['/', 'br'],
  ] as const)
    expect((await ask(at, encodings)).body.toString()).toBe('handed on')
  expect((await ask('/_next/static/chunks/one.js', 'br', 'HEAD')).headers['content-encoding']).toBeUndefined()
})
