import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { MAX_BODY_BYTES } from './request'
import { endpoints, nothingHere } from './endpoints'
import { healthEndpoint } from './health'
import { TestArray } from '../array/testing'
import { textIn } from '../array/door/text'
import { authFor } from '../identity/auth'
import { setUp } from '../identity/entry'
import { setRuntime } from '../runtime/runtime'
import { readEnvironment } from '../start/environment.mjs'

const TOKEN = 'token-of-the-test-0123456789'
const password = 'a long enough password'
let test: TestArray
let cookie: string

beforeAll(async () => {
  test = await TestArray.start()
  const settings = readEnvironment({ LUNETTE_API_TOKEN: TOKEN }, '/')
  setRuntime({ settings, array: test.array, stopping: new AbortController().signal })
  const local = new Headers({ 'x-lunette-address': '127.0.0.1', 'x-lunette-reach': 'local', 'x-lunette-scheme': 'http' })
  const made = await setUp(test.array, { name: 'Ada', email: 'ada@example.com', password }, local, textIn('en'))
  if (!made.ok) throw new Error(made.problem.detail)
  const auth = await authFor(local)
  const signedIn = await auth.api.signInEmail({ body: { email: 'ada@example.com', password }, headers: local, returnHeaders: true })
  cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
})
afterAll(() => test.remove())

interface Sent {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  path?: string
  id?: string
  search?: string
  headers?: Record<string, string>
  body?: BodyInit
}

const bearer = { authorization: `Bearer ${TOKEN}` }
const json = { 'content-type': 'application/json' }

async function ask({ method = 'GET', path = '/hosts', id, search = '', headers = bearer, body }: Sent) {
  const url = `http://array.example:3000/api/v1${path.replace('{id}', id ?? '')}${search}`
  const request = new Request(url, { method, headers: { host: 'array.example:3000', ...headers }, ...(body !== undefined && { body }) })
  const response = await endpoints(path)[method](request, { params: Promise.resolve(id === undefined ? undefined : { id }) })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: (text === '' ? null : JSON.parse(text)) as Record<string, unknown> | null }
}

const create = (body: BodyInit, headers: Record<string, string> = { ...bearer, ...json }) => ask({ method: 'POST', headers, body })

