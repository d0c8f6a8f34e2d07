import http from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { problemOf } from '../array/door/problem'
import { refuse } from '../array/door/refusals'
import { textIn } from '../array/door/text'
import { LOCALES } from '../messages/locale'
import { readEnvironment } from './environment.mjs'
import { type ConsoleServer, listen } from './http.mjs'

let server: ConsoleServer
afterEach(() => server.close())

/** Answers what the server behind would see. */
async function serving(environment: Record<string, string> = {}): Promise<void> {
  server = await listen(readEnvironment({ PORT: '0', LUNETTE_HTTP_HOST: '127.0.0.1', ...environment }, '/'))
  server.serve((request, response) => {
    response.end(JSON.stringify(request.headers))
    return Promise.resolve()
  })
}

/** fetch() would not send a Host of our choice. */
function ask(headers: http.OutgoingHttpHeaders): Promise<{ seen: Record<string, string>; answer: http.IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    const request = http.get(server.url, { headers }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => resolve({ seen: JSON.parse(body) as Record<string, string>, answer: response.headers }))
    })
    request.on('error', reject)
  })
}

describe('who asks', () => {
  it('is the peer, whatever the client claims', async () => {
    await serving()
    const { seen, answer } = await ask({
      'x-lunette-address': '203.0.113.1',
      'x-lunette-scheme': 'https',
      'x-lunette-reach': 'local',
      'x-forwarded-for': '203.0.113.2',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.example',
      forwarded: 'for=203.0.113.3;proto=https',
    })
    expect(seen).toMatchObject({ 'x-lunette-address': '127.0.0.1', 'x-lunette-scheme': 'http' })
    expect(JSON.stringify(seen)).not.toMatch(/203\.0\.113|evil/)
    expect(answer['strict-transport-security']).toBeUndefined()
  })

  it('is local only without a proxy between, and by a name of this machine itself', async () => {
    await serving()
    const reach = async (headers: http.OutgoingHttpHeaders) => (await ask(headers)).seen['x-lunette-reach']
    expect(await reach({})).toBe('local')
    expect(await reach({ host: 'localhost:3000' })).toBe('local')
    expect(await reach({ host: '[::1]:3000' })).toBe('local')
    // A page of another site whose name is made to lead here.
    expect(await reach({ host: 'rebound.example' })).toBe('remote')
    expect(await reach({ 'x-forwarded-for': '127.0.0.1' })).toBe('remote')
    expect(await reach({ 'x-lunette-reach': 'local', host: 'array.example' })).toBe('remote')
  })

  it('is what the nearest proxy saw, where one is said to be', async () => {
    await serving({ LUNETTE_BEHIND_PROXY: 'true' })
    const { seen, answer } = await ask({
      'x-forwarded-for': '198.51.100.66, 203.0.113.2',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'array.example',
      host: 'backend:3000',
    })
    expect(seen).toMatchObject({
      host: 'array.example',
      'x-lunette-address': '203.0.113.2',
      'x-lunette-scheme': 'https',
      'x-lunette-reach': 'remote',
    })
    expect(answer['strict-transport-security']).toMatch(/max-age=\d{8}/)
  })
})

describe('every answer', () => {
  it('tells browsers what not to do with it', async () => {
    await serving()
    const { answer } = await ask({})
    expect(answer).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    })
    expect(answer['permissions-policy']).toContain('camera=()')
  })

  it.each(LOCALES)('is 503 while nothing is ready behind, in the array’s own words (%s)', async (locale) => {
    server = await listen(readEnvironment({ PORT: '0', LUNETTE_HTTP_HOST: '127.0.0.1' }, '/'))
    const answer = await fetch(`${server.url}/api/v1/health`, { headers: { 'accept-language': locale } })
    expect(answer.status).toBe(503)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.headers.get('content-language')).toBe(locale)
    expect(await answer.json()).toEqual(problemOf(refuse('not_ready', {}), textIn(locale)))
  })
})

it('ends although a client holds its connection open', async () => {
  server = await listen(readEnvironment({ PORT: '0', LUNETTE_HTTP_HOST: '127.0.0.1' }, '/'))
  server.serve((_, response) => {
    response.write('and then nothing')
    return Promise.resolve()
  })
  const answer = await fetch(server.url)
  const since = performance.now()
  await server.close()
  expect(performance.now() - since).toBeLessThan(3_000)
  await expect(answer.text()).rejects.toThrow()
})
