/** Two who do the same thing at the same time; a script that loses its answers; a reader that follows along. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDisk, createHost, createPool } from '../support/array'
import { Product } from '../support/product'

let product: Product
let poolId: string
beforeAll(async () => {
  product = await Product.start()
  poolId = await createPool(product)
})
afterAll(() => product.dispose())

const outcomes = async (...asked: Promise<{ status: number; body: unknown }>[]) => {
  const answers = await Promise.all(asked)
  return answers.map(({ status, body }) => `${status} ${(body as { code?: string } | null)?.code ?? 'done'}`).sort()
}
const ask = (method: string, place: string, body?: unknown) => product.rest.ask(method, place, body)

describe('two at once', () => {
  it('create one virtual disk of a name', async () => {
    const create = () => ask('POST', '/virtual-disks', { name: 'same', poolId, capacityBytes: 2 ** 20 })
    expect(await outcomes(create(), create(), create())).toEqual(['201 done', '409 name_taken', '409 name_taken'])
  })

  it('map a virtual disk once, and two disks to different LUNs', async () => {
    const hostId = await createHost(product, 'mapped')
    const [one, two] = [await createDisk(product, poolId, 'one', 2 ** 20), await createDisk(product, poolId, 'two', 2 ** 20)]
    const map = (virtualDiskId: string) => ask('POST', '/mappings', { virtualDiskId, hostId })
    expect(await outcomes(map(one.id), map(one.id))).toEqual(['201 done', '409 mapping_exists'])
    await map(two.id)
    const { items } = await product.rest.get<{ items: { lun: number }[] }>('/mappings')
    expect(new Set(items.map(({ lun }) => lun))).toEqual(new Set([0, 1]))
  })

  it('copy onto a target once', async () => {
    const disks = await Promise.all(['s1', 's2', 't'].map((name) => createDisk(product, poolId, name, 2 ** 20)))
    const [s1, s2, target] = disks.map(({ id }) => id)
    const copy = (sourceId?: string) => ask('POST', '/copies', { sourceId, targetId: target, type: 'online' })
    expect(await outcomes(copy(s1), copy(s2))).toEqual(['201 done', '409 copy_target_taken'])
  })

  it('delete an object once', async () => {
    const { id } = await createDisk(product, poolId, 'deleted', 2 ** 20)
    const remove = () => ask('DELETE', `/virtual-disks/${id}`)
    expect(await outcomes(remove(), remove())).toEqual(['204 done', '404 not_found'])
  })

  it('with the same key do it once', async () => {
    const create = () =>
      product.rest.ask<{ id: string }>('POST', '/hosts', { name: 'once', os: 'linux' }, { 'idempotency-key': 'at once' })
    const [one, other] = await Promise.all([create(), create()])
    expect([one.status, other.status, other.body.id]).toEqual([201, 201, one.body.id])
  })
})

describe('an answer that was lost', () => {
  it('comes again with its key, also after the array died', async () => {
    const create = () =>
      product.rest.ask<{ id: string }>('POST', '/virtual-disks', { name: 'kept', poolId, capacityBytes: 2 ** 20 }, { 'idempotency-key': 'k' })
    const first = await create()
    await product.kill()
    await product.start()
    expect(await create()).toMatchObject({ status: 201, body: { id: first.body.id } })
  })
})

describe('the stream', () => {
  it('tells what changes, and ends when the array does', async () => {
    const stopped = new AbortController()
    const response = await fetch(`${product.url}/api/v1/stream`, {
      headers: { authorization: `Bearer ${product.rest.token}` },
      signal: stopped.signal,
    })
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    if (!response.body) throw new Error('The stream has no body.')
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    let said = ''
    const readUntil = async (pattern: RegExp) => {
      while (!pattern.test(said)) {
        const { done, value } = await reader.read()
        if (done) throw new Error(`The stream ended:\n${said}`)
        said += value
      }
    }
    await readUntil(/^id: \d+$/m)
    const { id } = await createDisk(product, poolId, 'streamed', 2 ** 20)
    await readUntil(new RegExp(`event: virtualDisk\\ndata: \\{"id":"${id}"`))
    await readUntil(/event: event\ndata: .*The virtual disk “streamed” with 1 MiB was created/)
    const end = await product.stop()
    expect(end.code).toBe(0)
    expect(end.milliseconds).toBeLessThan(5_000)
    let ended = false
    while (!ended) ended = (await reader.read()).done
    await product.start()
  })

  it('is for those who are known', async () => {
    const response = await fetch(`${product.url}/api/v1/stream`)
    expect(response.status).toBe(401)
  })
})
