import { MessageChannel } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import type { CallInput, CallName, EngineEvent, PoolFacts } from './contract'
import { EngineError } from './engine-error'
import { type EngineCallable, EngineClient, serveEngine } from './port'

const pool: PoolFacts = { poolId: 'p', name: 'one', path: '/p', arrayId: 'a', capacityBytes: 2, usedBytes: 1 }

let close: () => void = () => undefined
afterEach(() => close())

function connect(answer: (name: CallName, input: CallInput<CallName>) => Promise<unknown>) {
  const { port1, port2 } = new MessageChannel()
  close = () => port1.close()
  const internal: unknown[] = []
  let emit: (event: EngineEvent) => void = () => undefined
  const engine = { call: answer } as EngineCallable
  serveEngine(
    port2,
    (given) => {
      emit = given
      return engine
    },
    (error) => internal.push(error),
  )
  return { client: new EngineClient(port1), emit: (event: EngineEvent) => emit(event), internal }
}

describe('the port between the planes', () => {
  it('brings each answer to the call that asked for it, in whatever order they come', async () => {
    const waiting: (() => void)[] = []
    const { client } = connect(
      (_, input) => new Promise((resolve) => waiting.push(() => resolve({ ...pool, name: JSON.stringify(input) }))),
    )
    const first = client.call('pool.usage', { poolId: 'first' })
    const second = client.call('pool.usage', { poolId: 'second' })
    const answers: string[] = []
    void first.then((facts) => answers.push(facts.name))
    void second.then((facts) => answers.push(facts.name))
    await expect.poll(() => waiting.length).toBe(2)
    for (const answer of waiting.reverse()) answer()
    await Promise.all([first, second])
    expect(answers).toEqual(['{"poolId":"second"}', '{"poolId":"first"}'])
  })

  it('carries a fault with its code and detail', async () => {
    const { client, internal } = connect(() => Promise.reject(new EngineError('diskInUse', 'The copy c uses it.')))
    const refused: unknown = await client.call('disk.delete', { diskId: 'd' }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(EngineError)
    expect(refused).toMatchObject({ code: 'diskInUse', detail: 'The copy c uses it.' })
    expect(internal).toEqual([])
  })

  it("answers a fault of the engine's own as internal, and tells of it", async () => {
    const { client, internal } = connect(() => Promise.reject(new TypeError('x is not a function')))
    await expect(client.call('disk.delete', { diskId: 'd' })).rejects.toMatchObject({
      code: 'internal',
      detail: 'x is not a function',
    })
    expect(internal).toHaveLength(1)
  })

  it('tells every listener of an event until it stops listening', async () => {
    const { client, emit } = connect(() => Promise.resolve(null))
    const heard: string[] = []
    const stop = client.onEvent((event) => heard.push(`a ${event.type}`))
    client.onEvent((event) => heard.push(`b ${event.type}`))
    emit({ type: 'poolFull', poolId: 'p', diskId: 'd' })
    await expect.poll(() => heard).toEqual(['a poolFull', 'b poolFull'])
    stop()
    emit({ type: 'copyProgress', copies: [] })
    await expect.poll(() => heard).toEqual(['a poolFull', 'b poolFull', 'b copyProgress'])
  })

  it('rejects who waits and who asks once the engine is gone', async () => {
    const { client } = connect(() => new Promise(() => undefined))
    const waiting = client.call('targets.sessions', null)
    client.end('The engine has stopped.')
    await expect(waiting).rejects.toMatchObject({ code: 'internal', detail: 'The engine has stopped.' })
    await expect(client.call('targets.sessions', null)).rejects.toThrow('The engine has stopped.')
  })
})
