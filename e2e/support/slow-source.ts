import { createDisk, mapDisk } from './array'
import { run } from './commands'
import type { Product } from './product'
import { RawClient } from '../../server/engine/targets/nbd/test-support/raw-client'

const CAPACITY = 512 * 2 ** 20
/** More often than the array takes for quiet (copier/pacing.ts). */
const READ_EVERY_MS = 50

/**
 * A virtual disk whose copies at the lowest priority take some seconds: it is full, and its host reads from it all the
 * time.
 */
export class SlowSource {
  readonly bytes = CAPACITY
  #reading: Promise<void>
  #stopping = false

  private constructor(
    readonly id: string,
    /** Where its host finds it. */
    readonly uri: string,
    private readonly client: RawClient,
  ) {
    this.#reading = this.#read()
  }

  /** @param host has a port without a key */
  static async make(product: Product, poolId: string, host: { id: string; name: string }): Promise<SlowSource> {
    const { id } = await createDisk(product, poolId, 'slow source', CAPACITY)
    const uri = await mapDisk(product, id, host.id)
    await run('qemu-io', '-f', 'raw', '-c', `write -P 90 0 ${CAPACITY}`, uri)
    const client = await RawClient.connect({ kind: 'tcp', host: '127.0.0.1', port: product.nbdPort })
    await client.enter(new URL(uri).pathname.slice(1))
    return new SlowSource(id, uri, client)
  }

  async #read(): Promise<void> {
    while (!this.#stopping) {
      await this.client.read(0, 4096)
      await new Promise((resolve) => setTimeout(resolve, READ_EVERY_MS))
    }
  }

  /** Before the product ends. */
  async stop(): Promise<void> {
    this.#stopping = true
    await this.#reading
    this.client.destroy()
  }
}
