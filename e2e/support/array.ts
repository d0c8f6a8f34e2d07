/** The objects that tests with real hosts need, made by REST as automation makes them. */
import path from 'node:path'
import { expect } from 'vitest'
import type { Product } from './product'

export interface DiskFacts {
  id: string
  name: string
  wwid: string
  capacityBytes: number
  allocatedBytes: number
  readOnly: boolean
  hostAccess: { read: boolean; write: boolean; reason: string | null; until: string | null }
}

export interface CopyFacts {
  id: string
  status: 'pending' | 'inProgress' | 'completed' | 'failed' | 'stopped'
  progress: { copiedBytes: number; totalBytes: number; percent: number; bytesPerSecond: number; etaSeconds: number | null }
  targetReadOnly: boolean
  snapshotId: string | null
  failure: { code: string; detail: string; remedy: string } | null
}

/** A pool in a folder of the product's directory, named after it. */
export async function createPool(product: Product, folder = 'pool'): Promise<string> {
  const pool = await product.rest.post<{ id: string }>('/pools', {
    name: path.basename(folder),
    driver: 'directory',
    path: path.join(product.directory, folder),
  })
  return pool.id
}

export function createDisk(product: Product, poolId: string, name: string, capacityBytes: number): Promise<DiskFacts> {
  return product.rest.post<DiskFacts>('/virtual-disks', { name, poolId, capacityBytes })
}

/** A host without a key, which is enough on loopback. */
export async function createHost(product: Product, name: string): Promise<string> {
  const host = await product.rest.post<{ id: string }>('/hosts', { name, os: 'linux', ports: [{ type: 'nbd', identifier: name }] })
  return host.id
}

/** Maps a disk to a host; answers the address at which the host finds it. */
export async function mapDisk(product: Product, virtualDiskId: string, hostId: string): Promise<string> {
  const mapping = await product.rest.post<{ nbdUris: string[] }>('/mappings', { virtualDiskId, hostId })
  const [uri] = mapping.nbdUris
  if (uri === undefined) throw new Error('The mapping has no NBD address.')
  return uri
}

export const copyOf = (product: Product, id: string) => product.rest.get<CopyFacts>(`/copies/${id}`)

/** Waits until the copy's status is one of those given; a failure says why. */
export async function copyReaches(product: Product, id: string, ...statuses: CopyFacts['status'][]): Promise<CopyFacts> {
  await expect
    .poll(async () => {
      const copy = await copyOf(product, id)
      if (copy.status === 'failed' && !statuses.includes('failed')) throw new Error(`failed: ${copy.failure?.detail}`)
      return copy.status
    }, { timeout: 100_000, interval: 100 })
    .toSatisfy((status: CopyFacts['status']) => statuses.includes(status))
  return copyOf(product, id)
}
