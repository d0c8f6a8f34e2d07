/** What the scenarios of refusals stand on: two arrays, and the objects on them. */
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import type { RefusalCode } from '../../../server/array/door/refusals'
import type { Problem } from '../../../server/array/door/problem'
import type { CopyType } from '../../../server/array/copies/schema'
import { MAX_INSTANT_COPIES_OF_SOURCE } from '../../../server/array/instant-copies/rules'
import type { Locale } from '../../../server/messages/locale'
import { copyReaches, createDisk, createHost, createPool, type DiskFacts, mapDisk } from '../../support/array'
import { run, runRefused } from '../../support/commands'
import { actionOf, sendAction } from '../../support/page-actions'
import { administrator, Product } from '../../support/product'
import { type Answer, Rest } from '../../support/rest'
import { SlowSource } from '../../support/slow-source'

export const MIB = 2 ** 20

export interface Refused {
  /** Of the answer; for a server action, which always answers 200, of the problem. */
  status: number
  problem: Problem
}

/** Something that is refused, ready to be asked for. */
export interface Provoked {
  /** The array that is asked, when it is not {@link World.product}. */
  of?: Product
  ask: (language: Locale) => Promise<Refused>
  /** The field that the refusal names. */
  path?: string
  /** What its sentences name, in any language. */
  says?: string[]
}

/** How a refusal is met; or why nobody can meet it from outside, and where it is seen instead. */
export type Scenario = ((scene: Scene) => Promise<Provoked>) | { unseen: string }
export type Scenarios = Partial<Record<RefusalCode, Scenario>>

/** Asks by REST, and answers what a problem document has to be. */
export function asking(rest: Rest, method: string, place: string, body?: unknown, headers: Record<string, string> = {}) {
  return async (language: Locale): Promise<Refused> =>
    refusedBy(await rest.ask(method, place, body, { 'accept-language': language, ...headers }), language)
}

function refusedBy(answer: Answer, language: Locale): Refused {
  const { status, headers, body } = answer
  const seen = [status, headers.get('content-type'), headers.get('content-language')]
  if (status < 400 || seen[1] !== 'application/problem+json' || seen[2] !== language) {
    throw new Error(`Not refused in ${language}: ${seen.join(', ')}: ${JSON.stringify(body)}`)
  }
  return { status, problem: body as Problem }
}

/** What a page's form is told. */
export function asAction(page: string, action: string, input: unknown, headers?: Record<string, string>) {
  return async (language: Locale): Promise<Refused> => {
    const { outcome } = await sendAction(page, action, input, language, headers)
    const { problem } = outcome as { problem?: Problem }
    if (!problem) throw new Error(`Not refused: ${JSON.stringify(outcome)}`)
    return { status: problem.status, problem }
  }
}

export class World {
  #slow: Promise<SlowSource> | null = null
  #full: Promise<Named> | null = null

  private constructor(
    readonly product: Product,
    /** Nobody has set it up, and it serves iSCSI beyond this machine. Who looks at all of it waits for the crowd first. */
    readonly other: Product,
    /** Comes on the other array while other scenarios run. */
    readonly crowd: Promise<Crowd>,
    readonly poolId: string,
    /** Of 24 MiB, with nothing in it yet. */
    readonly smallPoolId: string,
    /** Its directory is gone, and with it its disk. */
    readonly lost: { poolId: string; disk: DiskFacts },
    /** Its label can't be read. */
    readonly failed: DiskFacts,
  ) {}

  static async start(): Promise<World> {
    const [product, other] = await Promise.all([
      Product.start({ smallFileSystem: { name: 'small', bytes: 24 * MIB } }),
      Product.start({
        environment: { LUNETTE_ADMIN_EMAIL: undefined, LUNETTE_ADMIN_PASSWORD: undefined },
        iscsiHost: '0.0.0.0',
      }),
    ])
    const crowd = crowdOn(other)
    const poolId = await createPool(product)
    const lostId = await createPool(product, 'lost')
    const lost = { poolId: lostId, disk: await createDisk(product, lostId, 'lost disk', MIB) }
    const failed = await createDisk(product, poolId, 'failed disk', MIB)
    await product.stop()
    renameSync(path.join(product.directory, 'lost'), path.join(product.directory, 'elsewhere'))
    writeFileSync(path.join(product.directory, 'pool/disks', failed.id, 'label.json'), 'scratched')
    await product.start()
    const smallPoolId = await createPool(product, 'small/small-pool')
    return new World(product, other, crowd, poolId, smallPoolId, lost, failed)
  }

