import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'

import { COMMANDS } from '../commands'
import { openApiDocument } from './openapi'
import { ROUTES } from './routes'

const api = path.resolve(import.meta.dirname, '../../app/api/v1')
const document = openApiDocument('1.2.3')

/** Every path that a route file answers, as the document spells it. */
function answeredPaths(folder = ''): string[] {
  return readdirSync(path.join(api, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return answeredPaths(`${folder}/${entry.name}`)
    return entry.name === 'route.ts' ? [folder.replaceAll('[id]', '{id}')] : []
  })
}

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator()
    const { valid, errors } = await validator.validate(structuredClone(document))
    expect(errors).toBeUndefined()
    expect(valid).toBe(true)
    expect(validator.version).toBe('3.1')
    expect(document.info.version).toBe('1.2.3')
  })

  it('lists every path that is answered, and no other', () => {
    const answered = answeredPaths().filter((folder) => folder !== '/[...nothing]')
    expect(Object.keys(document.paths).sort()).toEqual(answered.map((folder) => `/api/v1${folder}`).sort())
  })

  it('gives every call its own name, and every schema that it refers to', () => {
    const calls = Object.values(document.paths).flatMap((methods) => Object.values(methods)) as { operationId: string }[]
    const names = calls.map(({ operationId }) => operationId)
    expect(new Set(names).size).toBe(names.length)
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1])
    expect(references.filter((name) => name === undefined || !(name in document.components.schemas))).toEqual([])
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Pool', 'VirtualDisk', 'Snapshot', 'Copy', 'Host', 'HostGroup', 'Mapping', 'Event', 'Problem']),
    )
  })

  it('says what a call takes and answers', () => {
    const create = document.paths['/api/v1/virtual-disks']?.['post']
    expect(create).toMatchObject({
      operationId: 'createVirtualDisk',
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { required: ['name', 'poolId', 'capacityBytes'], additionalProperties: false } } },
      },
      responses: { 201: { content: { 'application/json': { schema: { $ref: '#/components/schemas/VirtualDisk' } } } } },
    })
    const change = document.paths['/api/v1/virtual-disks/{id}']?.['patch']
    expect(JSON.stringify(change)).not.toContain('"required":["id"')
    const list = document.paths['/api/v1/virtual-disks']?.['get']
    expect(list).toMatchObject({
      parameters: expect.arrayContaining([
        { name: 'limit', in: 'query', required: false, schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 } },
      ]),
    })
  })
})

describe('the table of routes', () => {
  it('is what the route files ask for', () => {
    for (const folder of answeredPaths()) {
      const text = readFileSync(path.join(api, folder.replaceAll('{id}', '[id]'), 'route.ts'), 'utf8')
      const asked = /endpoints\('([^']+)'\)/.exec(text)?.[1]
      if (asked !== undefined) expect(asked).toBe(folder)
    }
  })

  it('has every command of the console, and the console has every command of it', () => {
    const byRest = ROUTES.filter(({ asks }) => asks.kind === 'command').map(({ asks }) => asks.name)
    expect(byRest.sort()).toEqual(Object.values(COMMANDS).map(({ name }) => name).sort())
    for (const [key, { name }] of Object.entries(COMMANDS)) expect(name).toBe(key)
  })

  it('answers 201 for what is created, 204 for what is removed, 200 for the rest', () => {
    for (const { method, asks, status } of ROUTES) {
      if (method === 'DELETE') expect([asks.name, status]).toEqual([asks.name, 204])
      else if (/^(create|import)/.test(asks.name)) expect([asks.name, status]).toEqual([asks.name, 201])
      else expect([asks.name, status]).toEqual([asks.name, 200])
    }
  })
})
