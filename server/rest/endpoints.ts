/** From the table of routes to what a route file exports: `export const { GET, POST } = endpoints('/pools')`. */
import { roleCovers } from '../array/door/actor'
import { auditRefusal } from '../array/door/audit'
import type { Command } from '../array/door/command'
import { badInput } from '../array/door/problem'
import { RefusalError, refuse } from '../array/door/refusals'
import { type Asker, runCommand, runQuery } from '../array/door/run'
import { runtime } from '../runtime/runtime'
import { log } from '../runtime/log'
import { json, problemAnswer, refusalAnswer } from './answers'
import { askerOf, bodyOf, searchOf, textFor } from './request'
import { type Method, type Route, ROUTES } from './routes'

/** Next hands over the parameters of the path: `{ id }`, or nothing where the path has none. */
interface PathContext {
  params: Promise<{ id?: string } | undefined>
}
export type Endpoint = (request: Request, context: PathContext) => Promise<Response>

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const satisfies Method[]

/** One function a method; those that the table doesn't have at this path answer that. */
export function endpoints(path: string): Record<Method, Endpoint> {
  const routes = ROUTES.filter((route) => route.path === path)
  if (routes.length === 0) throw new Error(`No call of the REST interface is at ${path}.`)
  const of = (method: Method): Endpoint => {
    const route = routes.find((candidate) => candidate.method === method)
    const allowed = routes.map((candidate) => candidate.method).join(', ')
    return (request, context) => guarded(request, () => (route ? answer(route, request, context) : notHere(request, allowed)))
  }
  const [get, post, patch, remove] = METHODS.map(of)
  if (!get || !post || !patch || !remove) throw new Error('There are four methods.')
  return { GET: get, POST: post, PATCH: patch, DELETE: remove }
}

async function answer(route: Route, request: Request, context: PathContext): Promise<Response> {
  const text = textFor(request)
  const asker: Asker = { actor: await askerOf(request), text }
  const { asks } = route
  const params = (await context.params) ?? {}
  const sent = asks.kind === 'query' ? searchOf(request) : await bodyFor(asks, asker, request, params)
  // Not every client can send a body with a DELETE.
  if (route.method === 'DELETE') Object.assign(sent, searchOf(request))
  if (params.id !== undefined && 'id' in sent) {
    return problemAnswer(text, badInput([{ path: 'id', message: text.inputError('unknownKey') }], text))
  }
  const input = { ...sent, ...params }
  const { array } = runtime()
  const outcome =
    asks.kind === 'query'
      ? await runQuery(array, asks, asker, input)
      : await runCommand(array, asks, asker, input, idempotencyKey(route, request))
  if (!outcome.ok) return problemAnswer(text, outcome.problem)
  if (route.status === 204) return new Response(null, { status: 204 })
  return json(text, route.status, outcome.value)
}

/** Of whom the role doesn't allow it nothing is read: the door refuses by the role alone. What can't be read it audits. */
async function bodyFor(command: Command, { actor }: Asker, request: Request, params: object): Promise<Record<string, unknown>> {
  if (!roleCovers(actor.role, command.role)) return {}
  try {
    return await bodyOf(request)
  } catch (error) {
    if (error instanceof RefusalError) await auditRefusal(runtime().array, actor, command, error.refusal, params)
    throw error
  }
}

function idempotencyKey(route: Route, request: Request): string | null {
  return route.method === 'POST' ? request.headers.get('idempotency-key') : null
}

async function notHere(request: Request, allowed: string): Promise<Response> {
  await askerOf(request)
  const text = textFor(request)
  const answered = refusalAnswer(text, refuse('method_not_allowed', { method: request.method, allowed }))
  answered.headers.set('allow', allowed)
  return answered
}

/** For paths that nothing is at. */
export const nothingHere = (request: Request): Promise<Response> =>
  guarded(request, async () => {
    await askerOf(request)
    return refusalAnswer(textFor(request), refuse('no_such_route', { path: new URL(request.url).pathname }))
  })

/** What is refused before the door is reached, and what nobody foresaw. */
export async function guarded(request: Request, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    const text = textFor(request)
    if (error instanceof RefusalError) return refusalAnswer(text, error.refusal)
    const reference = crypto.randomUUID().slice(0, 8)
    log.error({ err: error, reference }, `${request.method} ${new URL(request.url).pathname}`)
    return refusalAnswer(text, refuse('internal', { reference }))
  }
}