  slow(): Promise<SlowSource> {
    this.#slow ??= createHost(this.product, 'reading').then((id) =>
      SlowSource.make(this.product, this.poolId, { id, name: 'reading' }),
    )
    return this.#slow
  }

  /** A disk that takes all the space of the small pool: not even a label fits any more. */
  full(): Promise<Named> {
    this.#full ??= fillPool(this.product, this.smallPoolId)
    return this.#full
  }

  async dispose(): Promise<void> {
    if (this.#slow) await (await this.#slow).stop()
    await this.product.dispose()
    await this.other.dispose()
  }
}

export interface Named {
  id: string
  name: string
}

/** A host that has a mapping at every LUN, a disk that has as many snapshots as can be, and one with as many instant copies. */
interface Crowd {
  crowded: Named
  host: Named
  tree: Tree
}

async function crowdOn(other: Product): Promise<Crowd> {
  const { rest } = other
  const crowded = await createDisk(other, await createPool(other, 'crowd'), 'crowded', MIB)
  const host = await rest.post<Named>('/hosts', { name: 'crowded-host', os: 'linux', ports: [] })
  for (let lun = 0; lun < LUNS; lun += 1) {
    const { id } = await rest.post<Named>('/snapshots', { sourceId: crowded.id })
    await rest.post('/mappings', { virtualDiskId: id, hostId: host.id })
  }
  return { crowded, host, tree: await treeOn(other) }
}
/** As many as there may be snapshots of a source. */
const LUNS = 256

async function fillPool(product: Product, poolId: string): Promise<Named> {
  const { rest } = product
  const greedy = await createDisk(product, poolId, 'greedy', 64 * MIB)
  const uri = await mapDisk(product, greedy.id, await createHost(product, 'greedy-host'))
  await runRefused('qemu-io', '-f', 'raw', '-c', 'write 0 64M', uri)
  for (let number = 0; ; number += 1) {
    const small = { name: `small ${number}`, poolId, capacityBytes: MIB }
    if ((await rest.ask('POST', '/virtual-disks', small)).status === 507) break
    if (number === 100) throw new Error('The pool never ran out of room.')
  }
  await expect.poll(async () => (await rest.get<{ status: string }>(`/pools/${poolId}`)).status).toBe('full')
  return greedy
}

/** A disk that is the source of as many instant copies as can be, one of their targets, and one that is none. */
interface Tree {
  root: Named
  leaf: Named
  free: Named
}

async function treeOn(product: Product): Promise<Tree> {
  const poolId = await createPool(product, 'tree')
  const root = await createDisk(product, poolId, 'root', MIB)
  let leaf = root
  for (let number = 0; number < MAX_INSTANT_COPIES_OF_SOURCE; number += 1) {
    leaf = await createDisk(product, poolId, `leaf ${number}`, MIB)
    await product.rest.post('/instant-copies', { sourceId: root.id, targetId: leaf.id })
  }
  return { root, leaf, free: await createDisk(product, poolId, 'free', MIB) }
}

/** One scenario's part of the world. Names of what it makes begin with its own. */
export class Scene {
  readonly product: Product
  readonly rest: Rest
  #endings: (() => Promise<unknown>)[] = []

  constructor(
    readonly world: World,
    private readonly title: string,
  ) {
    this.product = world.product
    this.rest = world.product.rest
  }

  /** Done when the refusal has been seen, the last one first. */
  later(ending: () => Promise<unknown>): void {
    this.#endings.push(ending)
  }

