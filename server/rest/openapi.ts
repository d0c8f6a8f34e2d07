/** The OpenAPI 3.1 document, made from the table of routes and the schemas that the routes parse and answer with. */
import { z } from 'zod'

import { problem, PROBLEM_MEDIA_TYPE } from '../array/door/problem'
import { exportEventsInput } from '../array/events/export'
import { event } from '../array/events/schema'
import { health } from '../array/facts/schema'
import { type Route, ROUTES } from './routes'

type Json = z.core.JSONSchema.JSONSchema
type Components = Record<string, Json>

const BASE = '/api/v1'

export function openApiDocument(version: string) {
  const components: Components = {}
  const paths: Record<string, Record<string, object>> = {}
  for (const route of ROUTES) {
    const at = (paths[BASE + route.path] ??= {})
    at[route.method.toLowerCase()] = operation(route, components)
  }
  paths[`${BASE}/health`] = { get: healthOperation(components) }
  paths[`${BASE}/openapi.json`] = { get: documentOperation }
  paths[`${BASE}/events/export`] = { get: exportOperation(components) }
  paths[`${BASE}/stream`] = { get: streamOperation }
  const problemSchema = schemaOf(problem, 'output', components)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lunette',
      version,
      description:
        'A storage array in software. Sizes are bytes, times RFC 3339 in UTC. Errors are problem documents (RFC 9457).',
    },
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      responses: {
        Problem: { description: 'What is wrong, and what to do.', content: { [PROBLEM_MEDIA_TYPE]: { schema: problemSchema } } },
      },
      schemas: components,
    },
  }
}

function operation({ path, method, asks, status }: Route, components: Components) {
  const input = schemaOf(asks.input, 'input', components)
  const fields = Object.entries(input.properties ?? {}).filter(([name]) => !path.includes(`{${name}}`))
  const required = (input.required ?? []).filter((name) => fields.some(([field]) => field === name))
  const parameters: object[] = path.includes('{id}')
    ? [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }]
    : []
  if (asks.kind === 'query' || method === 'DELETE') {
    parameters.push(
      ...fields.map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema })),
    )
  }
  if (method === 'POST') parameters.push(IDEMPOTENCY_KEY)
  const body =
    asks.kind === 'command' && method !== 'DELETE' && fields.length > 0
      ? { requestBody: jsonBody({ ...input, properties: Object.fromEntries(fields), required }, required.length > 0) }
      : {}
  return {
    operationId: asks.name,
    summary: asks.summary,
    description: `Needs the role ${asks.role}.`,
    parameters,
    ...body,
    responses: {
      [status]: status === 204 ? { description: 'Done.' } : answered(schemaOf(asks.output, 'output', components)),
      default: { $ref: '#/components/responses/Problem' },
    },
  }
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key with the same body answers what the first call answered, for a day.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

function jsonBody(schema: Json, required: boolean) {
  return { required, content: { 'application/json': { schema } } }
}

function answered(schema: Json) {
  return { description: 'Done.', content: { 'application/json': { schema } } }
}

function healthOperation(components: Components) {
  const schema = schemaOf(health, 'output', components)
  return {
    operationId: 'getHealth',
    summary: 'Whether the array serves.',
    security: [],
    responses: { 200: answered(schema), 503: { ...answered(schema), description: 'It does not, or not yet.' } },
  }
}

const documentOperation = {
  operationId: 'getOpenApi',
  summary: 'This document.',
  security: [],
  responses: { 200: answered({ type: 'object' }) },
}

function exportOperation(components: Components) {
  const input = schemaOf(exportEventsInput, 'input', components)
  const text = { schema: { type: 'string' } }
  return {
    operationId: 'exportEvents',
    summary: 'The event log as a file, with the filters of its list, whole.',
    description: 'Needs the role viewer. Cells of CSV that a spreadsheet would calculate begin with an apostrophe.',
    parameters: queryParameters(input),
    responses: {
      200: {
        description: 'The file, as it is read from the log.',
        content: { 'text/csv': text, 'application/json': { schema: { type: 'array', items: schemaOf(event, 'output', components) } } },
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  }
}

function queryParameters(input: Json): object[] {
  return Object.entries(input.properties ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: (input.required ?? []).includes(name),
    schema,
  }))
}

const streamOperation = {
  operationId: 'stream',
  summary: 'Server-sent events: `event` is a noun, `data` the changed object as it would be read, or {id, deleted: true}.',
  parameters: [
    {
      name: 'Last-Event-ID',
      in: 'header',
      required: false,
      description: 'What was missed since comes again; if that is too much, an event `resync`.',
      schema: { type: 'string' },
    },
  ],
  responses: {
    200: { description: 'Until either side ends it.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
    default: { $ref: '#/components/responses/Problem' },
  },
}

/** Schemas that have a name of their own go to the components, once. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', components: Components): Json {
  const { $schema: _dialect, $defs = {}, ...own } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' })
  for (const [name, definition] of Object.entries($defs)) components[name] = relocated(definition)
  return relocated(own)
}

function relocated(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json
}
