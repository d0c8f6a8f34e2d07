/**
 * Every field of every call, as the product itself documents them, with values that nobody should send: the answer is
 * a problem that names the field, never an error of the array's own, and nothing has changed.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDisk, createHost, createPool, mapDisk } from '../support/array'
import { everything } from '../support/everything'
import { Product } from '../support/product'

interface Schema {
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
}

interface Operation {
  method: string
  path: string
  schema: Schema
}

interface Refused {
  code: string
  detail: string
  errors?: { path: string; message: string }[]
}

let product: Product
let operations: Operation[]
let lists: { path: string; parameters: string[] }[]
let before: string

beforeAll(async () => {
  product = await Product.start()
  const poolId = await createPool(product)
  const disk = await createDisk(product, poolId, 'disk', 2 ** 20)
  await mapDisk(product, disk.id, await createHost(product, 'host'))
  const { paths } = await product.rest.get<{ paths: Record<string, Record<string, DocumentedCall>> }>('/openapi.json')
  const calls = Object.entries(paths).flatMap(([place, methods]) =>
    Object.entries(methods).map(([method, call]) => ({ method: method.toUpperCase(), path: place.replace('/api/v1', ''), call })),
  )
  operations = calls.flatMap(({ method, path: place, call }) => {
    const schema = call.requestBody?.content['application/json'].schema
    return schema ? [{ method, path: place, schema }] : []
  })
  lists = calls.flatMap(({ method, path: place, call }) => {
    const parameters = (call.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name)
    return method === 'GET' && parameters.length > 0 ? [{ path: place, parameters }] : []
  })
  before = await everything(product.rest)
})
afterAll(() => product.dispose())

interface DocumentedCall {
  requestBody?: { content: { 'application/json': { schema: Schema } } }
  parameters?: { name: string; in: string }[]
}

const NONSENSE: unknown[] = [
  null,
  true,
  -1,
  0,
  0.5,
  1e300,
  Number.MAX_SAFE_INTEGER,
  '',
  ' ',
  'x'.repeat(100_000),
  'control\u0000\u0007character',
  '../../etc/passwd',
  [],
  [[]],
  [null],
  {},
  { $ne: null },
]

describe('a call', () => {
  it('is documented with what it takes', () => {
    expect(operations.length).toBeGreaterThan(20)
    expect(lists.length).toBeGreaterThan(10)
  })

  it('with nonsense in any of its fields is refused, and changes nothing', { timeout: 300_000 }, async () => {
    for (const { method, path: place, schema } of operations) {
      const fields = Object.keys(schema.properties ?? {})
      expect(fields.length).toBeGreaterThan(0)
      for (const field of fields) {
        for (const value of NONSENSE) {
          // One field alone: where others are needed too, that is said as well.
          const answer = await product.rest.ask<Refused>(method, place.replace('{id}', 'no-such-object'), { [field]: value })
          const about = JSON.stringify([method, place, field, value]).slice(0, 200)
          expect([about, answer.status]).toEqual([about, expect.toSatisfy((status: number) => [400, 404, 409].includes(status))])
          expect([about, answer.headers.get('content-type')]).toEqual([about, 'application/problem+json'])
          expect([about, answer.body.detail.length]).toEqual([about, expect.toSatisfy((length: number) => length > 0 && length < 2_000)])
        }
      }
    }
    expect(await everything(product.rest)).toBe(before)
  })

  it('with a field that there isn’t names it', async () => {
    for (const { method, path: place } of operations) {
      const answer = await product.rest.ask<Refused>(method, place.replace('{id}', 'no-such-object'), { flux: 1 })
      expect([place, answer.status, answer.body.code]).toEqual([place, 400, 'bad_input'])
      expect(answer.body.errors?.map((error) => error.path)).toContain('flux')
    }
  })

  it('without what it needs names all of it', async () => {
    for (const { method, path: place, schema } of operations) {
      if (!schema.required?.length) continue
      const answer = await product.rest.ask<Refused>(method, place.replace('{id}', 'no-such-object'), {})
      expect([place, answer.status]).toEqual([place, 400])
      expect(answer.body.errors?.map((error) => error.path).sort()).toEqual(schema.required.toSorted())
    }
  })

  it('of a list with nonsense in its search part is refused', async () => {
    for (const { path: place, parameters } of lists) {
      const answer = await product.rest.ask<Refused>('GET', `${place}?flux=1`)
      expect([place, answer.status]).toEqual([place, 400])
      for (const parameter of parameters) {
        for (const value of ['%00', '-1', 'x'.repeat(2_000), '%F0%28', "'--"]) {
          const listed = await product.rest.ask<Refused>('GET', `${place}?${parameter}=${value}`)
          const about = `${place}?${parameter}=${value.slice(0, 20)}`
          expect([about, listed.status]).toEqual([about, expect.toSatisfy((status: number) => [200, 400, 404].includes(status))])
        }
      }
    }
  })

  it('that isn’t HTTP as it should be is answered or closed', async () => {
    for (const body of ['{', '[', 'null', '"x"', '\u0000', '{"name":"\uD800"}']) {
      const answer = await fetch(`${product.url}/api/v1/pools`, {
        method: 'POST',
        headers: { authorization: `Bearer ${product.rest.token}`, 'content-type': 'application/json' },
        body,
      })
      expect([body, answer.status]).toEqual([body, 400])
    }
    const tooLarge = await product.rest.ask<Refused>('POST', '/pools', { name: 'x'.repeat(2 ** 21) })
    expect([tooLarge.status, tooLarge.body.code]).toEqual([413, 'body_too_large'])
    const health = await product.rest.ask('GET', '/health')
    expect(health.status).toBe(200)
  })
})

describe('a name', () => {
  it.each(["'; DROP TABLE VirtualDisk; --", '<img src=x onerror=alert(1)>', '%s%n${x}{{y}}', 'Ünïcödé 🗄', '-rf'])(
    'that looks like something else is only a name: %s',
    async (name) => {
      const { items } = await product.rest.get<{ items: { id: string }[] }>('/pools')
      const made = await product.rest.post<{ id: string; name: string }>('/virtual-disks', {
        name,
        poolId: items[0]?.id,
        capacityBytes: 2 ** 20,
      })
      expect(made.name).toBe(name)
      const found = await product.rest.get<{ total: number }>(`/virtual-disks?q=${encodeURIComponent(name)}`)
      expect(found.total).toBe(1)
      await product.rest.delete(`/virtual-disks/${made.id}`)
      expect(await everything(product.rest)).toBe(before)
    },
  )
})

describe('a path', () => {
  it('that can’t be a pool is refused with its reason', async () => {
    const at = (name: string) => path.join(product.directory, name)
    mkdirSync(at('full/inner'), { recursive: true })
    for (const [place, code] of [
      [at('pool'), 'path_holds_pool'],
      [at('pool/disks'), 'path_inside_pool'],
      [at('pool/new'), 'path_inside_pool'],
      [at('full'), 'path_not_empty'],
      [at('no/such'), 'path_parent_missing'],
      ['/dev/null', 'path_not_directory'],
      // Root may write there, but nobody can make a directory.
      ['/proc/pool', process.getuid?.() === 0 ? 'path_unusable' : 'path_not_writable'],
      [`/${'long/'.repeat(1_000)}`, 'bad_input'],
    ] as const) {
      const answer = await product.rest.ask<Refused>('POST', '/pools', { name: 'another', path: place })
      expect([place, answer.body.code]).toEqual([place, code])
      expect(answer.body.errors?.[0]?.path).toBe('path')
    }
    expect(await everything(product.rest)).toBe(before)
  })
})