  async end(): Promise<void> {
    for (const ending of this.#endings.reverse()) await ending()
  }

  asking(method: string, place: string, body?: unknown, headers?: Record<string, string>) {
    return asking(this.rest, method, place, body, headers)
  }

  askingOther(method: string, place: string, body?: unknown) {
    return asking(this.world.other.rest, method, place, body)
  }

  named(name: string): string {
    return `${this.title} ${name}`
  }

  directory(name: string): string {
    return path.join(this.product.directory, `${this.title} ${name}`)
  }

  /** A directory with a file in it. */
  filledDirectory(name: string, file: string): string {
    const directory = this.directory(name)
    mkdirSync(directory)
    writeFileSync(path.join(directory, file), 'nothing that anybody could read')
    if (readdirSync(directory).length !== 1) throw new Error(`${directory} holds something else.`)
    return directory
  }

  disk(name: string, bytes = MIB, poolId = this.world.poolId): Promise<DiskFacts> {
    return createDisk(this.product, poolId, `${this.title} ${name}`, bytes)
  }

  snapshot({ id }: { id: string }, more: object = {}): Promise<Named & { repositoryId: string }> {
    return this.rest.post('/snapshots', { sourceId: id, ...more })
  }

  repositoryOf({ repositoryId }: { repositoryId: string }): Promise<Named> {
    return this.rest.get(`/virtual-disks/${repositoryId}`)
  }

  async disabledSnapshot(source: { id: string }): Promise<Named> {
    const snapshot = await this.snapshot(source)
    return this.rest.post(`/snapshots/${snapshot.id}/disable`)
  }

  host(name: string, more: object = {}): Promise<Named> {
    return this.rest.post('/hosts', { name: `${this.title}-${name}`, os: 'linux', ports: [], ...more })
  }

  hostGroup(name: string, more: object = {}): Promise<Named> {
    return this.rest.post('/host-groups', { name: `${this.title} ${name}`, ...more })
  }

  mapToHost(disk: { id: string }, host: { id: string }): Promise<{ id: string; lun: number }> {
    return this.rest.post('/mappings', { virtualDiskId: disk.id, hostId: host.id })
  }

  mapToGroup(disk: { id: string }, group: { id: string }): Promise<{ id: string; lun: number }> {
    return this.rest.post('/mappings', { virtualDiskId: disk.id, hostGroupId: group.id })
  }

  startCopy(source: { id: string }, target: { id: string }, type: CopyType, more: object = {}): Promise<Pair> {
    return this.rest.post('/copies', { sourceId: source.id, targetId: target.id, type, ...more })
  }

  instantCopy(source: { id: string }, target: { id: string }, more: object = {}): Promise<Named> {
    return this.rest.post('/instant-copies', { sourceId: source.id, targetId: target.id, copyRate: 0, ...more })
  }

  async startedInstantCopy(source: { id: string }, target: { id: string }, more: object = {}): Promise<Named> {
    const { id } = await this.instantCopy(source, target, more)
    return this.rest.post(`/instant-copies/${id}/start`, { prepare: true })
  }

  async completedCopy(source: { id: string }, target: { id: string }, type: CopyType = 'offline'): Promise<Pair> {
    const { id, snapshotId } = await this.startCopy(source, target, type)
    await copyReaches(this.product, id, 'completed')
    return { id, snapshotId }
  }

  /** Takes long; stopped at the end. */
  async runningCopy(): Promise<Pair & { source: Named; target: Named }> {
    const slow = await this.world.slow()
    const target = await this.disk('slow target', slow.bytes)
    const pair = await this.startCopy(slow, target, 'offline', { priority: 'lowest' })
    this.later(() => this.rest.ask('POST', `/copies/${pair.id}/stop`))
    return { ...pair, source: { id: slow.id, name: 'slow source' }, target }
  }

  /** Waits behind a running one until the end. */
  async pendingCopy(source: { id: string }, target: { id: string }, type: CopyType = 'offline'): Promise<Pair> {
    await this.rest.patch('/array', { maxRunningCopies: 1 })
    this.later(() => this.rest.patch('/array', { maxRunningCopies: 8 }))
    await this.runningCopy()
    const pair = await this.startCopy(source, target, type)
    this.later(() => this.rest.post(`/copies/${pair.id}/stop`))
    return pair
  }

  /** Of much that was written after the snapshot was taken; let end, and the snapshot deleted, at the end. */
  async runningRollback(): Promise<Named & { source: Named }> {
    const slow = await this.world.slow()
    const snapshot = await this.snapshot(slow, { repositoryPercent: 100 })
    await run('qemu-io', '-f', 'raw', '-c', `write -P 91 0 ${slow.bytes / 2}`, slow.uri)
    await this.rest.post(`/snapshots/${snapshot.id}/rollback`, { priority: 'lowest' })
    this.later(async () => {
      await this.rest.ask('PATCH', `/snapshots/${snapshot.id}/rollback`, { priority: 'highest' })
      const rollback = async () => (await this.rest.get<{ rollback: object | null }>(`/snapshots/${snapshot.id}`)).rollback
      await expect.poll(rollback, { timeout: 60_000 }).toBeNull()
      await this.rest.delete(`/snapshots/${snapshot.id}`)
    })
    return { ...snapshot, source: { id: slow.id, name: 'slow source' } }
  }

  async tokenOf(role: 'viewer' | 'operator'): Promise<Rest> {
    const { secret } = await this.rest.post<{ secret: string }>('/tokens', { name: `${this.title} ${role}`, role })
    return new Rest(this.product.url, secret)
  }

  /** Signed in as the administrator, as the console's pages are: to be sent with every request. */
  async session(): Promise<{ rest: Rest; headers: { cookie: string; origin: string } }> {
    const page = `${this.product.url}/sign-in`
    const { cookie } = await sendAction(page, await actionOf(page), administrator)
    return { rest: new Rest(this.product.url, null), headers: { cookie, origin: this.product.url } }
  }
}

export interface Pair {
  id: string
  snapshotId: string | null
}
