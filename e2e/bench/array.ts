import { setTimeout as sleep } from 'node:timers/promises'
import path from 'node:path'
import { freePort, Product } from '../support/product'
import { LUNETTE } from './measurements'
import type { Transport } from './peers'

const HOST = 'bench'

/** The real product with one pool and one host, reached by TCP and by a Unix socket. */
export class BenchArray {
  private constructor(
    readonly product: Product,
    private readonly poolId: string,
    private readonly hostId: string,
    private readonly address: { socket: string; port: number },
  ) {}

  static async start(folder: string): Promise<BenchArray> {
    const address = { socket: path.join(folder, 'lunette.sock'), port: await freePort() }
    const product = await Product.start({
      environment: { LUNETTE_NBD_LISTEN: `127.0.0.1:${address.port},unix:${address.socket}` },
    })
    const pool = { name: 'bench', driver: 'directory', path: path.join(product.directory, 'pool') }
    const { id: poolId } = await product.rest.post<{ id: string }>('/pools', pool)
    const ports = [{ type: 'nbd', identifier: HOST }]
    const { id: hostId } = await product.rest.post<{ id: string }>('/hosts', { name: HOST, os: 'linux', ports })
    return new BenchArray(product, poolId, hostId, address)
  }

  async createDisk(name: string, capacityBytes: number): Promise<string> {
    const disk = { name, poolId: this.poolId, capacityBytes }
    return (await this.product.rest.post<{ id: string }>('/virtual-disks', disk)).id
  }

  async deleteDisk(diskId: string): Promise<void> {
    await this.product.rest.delete(`/virtual-disks/${diskId}`)
  }

  /** Maps a disk; answers how hosts reach it, and what takes the mapping away. */
  async map(virtualDiskId: string): Promise<{ uri: (transport: Transport) => string; unmap: () => Promise<void> }> {
    const mapping = await this.product.rest.post<{ id: string; lun: number }>('/mappings', {
      virtualDiskId,
      hostId: this.hostId,
    })
    const name = `${HOST}/${mapping.lun}`
    return {
      uri: (transport) =>
        transport === 'Unix socket'
          ? `nbd+unix:///${name}?socket=${this.address.socket}`
          : `nbd://127.0.0.1:${this.address.port}/${name}`,
      unmap: () => this.product.rest.delete(`/mappings/${mapping.id}`),
    }
  }

  /** Copies a disk onto another as an administrator would; answers how many seconds until the array called it done. */
  async copy(sourceId: string, targetId: string): Promise<number> {
    const begun = performance.now()
    const pair = { sourceId, targetId, type: 'offline', priority: 'highest' }
    const { id } = await this.product.rest.post<{ id: string }>('/copies', pair)
    for (;;) {
      const copy = await this.product.rest.get<{ status: string; failure: { detail: string } | null }>(`/copies/${id}`)
      if (copy.status === 'completed') break
      if (copy.status === 'failed' || copy.status === 'stopped') {
        throw new Error(`${LUNETTE}'s copy is ${copy.status}: ${copy.failure?.detail ?? 'no reason given'}`)
      }
      await sleep(10)
    }
    const seconds = (performance.now() - begun) / 1000
    await this.product.rest.delete(`/copies/${id}`)
    return seconds
  }
}
