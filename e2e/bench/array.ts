import { setTimeout as sleep } from 'node:timers/promises'
import path from 'node:path'
import { freePort, Product } from '../support/product'
import { LUNETTE } from './measurements'
import type { Transport } from './peers'

const HOST = 'bench'
/** The host's name over iSCSI. */
export const INITIATOR = 'iqn.2026-01.test:bench'

export type CopyPriority = 'lowest' | 'low' | 'medium' | 'high' | 'highest'

/** A disk that a host reaches. */
export interface Mapped {
  uri: (transport: Transport) => string
  /** Of the same disk over iSCSI. */
  iscsiUrl: string
  unmap: () => Promise<void>
}

/** The real product with one pool and one host, reached by TCP and by a Unix socket. */
export class BenchArray {
  private constructor(
    readonly product: Product,
    private readonly poolId: string,
    private readonly hostId: string,
    private readonly address: { socket: string; port: number; iscsi: string },
  ) {}

  static async start(folder: string): Promise<BenchArray> {
    const nbd = { socket: path.join(folder, 'lunette.sock'), port: await freePort() }
    const product = await Product.start({
      environment: { LUNETTE_NBD_LISTEN: `127.0.0.1:${nbd.port},unix:${nbd.socket}` },
    })
    const pool = { name: 'bench', driver: 'directory', path: path.join(product.directory, 'pool') }
    const { id: poolId } = await product.rest.post<{ id: string }>('/pools', pool)
    const ports = [
      { type: 'nbd', identifier: HOST },
      { type: 'iscsi', identifier: INITIATOR },
    ]
    const { id: hostId } = await product.rest.post<{ id: string }>('/hosts', { name: HOST, os: 'linux', ports })
    const { targets } = await product.rest.get<{ targets: { iscsi: { iqn: string } } }>('/array')
    const iscsi = `iscsi://127.0.0.1:${product.iscsiPort}/${targets.iscsi.iqn}`
    return new BenchArray(product, poolId, hostId, { ...nbd, iscsi })
  }

  /** Lends a pool in another folder, and takes it away again. */
  async withPool<T>(folder: string, work: (array: BenchArray) => Promise<T>): Promise<T> {
    const pool = { name: 'another', driver: 'directory', path: folder }
    const { id } = await this.product.rest.post<{ id: string }>('/pools', pool)
    try {
      return await work(new BenchArray(this.product, id, this.hostId, this.address))
    } finally {
      await this.product.rest.delete(`/pools/${id}`)
    }
  }

  async createDisk(name: string, capacityBytes: number): Promise<string> {
    const disk = { name, poolId: this.poolId, capacityBytes }
    return (await this.product.rest.post<{ id: string }>('/virtual-disks', disk)).id
  }

  async deleteDisk(diskId: string): Promise<void> {
    await this.product.rest.delete(`/virtual-disks/${diskId}`)
  }

  /** Maps a disk; answers how hosts reach it, and what takes the mapping away. */
  async map(virtualDiskId: string): Promise<Mapped> {
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
      iscsiUrl: `${this.address.iscsi}/${mapping.lun}`,
      unmap: () => this.product.rest.delete(`/mappings/${mapping.id}`),
    }
  }

  /**
   * Makes snapshots of a disk. The newest one's repository has room for all of the disk; the others get nothing, and
   * many that had would not fit on the machine's disk.
   */
  async snapshot(sourceId: string, number: number): Promise<string[]> {
    const ids: string[] = []
    for (let index = 0; index < number; index += 1) {
      const snapshot = { sourceId, repositoryPercent: index === number - 1 ? WHOLE_PERCENT : LEAST_PERCENT }
      ids.push((await this.product.rest.post<{ id: string }>('/snapshots', snapshot)).id)
    }
    return ids
  }

  /** The oldest first, so that nothing has to be handed down. */
  async deleteSnapshots(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.product.rest.delete(`/snapshots/${id}`)
  }

  /** Copies a disk onto another as an administrator would; answers how many seconds until the array called it done. */
  async copy(sourceId: string, targetId: string): Promise<number> {
    const begun = performance.now()
    const copy = await this.startCopy(sourceId, targetId, 'highest')
    while (!(await copy.isComplete())) await sleep(10)
    const seconds = (performance.now() - begun) / 1000
    await copy.remove()
    return seconds
  }

  async startCopy(sourceId: string, targetId: string, priority: CopyPriority): Promise<BenchCopy> {
    const pair = { sourceId, targetId, type: 'offline', priority }
    const { id } = await this.product.rest.post<{ id: string }>('/copies', pair)
    return new BenchCopy(this.product, `/copies/${id}`)
  }
}

/** Of the disk, for a repository: room for all of it, and for little. */
const WHOLE_PERCENT = 110
const LEAST_PERCENT = 10

/** A copy of a disk, under way or not. */
export class BenchCopy {
  constructor(
    private readonly product: Product,
    private readonly path: string,
  ) {}

  async isComplete(): Promise<boolean> {
    const copy = await this.product.rest.get<{ status: string; failure: { detail: string } | null }>(this.path)
    if (copy.status === 'completed') return true
    if (copy.status === 'inProgress' || copy.status === 'pending') return false
    throw new Error(`${LUNETTE}'s copy is ${copy.status}: ${copy.failure?.detail ?? 'no reason given'}`)
  }

  /** Runs it once more, from the beginning. */
  async again(): Promise<void> {
    await this.product.rest.post(`${this.path}/recopy`)
  }

  /** Stops it, if it runs, and forgets it. */
  async remove(): Promise<void> {
    if (!(await this.isComplete())) await this.product.rest.post(`${this.path}/stop`)
    await this.product.rest.delete(this.path)
  }
}
