import { z } from 'zod'
import { defineQuery } from '@/server/array/door/command'
import { listOf } from '@/server/array/door/lists'
import { apiToken, signIn, user } from './schema'
import { listSignIns } from './sessions'
import { listTokens } from './tokens'
import { listUsers } from './users'

/** People and their tokens are few: these lists come whole. */
const everything = z.strictObject({})

export const listUsersQuery = defineQuery({
  name: 'listUsers',
  role: 'administrator',
  summary: 'Users, by e-mail address.',
  input: everything,
  output: listOf(user),
  handler: async ({ array }) => whole(await listUsers(array.database)),
})

export const listTokensQuery = defineQuery({
  name: 'listTokens',
  role: 'administrator',
  summary: 'API tokens, newest first; expired and revoked ones too.',
  input: everything,
  output: listOf(apiToken),
  handler: async ({ array }) => whole(await listTokens(array.database, array.now())),
})

export const listSignInsQuery = defineQuery({
  name: 'listSignIns',
  role: 'viewer',
  summary: "Sessions in the console, newest first: one's own, and all of them for an administrator.",
  input: everything,
  output: listOf(signIn),
  async handler({ array, actor }) {
    const whose = actor.role === 'administrator' ? null : actor.id
    return whole(await listSignIns(array.database, whose, actor.sessionId, array.now()))
  },
})

function whole<Item>(items: Item[]) {
  return { items, nextCursor: null, total: items.length }
}
