import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { renameSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CopyFacts, copyReaches, createDisk, createHost, createPool, mapDisk } from '../support/array'
import { run, runRefused } from '../support/commands'
import { Product } from '../support/product'

const MIB = 2 ** 20
let product: Product
beforeEach(async () => {
  product = await Product.start()
})
afterEach(() => product.dispose())

/** A host that keeps its connection: what it is told is done over it, and what it answers is gathered. */
class ConnectedHost {
  readonly #child: ChildProcessWithoutNullStreams
  #said = ''

  constructor(uri: string) {
    this.#child = spawn('qemu-io', ['-f', 'raw', uri])
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.on('data', (chunk: Buffer) => {
        this.#said += chunk.toString()
      })
  }

  /** One command at a time: what it reads ahead of its prompt, qemu-io forgets. */
  async does(command: string, answer: RegExp): Promise<void> {
    this.#said = ''
    this.#child.stdin.write(`${command}\n`)
    await expect.poll(() => this.#said, { timeout: 10_000 }).toMatch(answer)
  }

  leave(): void {
    this.#child.kill()
  }
}

const conditions = async () => {
  const { items } = await product.rest.get<{ items: { code: string }[] }>('/conditions')
  return items.map(({ code }) => code).sort()
}
const status = async (poolId: string) => (await product.rest.get<{ status: string }>(`/pools/${poolId}`)).status

test('a pool that is pulled from under a connected host is gone for it, and serves again when it is back', async () => {
  const [poolId, otherId] = [await createPool(product, 'pool'), await createPool(product, 'other')]
  const hostId = await createHost(product, 'db1')
  const disk = await createDisk(product, poolId, 'disk', 64 * MIB)
  const safe = await createDisk(product, otherId, 'safe', 64 * MIB)
  const target = await createDisk(product, poolId, 'target', 64 * MIB)
  const [uri, safeUri] = [await mapDisk(product, disk.id, hostId), await mapDisk(product, safe.id, hostId)]
  await run('qemu-io', '-f', 'raw', '-c', 'write -P 3 0 32M', '-c', 'flush', safeUri)
  const copy = await product.rest.post<CopyFacts>('/copies', { sourceId: safe.id, targetId: target.id, type: 'offline' })
  await copyReaches(product, copy.id, 'completed')

  const host = new ConnectedHost(uri)
  try {
    await host.does('write -f -P 5 0 1M', /wrote 1048576/)
    await host.does('read -P 5 0 1M', /read 1048576/)
    renameSync(path.join(product.directory, 'pool'), path.join(product.directory, 'away'))
    await expect.poll(() => status(poolId), { timeout: 20_000 }).toBe('missing')
    await host.does('read -P 5 0 1M', /read failed|error/i)
    expect(await runRefused('qemu-io', '-r', '-f', 'raw', '-c', 'read 0 4k', uri)).toMatch(/there is no export|not available|Failed/i)
    expect(await conditions()).toEqual(['pool_missing'])
    const refused = await product.rest.ask<{ code: string }>('POST', `/copies/${copy.id}/recopy`)
    expect([refused.status, refused.body.code]).toEqual([409, 'copy_target_missing'])
    // What is in another pool goes on as ever.
    await run('qemu-io', '-r', '-f', 'raw', '-c', 'read -P 3 0 32M', safeUri)
  } finally {
    host.leave()
  }

  renameSync(path.join(product.directory, 'away'), path.join(product.directory, 'pool'))
  await expect.poll(() => status(poolId), { timeout: 30_000 }).toBe('optimal')
  expect(await conditions()).toEqual([])
  expect(await run('qemu-io', '-r', '-f', 'raw', '-c', 'read -P 5 0 1M', uri)).toContain('read 1048576')
  await product.rest.post(`/copies/${copy.id}/recopy`)
  await copyReaches(product, copy.id, 'completed')
  const targetUri = await mapDisk(product, target.id, hostId)
  await run('qemu-img', 'compare', '-f', 'raw', '-F', 'raw', '-U', safeUri, targetUri)
}, 120_000)
