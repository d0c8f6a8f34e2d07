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

/** A source, a cascade of two instant copies that are started, and one in a consistency group that isn't. */
export interface SeededInstantCopies {
  source: Made
  target: Made
  spare: Made
  first: Made
  second: Made
  grouped: Made
  group: Made
}

export async function seedInstantCopies(product: Product, tag: string): Promise<SeededInstantCopies> {
  const { rest } = product
  const pool = await rest.post<Made>('/pools', { name: `${tag} instant pool`, path: path.join(product.directory, `${tag}-instant-pool`) })
  const disk = (name: string) => rest.post<Made>('/virtual-disks', { name: `${tag} ${name}`, poolId: pool.id, capacityBytes: 64 * MiB })
  const source = await disk('original')
  const target = await disk('image')
  const [last, other, spare] = [await disk('image of the image'), await disk('other image'), await disk('free')]
  const group = await rest.post<Made>('/consistency-groups', { name: `${tag} group` })
  const instantCopy = (name: string, body: object) => rest.post<Made>('/instant-copies', { name: `${tag} ${name}`, copyRate: 0, ...body })
  const first = await instantCopy('first', { sourceId: source.id, targetId: target.id })
  const second = await instantCopy('second', { sourceId: target.id, targetId: last.id })
  const grouped = await instantCopy('grouped', { sourceId: source.id, targetId: other.id, consistencyGroupId: group.id })
  for (const { id } of [first, second]) await rest.post(`/instant-copies/${id}/start`, { prepare: true })
  return { source, target, spare, first, second, grouped, group }
}

/** Every page that shows them. */
export function pagesOfInstantCopies({ source, target, first, second, grouped, group }: SeededInstantCopies): string[] {
  return [
    '/instant-copies',
    '/instant-copies/new',
    ...[first, second, grouped].map(({ id }) => `/instant-copies/${id}`),
    '/instant-copies/groups',
    `/instant-copies/groups/${group.id}`,
    ...[source, target].map(({ id }) => `/virtual-disks/${id}`),
  ]
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
