import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Product } from '../support/product'
import { Rest } from '../support/rest'

const ROLES = ['viewer', 'operator', 'administrator'] as const
type Role = (typeof ROLES)[number]

interface Operation {
  method: string
  path: string
  /** The least role that may call it; null for everybody. */
  role: Role | null
}

let product: Product
let operations: Operation[]
const tokens = new Map<Role, string>()

beforeAll(async () => {
  product = await Product.start()
  for (const role of ROLES) {
    const { secret } = await product.rest.post<{ secret: string }>('/tokens', { name: `a ${role}`, role })
    tokens.set(role, secret)
  }
  operations = await documentedOperations()
})
afterAll(() => product.dispose())

/** Every call that the product says it has. */
async function documentedOperations(): Promise<Operation[]> {
  const { paths } = await new Rest(product.url, null).get<{
    paths: Record<string, Record<string, { security?: unknown[]; description?: string }>>
  }>('/openapi.json')
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security, description }]) => {
      const role = ROLES.find((candidate) => description === `Needs the role ${candidate}.`)
      const place = path.replace('/api/v1', '').replace('{id}', 'nothing')
      return { method: method.toUpperCase(), path: place, role: security?.length === 0 ? null : (role ?? 'viewer') }
    }),
  )
}

const isStream = ({ path }: Operation) => path === '/stream'
const called = (rest: Rest, { method, path }: Operation) => rest.ask<{ code?: string } | null>(method, path)

describe('every call', () => {
  it('is known', () => {
    expect(operations.length).toBeGreaterThan(50)
    expect(new Set(operations.map(({ role }) => role))).toEqual(new Set([null, ...ROLES]))
  })

  it.each([
    ['no token', null],
    ['a wrong token', 'lun_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['something that is no token', '"><script>'],
  ])('refuses who has %s', async (_, token) => {
    const rest = new Rest(product.url, token)
    for (const operation of operations) {
      const { status, body } = await called(rest, operation)
      if (operation.role === null) expect([operation, status]).toEqual([operation, 200])
      else expect([operation, status, body?.code]).toEqual([operation, 401, 'unauthenticated'])
    }
  })

  it.each(ROLES)('asks for the role that it needs of a %s', async (role) => {
    const rest = new Rest(product.url, tokens.get(role) ?? '')
    for (const operation of operations.filter((candidate) => !isStream(candidate))) {
      const { status, body } = await called(rest, operation)
      const covered = operation.role === null || ROLES.indexOf(role) >= ROLES.indexOf(operation.role)
      const seen = status === 403 && body?.code === 'role_required'
      expect([operation, status, seen]).toEqual([operation, status, !covered])
    }
  })
})

describe('a token', () => {
  it('ends when it is revoked, at once', async () => {
    const made = await product.rest.post<{ token: { id: string }; secret: string }>('/tokens', { name: 'x', role: 'viewer' })
    const rest = new Rest(product.url, made.secret)
    expect((await rest.ask('GET', '/pools')).status).toBe(200)
    await product.rest.post(`/tokens/${made.token.id}/revoke`)
    expect((await rest.ask('GET', '/pools')).status).toBe(401)
  })

  it('survives a restart, and is never said again nor logged', async () => {
    const secret = tokens.get('operator') ?? ''
    await product.restart()
    expect((await new Rest(product.url, secret).ask('GET', '/pools')).status).toBe(200)
    const listed = await product.rest.ask('GET', '/tokens')
    for (const text of [JSON.stringify(listed.body), product.output]) {
      expect(text).not.toContain(secret)
      expect(text).not.toContain(product.rest.token)
    }
  })
})

describe('users', () => {
  it('are created, changed and deleted, but for the last administrator', async () => {
    const [administrator] = (await product.rest.get<{ items: { id: string }[] }>('/users')).items
    const deleted = await product.rest.ask<{ code: string }>('DELETE', `/users/${administrator?.id}`)
    expect([deleted.status, deleted.body.code]).toEqual([409, 'last_administrator'])
    const user = { name: 'Bob', email: 'bob@example.com', role: 'viewer', password: 'a password that is long' }
    const bob = await product.rest.post<{ id: string }>('/users', user)
    expect(JSON.stringify(bob)).not.toContain(user.password)
    expect(await product.rest.patch(`/users/${bob.id}`, { role: 'administrator' })).toMatchObject({ role: 'administrator' })
    await product.rest.delete(`/users/${bob.id}`)
    const events = await product.rest.get<{ items: { type: string; actor: { name: string } }[] }>('/events?subject=user')
    expect(events.items.map(({ type }) => type).slice(0, 3)).toEqual(['user_deleted', 'user_role_changed', 'user_created'])
    expect(events.items[0]?.actor.name).toBe('LUNETTE_API_TOKEN')
  })
})

describe('answers', () => {
  it('let no page of another site use them, nor run anything in them', async () => {
    const { headers } = await product.rest.ask('GET', '/array')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })

  it('let only scripts run in pages that carry the nonce of that page', async () => {
    const policies = []
    for (const _ of [1, 2]) {
      const page = await fetch(`${product.url}/no-such-page`)
      const html = await page.text()
      const policy = page.headers.get('content-security-policy') ?? ''
      const nonce = /script-src 'self' 'nonce-([^']{20,})' 'strict-dynamic'/.exec(policy)?.[1]
      const scripts = [...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag)
      expect(scripts.length).toBeGreaterThan(1)
      expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([])
      expect(policy).not.toMatch(/script-src[^;]*unsafe/)
      expect(policy).toContain("frame-ancestors 'none'")
      policies.push(policy)
    }
    expect(policies[0]).not.toBe(policies[1])
  })
})