describe('a request', () => {
  it('needs somebody who asks', async () => {
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: `Basic ${TOKEN}` }, { cookie: 'a=b' }]) {
      const answer = await ask({ headers })
      expect([answer.status, answer.body?.['code']]).toEqual([401, 'unauthenticated'])
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
    }
  })

  it('creates with 201, reads and changes with 200, removes with 204', async () => {
    const made = await create(JSON.stringify({ name: 'host', os: 'linux' }))
    expect([made.status, made.headers.get('content-type')]).toEqual([201, 'application/json'])
    const id = String(made.body?.['id'])
    const path = '/hosts/{id}'
    expect(await ask({ path, id })).toMatchObject({ status: 200, body: { id, name: 'host' } })
    const body = JSON.stringify({ os: 'windows' })
    expect(await ask({ method: 'PATCH', path, id, headers: { ...bearer, ...json }, body })).toMatchObject({ status: 200, body: { os: 'windows' } })
    expect(await ask({ method: 'DELETE', path, id })).toMatchObject({ status: 204, body: null })
    expect(await ask({ path, id })).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })

  it.each([
    ['not JSON', 'x', json, 400, 'not_json'],
    ['half JSON', '{"name":', json, 400, 'not_json'],
    ['a list', '[]', json, 400, 'not_json'],
    ['a text', '"name"', json, 400, 'not_json'],
    ['null', 'null', json, 400, 'not_json'],
    ['a form', 'name=a', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'wrong_media_type'],
    ['no type', '{}', { 'content-type': 'text/plain' }, 415, 'wrong_media_type'],
    ['nothing', '', json, 400, 'bad_input'],
    ['an empty object', '{}', json, 400, 'bad_input'],
    ['JSON with a charset', '{}', { 'content-type': 'Application/JSON; charset=utf-8' }, 400, 'bad_input'],
    ['too much', `{"name":"${'x'.repeat(MAX_BODY_BYTES)}"}`, json, 413, 'body_too_large'],
  ] as const)('with %s in its body is refused', async (_, body, headers, status, code) => {
    const answer = await create(body, { ...bearer, ...headers })
    expect([answer.status, answer.body?.['code']]).toEqual([status, code])
  })

  it('that never ends is refused when it has said too much', async () => {
    let chunks = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        chunks += 1
        controller.enqueue(new Uint8Array(64 * 1024).fill(0x20))
      },
    })
    const request = new Request('http://array.example/api/v1/hosts', { method: 'POST', headers: { ...bearer, ...json }, body: endless, duplex: 'half' } as RequestInit)
    const response = await endpoints('/hosts').POST(request, { params: Promise.resolve(undefined) })
    expect(response.status).toBe(413)
    expect(chunks).toBeLessThan(40)
  })

  it('names no identifier twice', async () => {
    const body = JSON.stringify({ id: 'another', os: 'linux' })
    const answer = await ask({ method: 'PATCH', path: '/hosts/{id}', id: 'one', headers: { ...bearer, ...json }, body })
    expect(answer).toMatchObject({ status: 400, body: { code: 'bad_input', errors: [{ path: 'id' }] } })
    expect(await ask({ path: '/hosts/{id}', id: 'one', search: '?id=another' })).toMatchObject({ status: 400 })
  })

  it('asks lists by its search part, where a list of values is spelled either way', async () => {
    for (const search of ['?os=linux&os=windows', '?os=linux,windows']) expect((await ask({ search })).status).toBe(200)
    for (const search of ['?limit=x', '?os=solaris', '?unknown=1', '?limit=1&limit=2']) {
      expect(await ask({ search })).toMatchObject({ status: 400, body: { code: 'bad_input' } })
    }
  })

  it('answers in English unless the reader says otherwise', async () => {
    const code = { path: '/hosts/{id}', id: 'none' }
    const german = { ...bearer, 'accept-language': 'de-AT, en;q=0.5' }
    expect((await ask(code)).headers.get('content-language')).toBe('en')
    expect(await ask({ ...code, headers: german })).toMatchObject({ body: { title: 'Nicht gefunden' } })
    const chosen = { ...german, cookie: 'other=1; lunette-locale=en' }
    expect(await ask({ ...code, headers: chosen })).toMatchObject({ body: { title: 'Not found' } })
    expect((await ask(code)).headers.get('cache-control')).toBe('no-store')
  })

  it('is told what is possible where nothing is, and what isn’t here', async () => {
    const answer = await ask({ method: 'DELETE' })
    expect([answer.status, answer.headers.get('allow'), answer.body?.['code']]).toEqual([405, 'GET, POST', 'method_not_allowed'])
    const nowhere = new Request('http://array.example/api/v1/flux', { headers: bearer })
    expect((await nothingHere(nowhere)).status).toBe(404)
    expect((await nothingHere(new Request('http://array.example/api/v1/flux'))).status).toBe(401)
  })

  it('that is sent again with its key finds the first answer', async () => {
    const headers = { ...bearer, ...json, 'idempotency-key': 'a key' }
    const first = await create(JSON.stringify({ name: 'once', os: 'linux' }), { ...headers, 'idempotency-key': 'key' })
    expect(first.status).toBe(201)
    expect(await create(JSON.stringify({ os: 'linux', name: 'once' }), { ...headers, 'idempotency-key': 'key' })).toMatchObject({
      status: 201,
      body: first.body,
    })
    const other = await create(JSON.stringify({ name: 'twice', os: 'linux' }), { ...headers, 'idempotency-key': 'key' })
    expect(other).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } })
    expect(await create('{}', headers)).toMatchObject({ status: 400 })
  })
})

describe('the console’s cookie', () => {
  const host = JSON.stringify({ name: 'by-cookie', os: 'linux' })

  it('reads', async () => {
    expect((await ask({ headers: { cookie } })).status).toBe(200)
  })

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another port', { origin: 'http://array.example:8080' }],
    ['a sandbox', { origin: 'null' }],
    ['nowhere', {}],
  ])('changes nothing when the request comes from %s', async (_, from) => {
    const answer = await create(host, { cookie, ...json, ...from })
    expect([answer.status, answer.body?.['code']]).toEqual([403, 'cross_site'])
    expect(await test.array.database.host.count({ where: { name: 'by-cookie' } })).toBe(0)
  })

  it('changes when the request comes from the console', async () => {
    const answer = await create(host, { cookie, ...json, origin: 'http://array.example:3000' })
    expect(answer.status).toBe(201)
    const [event] = await test.array.database.event.findMany({ orderBy: { sequence: 'desc' }, take: 1 })
    expect(event).toMatchObject({ type: 'host_created', actorKind: 'user', actorName: 'ada@example.com' })
  })

  it('counts for nothing beside a wrong token', async () => {
    expect((await ask({ headers: { cookie, authorization: 'Bearer wrong' } })).status).toBe(401)
  })
})

describe('health', () => {
  const status = async () => (await healthEndpoint(new Request('http://array.example/api/v1/health'), { params: Promise.resolve(undefined) })).status

  it('is ok while the array serves, and tells when it does not', async () => {
    expect(await status()).toBe(200)
    test.array.state = 'stopping'
    expect(await status()).toBe(503)
    test.array.state = 'ready'
    test.engine.before = () => {
      throw new Error('The engine has stopped.')
    }
    expect(await status()).toBe(503)
    test.engine.before = () => {}
    expect(await status()).toBe(200)
  })
})
