/** What may be changed about users, sessions and tokens. The functions behind are in users.ts, sessions.ts, tokens.ts. */
import { z } from 'zod'
import type { Actor } from '@/server/array/door/actor'
import { defineCommand } from '@/server/array/door/command'
import { byId, id } from '@/server/array/door/fields'
import { demand, RefusalError, refuse } from '@/server/array/door/refusals'
import {
  apiToken,
  changePasswordInput,
  createdToken,
  createTokenInput,
  createUserInput,
  setPasswordInput,
  updateUserInput,
  user,
} from './schema'
import { endSignIn, getSignIn } from './sessions'
import { createToken, revokeToken } from './tokens'
import { createUser, deleteUser, getUser, hasPassword, setPassword, updateUser } from './users'

const done = z.null()

export const createUserCommand = defineCommand({
  name: 'createUser',
  role: 'administrator',
  summary: 'Creates a user who signs in with e-mail address and password.',
  input: createUserInput,
  output: user,
  events: ['user_created'],
  async handler({ array, record }, input) {
    const created = await createUser(array.database, input)
    await record('user_created', subjectOf(created), { user: created.email, role: created.role })
    return created
  },
})

export const updateUserCommand = defineCommand({
  name: 'updateUser',
  role: 'administrator',
  summary: 'Renames a user or changes their role. The last administrator stays one.',
  input: updateUserInput,
  output: user,
  events: ['user_renamed', 'user_role_changed'],
  async handler({ array, record }, { id, ...change }) {
    const before = await getUser(array.database, id)
    const after = await updateUser(array.database, id, change)
    if (after.name !== before.name) await record('user_renamed', subjectOf(after), { from: before.name, to: after.name })
    if (after.role !== before.role) await record('user_role_changed', subjectOf(after), { user: after.email, role: after.role })
    return after
  },
})

export const setUserPasswordCommand = defineCommand({
  name: 'setUserPassword',
  role: 'administrator',
  summary: 'Gives a user a new password and ends all of their sessions.',
  input: setPasswordInput,
  output: user,
  events: ['user_password_set'],
  async handler({ array, actor, record }, input) {
    const changed = await setPassword(array.database, input.id, input.password, actor.sessionId)
    await record('user_password_set', subjectOf(changed), { user: changed.email })
    return changed
  },
})

export const deleteUserCommand = defineCommand({
  name: 'deleteUser',
  role: 'administrator',
  summary: 'Deletes a user and ends their sessions. The last administrator stays.',
  input: byId,
  output: done,
  events: ['user_deleted'],
  async handler({ array, record }, input) {
    const deleted = await deleteUser(array.database, input.id)
    await record('user_deleted', subjectOf(deleted), { user: deleted.email })
    return null
  },
})

export const changePasswordCommand = defineCommand({
  name: 'changePassword',
  role: 'viewer',
  summary: "Changes one's own password and ends one's other sessions.",
  input: changePasswordInput,
  output: done,
  events: ['user_password_changed'],
  async handler({ array, actor, record }, input) {
    demandUser(actor)
    if (!(await hasPassword(array.database, actor.id, input.currentPassword))) {
      demand(refuse('password_wrong', {}, 'currentPassword'))
    }
    const changed = await setPassword(array.database, actor.id, input.newPassword, actor.sessionId)
    await record('user_password_changed', subjectOf(changed), { user: changed.email })
    return null
  },
})

export const endSignInCommand = defineCommand({
  name: 'endSignIn',
  role: 'viewer',
  summary: "Ends a session in the console: one's own, or as an administrator anybody's.",
  input: byId,
  output: done,
  events: ['sign_in_ended'],
  async handler({ array, actor, record }, input) {
    const ended = await getSignIn(array.database, input.id, actor.sessionId)
    if (ended.userId !== actor.id && actor.role !== 'administrator') {
      throw new RefusalError(refuse('not_found', { noun: 'session', id: input.id }))
    }
    await endSignIn(array.database, input.id)
    const { email } = await getUser(array.database, ended.userId)
    await record('sign_in_ended', { id: ended.userId, name: email }, { user: email })
    return null
  },
})

export const createTokenCommand = defineCommand({
  name: 'createToken',
  role: 'administrator',
  summary: 'Creates an API token. Its secret is in this answer and never again.',
  input: createTokenInput,
  output: createdToken,
  events: ['token_created'],
  answersSecret: true,
  async handler({ array, actor, record }, input) {
    const created = await createToken(array.database, input, actor.name, array.now())
    const { token } = created
    await record('token_created', { id: token.id, name: token.name }, { token: token.name, role: token.role })
    return created
  },
})

export const revokeTokenCommand = defineCommand({
  name: 'revokeToken',
  role: 'administrator',
  summary: 'Revokes an API token at once. It stays in the list.',
  input: z.strictObject({ id }),
  output: apiToken,
  events: ['token_revoked'],
  async handler({ array, record }, input) {
    const revoked = await revokeToken(array.database, input.id, array.now())
    await record('token_revoked', { id: revoked.id, name: revoked.name }, { token: revoked.name })
    return revoked
  },
})

function subjectOf({ id, email }: { id: string; email: string }) {
  return { id, name: email }
}

function demandUser(actor: Actor): void {
  if (actor.kind !== 'user') demand(refuse('not_a_user', {}))
}
