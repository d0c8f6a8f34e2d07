/** Refusals of the door itself: of what was sent, by whom, and when. */
import { expect } from 'vitest'
import { runRefused } from '../../support/commands'
import { Rest } from '../../support/rest'
import { asking, MIB, type Refused, type Scenarios, type Scene } from './scene'

export const DOOR = {
  bad_input: async (scene) => ({ ask: scene.asking('POST', '/pools', { name: 'only a name' }), path: 'path' }),

  not_json: async (scene) => ({ ask: scene.asking('POST', '/pools', ['a list']) }),

  wrong_media_type: async (scene) => ({
    ask: scene.asking('POST', '/pools', { name: 'pool' }, { 'content-type': 'text/csv' }),
    says: ['text/csv'],
  }),

  bad_cursor: async (scene) => ({ ask: scene.asking('GET', '/pools?cursor=from-elsewhere'), path: 'cursor' }),

  body_too_large: async (scene) => ({
    ask: scene.asking('POST', '/pools', { name: 'x'.repeat(2 * MIB) }),
    says: ['1 MiB'],
  }),

  unauthenticated: async ({ product }) => ({ ask: asking(new Rest(product.url, null), 'GET', '/pools') }),

  cross_site: async (scene) => {
    const { rest, headers } = await scene.session()
    const origin = 'https://elsewhere.example'
    return { ask: asking(rest, 'POST', '/pools', {}, { ...headers, origin }), says: [origin] }
  },

  role_required: async (scene) => ({ ask: asking(await scene.tokenOf('operator'), 'POST', '/pools', {}) }),

  not_found: async (scene) => ({ ask: scene.asking('GET', '/pools/nowhere'), says: ['nowhere'] }),

  no_such_route: async (scene) => ({ ask: scene.asking('GET', '/flux-capacitors'), says: ['/api/v1/flux-capacitors'] }),

  method_not_allowed: async (scene) => ({ ask: scene.asking('PATCH', '/pools', {}), says: ['PATCH', 'GET, POST'] }),

  name_taken: async (scene) => {
    const { name } = await scene.disk('disk')
    const again = { name: name.toUpperCase(), poolId: scene.world.poolId, capacityBytes: MIB }
    return { ask: scene.asking('POST', '/virtual-disks', again), path: 'name', says: [again.name] }
  },

  idempotency_key_reused: async (scene) => {
    const headers = { 'idempotency-key': 'used once' }
    const host = { name: 'idempotent', os: 'linux' }
    await scene.rest.ask('POST', '/hosts', host, headers)
    return { ask: scene.asking('POST', '/hosts', { ...host, os: 'esxi' }, headers), says: ['used once'] }
  },

  idempotency_key_invalid: async (scene) => ({
    ask: scene.asking('POST', '/hosts', { name: 'keyed', os: 'linux' }, { 'idempotency-key': 'x'.repeat(256) }),
  }),

  idempotency_key_unsupported: async (scene) => ({
    ask: scene.asking('POST', '/tokens', { name: 'keyed', role: 'viewer' }, { 'idempotency-key': 'key' }),
  }),

  not_ready: async ({ world: { other } }) => ({
    of: other,
    async ask(language) {
      await other.stop()
      const starting = other.start()
      const asked = asking(other.rest, 'GET', '/pools')
      let refused: Refused | null = null
      // Until it listens nobody answers at all.
      await expect
        .poll(async () => (refused = await asked(language).catch(connectionRefused)), { interval: 5, timeout: 60_000 })
        .not.toBeNull()
      await starting
      if (refused === null) throw new Error('Nobody answered.')
      return refused
    },
  }),

  no_space: async (scene) => {
    await fillSmallPool(scene)
    const { smallPoolId } = scene.world
    const disk = { name: 'one too many', poolId: smallPoolId, capacityBytes: MIB }
    return { ask: scene.asking('POST', '/virtual-disks', disk), says: ['small-pool'] }
  },

  no_space_left: async (scene) => {
    const disk = await fillSmallPool(scene)
    return { ask: scene.asking('PATCH', `/virtual-disks/${disk.id}`, { name: 'renamed' }) }
  },

  internal: {
    unseen: 'answers what nobody foresaw, so nobody can ask for it; server/array/door/run.test.ts makes a handler throw',
  },
} satisfies Scenarios

function connectionRefused(error: unknown): null {
  if (error instanceof TypeError && error.message === 'fetch failed') return null
  throw error
}

/** A host writes until nothing fits any more, not even a label. @returns the disk that takes the space */
async function fillSmallPool(scene: Scene): Promise<{ id: string }> {
  const { smallPoolId } = scene.world
  const disk = await scene.disk('greedy', 64 * MIB, smallPoolId)
  const uri = await scene.address(disk)
  scene.later(async () => {
    const { items } = await scene.rest.get<{ items: { id: string }[] }>(`/mappings?virtualDiskId=${disk.id}`)
    for (const { id } of items) await scene.rest.delete(`/mappings/${id}`)
    const disks = await scene.rest.get<{ items: { id: string }[] }>(`/virtual-disks?poolId=${smallPoolId}`)
    for (const { id } of disks.items) await scene.rest.delete(`/virtual-disks/${id}`)
  })
  await runRefused('qemu-io', '-f', 'raw', '-c', 'write 0 64M', uri)
  for (let number = 0; ; number += 1) {
    const small = { name: `small ${number}`, poolId: smallPoolId, capacityBytes: MIB }
    if ((await scene.rest.ask('POST', '/virtual-disks', small)).status === 507) break
    if (number === 100) throw new Error('The pool never ran out of room.')
  }
  const pool = () => scene.rest.get<{ status: string }>(`/pools/${smallPoolId}`)
  await expect.poll(async () => (await pool()).status).toBe('full')
  return disk
}
