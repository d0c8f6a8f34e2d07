/** Refusals of the door itself: of what was sent, by whom, and when. */
import { Rest } from '../../support/rest'
import { asking, MIB, type Refused, type Scenarios } from './scene'

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

  not_ready: async ({ world: { other, crowd } }) => {
    await crowd
    return {
      of: other,
      async ask(language) {
        await other.stop()
        const starting = other.start()
        const refused = await whenListening(() => asking(other.rest, 'GET', '/pools')(language))
        await starting
        return refused
      },
    }
  },

  no_space: async (scene) => {
    await scene.world.full()
    const disk = { name: 'one too many', poolId: scene.world.smallPoolId, capacityBytes: MIB }
    return { ask: scene.asking('POST', '/virtual-disks', disk), says: ['small-pool'] }
  },

  no_space_left: async (scene) => {
    const { id } = await scene.world.full()
    return { ask: scene.asking('PATCH', `/virtual-disks/${id}`, { name: 'renamed' }) }
  },

  internal: {
    unseen: 'answers what nobody foresaw, so nobody can ask for it; server/array/door/run.test.ts makes a handler throw',
  },
} satisfies Scenarios

/** Until it listens nobody answers at all; the first answer counts. */
async function whenListening(ask: () => Promise<Refused>): Promise<Refused> {
  const deadline = performance.now() + 60_000
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      const nobody = error instanceof TypeError && error.message === 'fetch failed'
      if (!nobody || performance.now() > deadline) throw error
    }
  }
}
