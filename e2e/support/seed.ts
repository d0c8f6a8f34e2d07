/** Objects that browser tests look at, made by REST. Names begin with the tag, since tests share an array. */
import path from 'node:path'
import { expect } from '@playwright/test'
import type { Product } from './product'

export const MiB = 1024 ** 2
export const GiB = 1024 ** 3

interface Made {
  id: string
  name: string
}

export interface Seeded {
  pool: Made
  source: Made
  target: Made
  spare: Made
  host: Made
  group: Made
  copy: { id: string }
  snapshotId: string
}

/** A pool with three disks, a host with one of them, a host group, and a completed online copy. */
export async function seed(product: Product, tag: string): Promise<Seeded> {
  const { rest } = product
  const pool = await rest.post<Made>('/pools', { name: `${tag} pool`, path: path.join(product.directory, `${tag}-pool`) })
  const disk = (name: string, capacityBytes: number) =>
    rest.post<Made>('/virtual-disks', { name: `${tag} ${name}`, poolId: pool.id, capacityBytes })
  const source = await disk('source', 64 * MiB)
  const target = await disk('target', 64 * MiB)
  const spare = await disk('spare', GiB)
  const host = await rest.post<Made>('/hosts', { name: `${tag}-host`, os: 'linux', ports: [] })
  await rest.post('/mappings', { virtualDiskId: source.id, hostId: host.id })
  const group = await rest.post<Made>('/host-groups', { name: `${tag} group`, cluster: 'none', hostIds: [host.id] })
  const copy = await rest.post<{ id: string; snapshotId: string }>('/copies', {
    sourceId: source.id,
    targetId: target.id,
    type: 'online',
  })
  await copyIs(product, copy.id, 'completed')
  return { pool, source, target, spare, host, group, copy, snapshotId: copy.snapshotId }
}

export async function copyIs(product: Product, id: string, status: string): Promise<void> {
  await expect
    .poll(async () => (await product.rest.get<{ status: string }>(`/copies/${id}`)).status, { timeout: 60_000 })
    .toBe(status)
}

/** Another user than the administrator; the e-mail address is the tag's. */
export async function createUser(product: Product, tag: string, role: 'viewer' | 'operator') {
  const credentials = { email: `${tag}@example.com`, password: 'a long enough password' }
  await product.rest.post('/users', { ...credentials, name: tag, role })
  return credentials
}

/** Every page of the console that shows what was seeded. */
export function pagesOf(seeded: Seeded): string[] {
  return [
    '/',
    '/conditions',
    '/virtual-disks',
    '/virtual-disks/new',
    `/virtual-disks/${seeded.source.id}`,
    `/virtual-disks/${seeded.target.id}`,
    '/copies',
    '/copies/new',
    `/copies/${seeded.copy.id}`,
    '/snapshots',
    '/snapshots/new',
    `/snapshots/${seeded.snapshotId}`,
    '/hosts',
    '/hosts/new',
    '/hosts/groups',
    `/hosts/${seeded.host.id}`,
    `/hosts/${seeded.host.id}/connect`,
    `/hosts/groups/${seeded.group.id}`,
    '/pools',
    `/pools/${seeded.pool.id}`,
    '/events',
    '/events?origin=192.0.2.1',
    '/settings',
    '/settings/sessions',
    '/settings/users',
    '/settings/tokens',
    '/settings/array',
    '/copies/nowhere',
  ]
}
