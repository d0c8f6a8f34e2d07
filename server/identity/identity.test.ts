import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runCommand, runQuery } from '@/server/array/door/run'
import { textIn } from '@/server/array/door/text'
import { StorageArray } from '@/server/array/storage-array'
import { type TestDatabase, testDatabase } from '@/server/database/testing'
import { setRuntime } from '@/server/runtime/runtime'
import { readEnvironment } from '@/server/start/environment.mjs'
import { actorOf, type CurrentActor } from './actor'
import { authFor } from './auth'
import { startIdentity } from './bootstrap'
import {
  changePasswordCommand,
  createTokenCommand,
  createUserCommand,
  deleteUserCommand,
  endSignInCommand,
  revokeTokenCommand,
  setUserPasswordCommand,
  updateUserCommand,
} from './commands'
import { setUp, signIn } from './entry'
import { listSignInsQuery, listTokensQuery, listUsersQuery } from './queries'

const text = textIn('en')
const settings = readEnvironment({ LUNETTE_API_TOKEN: 'environment-token-0123456789' }, '/')
const password = 'a long enough password'
const remote = new Headers({ 'x-lunette-address': '192.0.2.10', 'x-lunette-reach': 'remote', 'x-lunette-scheme': 'http' })
const local = new Headers({ 'x-lunette-address': '127.0.0.1', 'x-lunette-reach': 'local', 'x-lunette-scheme': 'http' })

let test: TestDatabase
let array: StorageArray

beforeAll(async () => {
  test = await testDatabase()
  const engine = { call: () => Promise.reject(new Error('no engine here')), onEvent: () => () => undefined }
  array = new StorageArray(test.database, engine, { version: '0', onError: (error) => expect.fail(String(error)) })
  array.identity = await test.database.arrayIdentity.create({
    data: { id: 'array', name: 'Lunette', wwidPrefix: '6024c55000000000', createdAt: array.now() },
  })
  array.state = 'ready'
  setRuntime({ settings, array, stopping: new AbortController().signal })
})
afterAll(() => test.remove())
beforeEach(async () => {
  await test.database.user.deleteMany()
  await test.database.apiToken.deleteMany()
  await test.database.event.deleteMany()
})

async function asAdministrator(): Promise<CurrentActor> {
  const done = await setUp(array, { name: 'Ada', email: 'ada@example.com', password }, local, text)
  if (!done.ok) throw new Error(done.problem.detail)
  return done.value
}

/** The cookies that a browser would have after signing in. */
async function cookiesOf(email: string, given = password, scheme = 'http'): Promise<{ set: string; headers: Headers }> {
  const headers = new Headers({ 'x-lunette-address': '192.0.2.10', 'x-lunette-scheme': scheme })
  const auth = await authFor(headers)
  const { headers: answer } = await auth.api.signInEmail({ body: { email, password: given }, headers, returnHeaders: true })
  const set = answer.get('set-cookie') ?? ''
  headers.set('cookie', set.split(';')[0] ?? '')
  return { set, headers }
}

const events = async () =>
  (await test.database.event.findMany({ orderBy: { sequence: 'asc' } })).map(({ type, actorName }) => `${type} by ${actorName}`)

describe('the first set-up', () => {
  it('makes one administrator of two browsers that do it at once', async () => {
    const inputs = [1, 2, 3, 4].map((n) => ({ name: `n${n}`, email: `admin${n}@example.com`, password }))
    const outcomes = await Promise.all(inputs.map((input) => setUp(array, input, local, text)))
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.problem.code === 'already_set_up')).toHaveLength(3)
    expect(await test.database.user.count()).toBe(1)
  })

  it('takes the printed code from anywhere but this machine, whatever its spelling', async () => {
    const code = (await startIdentity(array, settings)) ?? ''
    expect(code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/)
    const input = { name: 'Ada', email: 'ada@example.com', password }
    for (const wrong of [undefined, null, '', 'AAAA-AAAA']) {
      const refused = await setUp(array, { ...input, code: wrong }, remote, text)
      expect(refused).toMatchObject({ ok: false, problem: { status: 403, code: 'set_up_code_wrong', errors: [{ path: 'code' }] } })
    }
    expect(await test.database.user.count()).toBe(0)
    const done = await setUp(array, { ...input, code: code.toLowerCase().replace('-', ' ') }, remote, text)
    expect(done).toMatchObject({ ok: true, value: { name: 'ada@example.com', role: 'administrator' } })
    expect(await startIdentity(array, settings)).toBeNull()
  })

  it('is done by the environment too, and not a second time', async () => {
    const given = { ...settings, firstAdministrator: { email: 'env@example.com', password } }
    expect(await startIdentity(array, given)).toBeNull()
    expect(await startIdentity(array, { ...given, firstAdministrator: { email: 'other@example.com', password } })).toBeNull()
    expect(await test.database.user.findMany({ select: { email: true, role: true } })).toEqual([
      { email: 'env@example.com', role: 'administrator' },
    ])
  })

  it.each([
    [{ name: '', email: 'a@example.com', password }, 'name'],
    [{ name: 'x', email: 'nobody', password }, 'email'],
    [{ name: 'x', email: 'a@example.com', password: 'short' }, 'password'],
    [{ name: 'x', email: 'a@example.com', password: 'x'.repeat(129) }, 'password'],
    [{ name: 'x', email: 'a@example.com', password, role: 'viewer' }, 'role'],
  ])('refuses %j', async (input, path) => {
    const refused = await setUp(array, input, local, text)
    expect(refused).toMatchObject({ ok: false, problem: { status: 400 } })
    expect(new Set(refused.ok ? [] : refused.problem.errors?.map((error) => error.path))).toEqual(new Set([path]))
    expect(JSON.stringify(refused)).not.toContain('xxx')
  })
})

describe('signing in', () => {
  it('sets a cookie that scripts and other sites cannot use, and that only HTTPS carries where it came by HTTPS', async () => {
    await asAdministrator()
    const plain = await cookiesOf('ada@example.com')
    expect(plain.set).toMatch(/^lunette-[0-9a-f]{8}\.session_token=/)
    expect(plain.set).toMatch(/; HttpOnly/)
    expect(plain.set).toMatch(/; SameSite=Lax/)
    expect(plain.set).not.toMatch(/; Secure/)
    const secure = await cookiesOf('ada@example.com', password, 'https')
    expect(secure.set).toMatch(/^__Secure-lunette-/)
    expect(secure.set).toMatch(/; Secure/)
  })

  it('is known by the cookie until the session ends', async () => {
    const administrator = await asAdministrator()
    const { headers } = await cookiesOf('ada@example.com')
    const actor = await actorOf(headers)
    expect(actor).toMatchObject({ kind: 'user', name: 'ada@example.com', role: 'administrator', origin: '192.0.2.10' })
    const ended = await runCommand(array, endSignInCommand, { actor: administrator, text }, { id: actor?.sessionId })
    expect(ended.ok).toBe(true)
    expect(await actorOf(headers)).toBeNull()
  })

  it('is not known by a cookie that was tampered with', async () => {
    await asAdministrator()
    const { headers } = await cookiesOf('ada@example.com')
    headers.set('cookie', `${headers.get('cookie')}x`)
    expect(await actorOf(headers)).toBeNull()
  })

  it('says the same of a wrong password and of nobody, records it, and holds off who guesses', async () => {
    await asAdministrator()
    const attacker = new Headers({ 'x-lunette-address': '203.0.113.7' })
    const wrong = await signIn(array, { email: 'Ada@Example.com', password: 'wrong' }, attacker, text)
    const nobody = await signIn(array, { email: 'nobody@example.com', password: 'wrong' }, attacker, text)
    expect(wrong).toEqual(nobody)
    expect(wrong).toMatchObject({ ok: false, problem: { status: 401, code: 'sign_in_wrong' } })
    const codes = []
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const refused = await signIn(array, { email: 'ada@example.com', password: `wrong ${attempt}` }, attacker, text)
      codes.push(refused.ok ? 'in' : refused.problem.code)
    }
    expect(codes.slice(-3)).toEqual(['sign_in_throttled', 'sign_in_throttled', 'sign_in_throttled'])
    const right = await signIn(array, { email: 'ada@example.com', password }, attacker, text)
    expect(right).toMatchObject({ ok: false, problem: { status: 429 } })
    expect((await events()).filter((event) => event === 'sign_in_failed by ada@example.com')).toHaveLength(10)
  })
})

describe('users', () => {
  it('are created by administrators only, once for each address', async () => {
    const actor = await asAdministrator()
    const input = { name: 'Bob', email: ' Bob@Example.com ', role: 'operator', password }
    const created = await runCommand(array, createUserCommand, { actor, text }, input)
    expect(created).toMatchObject({ ok: true, value: { email: 'bob@example.com', role: 'operator' } })
    const again = await runCommand(array, createUserCommand, { actor, text }, { ...input, name: 'Bob 2' })
    expect(again).toMatchObject({ ok: false, problem: { code: 'email_taken', errors: [{ path: 'email' }] } })
    for (const role of ['operator', 'viewer'] as const) {
      const refused = await runCommand(array, createUserCommand, { actor: { ...actor, role }, text }, input)
      expect(refused).toMatchObject({ ok: false, problem: { status: 403, code: 'role_required' } })
    }
    expect(await events()).toEqual([
      'set_up by ada@example.com',
      'user_created by ada@example.com',
      'command_refused by ada@example.com',
      'command_denied by ada@example.com',
    ])
  })

  it('always leave an administrator', async () => {
    const actor = await asAdministrator()
    const demoted = await runCommand(array, updateUserCommand, { actor, text }, { id: actor.id, role: 'viewer' })
    expect(demoted).toMatchObject({ ok: false, problem: { status: 409, code: 'last_administrator' } })
    const deleted = await runCommand(array, deleteUserCommand, { actor, text }, { id: actor.id })
    expect(deleted).toMatchObject({ ok: false, problem: { status: 409, code: 'last_administrator' } })
    const input = { name: 'Bob', email: 'bob@example.com', role: 'administrator', password }
    const other = await runCommand(array, createUserCommand, { actor, text }, input)
    if (!other.ok) throw new Error(other.problem.detail)
    const both = [actor.id, other.value.id].map((id) => runCommand(array, deleteUserCommand, { actor, text }, { id }))
    expect((await Promise.all(both)).map(({ ok }) => ok)).toEqual([true, false])
  })

  it('lose what a role allowed with the next request', async () => {
    const actor = await asAdministrator()
    const input = { name: 'Bob', email: 'bob@example.com', role: 'operator', password }
    const bob = await runCommand(array, createUserCommand, { actor, text }, input)
    if (!bob.ok) throw new Error(bob.problem.detail)
    const { headers } = await cookiesOf('bob@example.com')
    expect(await actorOf(headers)).toMatchObject({ role: 'operator' })
    await runCommand(array, updateUserCommand, { actor, text }, { id: bob.value.id, role: 'viewer', name: 'Robert' })
    expect(await actorOf(headers)).toMatchObject({ role: 'viewer', displayName: 'Robert' })
    await runCommand(array, deleteUserCommand, { actor, text }, { id: bob.value.id })
    expect(await actorOf(headers)).toBeNull()
  })

  it('end their other sessions with a change of password', async () => {
    await asAdministrator()
    const here = await cookiesOf('ada@example.com')
    const elsewhere = await cookiesOf('ada@example.com')
    const actor = await actorOf(here.headers)
    if (!actor) throw new Error('not signed in')
    const newPassword = 'another password, also long'
    const wrong = { currentPassword: 'not it', newPassword }
    const refused = await runCommand(array, changePasswordCommand, { actor, text }, wrong)
    expect(refused).toMatchObject({ ok: false, problem: { code: 'password_wrong', errors: [{ path: 'currentPassword' }] } })
    const right = { currentPassword: password, newPassword }
    expect(await runCommand(array, changePasswordCommand, { actor, text }, right)).toMatchObject({ ok: true })
    expect(await actorOf(here.headers)).not.toBeNull()
    expect(await actorOf(elsewhere.headers)).toBeNull()
    await expect(cookiesOf('ada@example.com', password)).rejects.toThrow()
    await cookiesOf('ada@example.com', newPassword)
  })

  it('are signed out everywhere when an administrator gives them a new password', async () => {
    const actor = await asAdministrator()
    const input = { name: 'Bob', email: 'bob@example.com', role: 'viewer', password }
    const bob = await runCommand(array, createUserCommand, { actor, text }, input)
    if (!bob.ok) throw new Error(bob.problem.detail)
    const { headers } = await cookiesOf('bob@example.com')
    await runCommand(array, setUserPasswordCommand, { actor, text }, { id: bob.value.id, password: 'a new long password' })
    expect(await actorOf(headers)).toBeNull()
  })

  it('see and end their own sessions, and not those of others', async () => {
    const actor = await asAdministrator()
    const input = { name: 'Bob', email: 'bob@example.com', role: 'viewer', password }
    await runCommand(array, createUserCommand, { actor, text }, input)
    const ada = await actorOf((await cookiesOf('ada@example.com')).headers)
    const bob = await actorOf((await cookiesOf('bob@example.com')).headers)
    if (!ada || !bob) throw new Error('not signed in')
    const own = await runQuery(array, listSignInsQuery, { actor: bob, text }, {})
    expect(own).toMatchObject({ ok: true, value: { items: [{ userName: 'Bob', current: true, address: '192.0.2.10' }] } })
    const all = await runQuery(array, listSignInsQuery, { actor: ada, text }, {})
    // One of the set-up, and one of each.
    expect(all).toMatchObject({ ok: true, value: { total: 3 } })
    const foreign = await runCommand(array, endSignInCommand, { actor: bob, text }, { id: ada.sessionId })
    expect(foreign).toMatchObject({ ok: false, problem: { status: 404 } })
  })
})

describe('API tokens', () => {
  const bearer = (secret: string) => new Headers({ authorization: `Bearer ${secret}`, 'x-lunette-address': '192.0.2.10' })

  it('are shown once, kept as a hash, and known by what they say', async () => {
    const actor = await asAdministrator()
    const input = { name: 'backup', role: 'operator' }
    const created = await runCommand(array, createTokenCommand, { actor, text }, input)
    if (!created.ok) throw new Error(created.problem.detail)
    const { secret, token } = created.value
    expect(secret).toMatch(/^lun_[A-Za-z0-9_-]{43}$/)
    expect(JSON.stringify(await test.database.apiToken.findMany())).not.toContain(secret)
    expect(await actorOf(bearer(secret))).toMatchObject({ kind: 'token', id: token.id, name: 'backup', role: 'operator' })
    expect(await actorOf(bearer(`${secret}x`))).toBeNull()
    const listed = await runQuery(array, listTokensQuery, { actor, text }, {})
    expect(listed).toMatchObject({ ok: true, value: { items: [{ name: 'backup', status: 'valid', createdBy: 'ada@example.com' }] } })
    expect(listed.ok && listed.value.items[0]?.lastUsedAt).not.toBeNull()
    expect(JSON.stringify(listed)).not.toContain(secret)
  })

  it('end when they are revoked, and when their time is over', async () => {
    const actor = await asAdministrator()
    const make = async (expiresAt: string | null) => {
      const created = await runCommand(array, createTokenCommand, { actor, text }, { name: 'x', role: 'viewer', expiresAt })
      if (!created.ok) throw new Error(created.problem.detail)
      return created.value
    }
    const revoked = await make(null)
    await runCommand(array, revokeTokenCommand, { actor, text }, { id: revoked.token.id })
    expect(await actorOf(bearer(revoked.secret))).toBeNull()
    const expired = await make('2020-01-01T00:00:00Z')
    expect(await actorOf(bearer(expired.secret))).toBeNull()
    const lasting = await make('2999-01-01T00:00:00+01:00')
    expect(await actorOf(bearer(lasting.secret))).not.toBeNull()
  })

  it('are an administrator’s when the environment gives one', async () => {
    expect(await actorOf(bearer('environment-token-0123456789'))).toMatchObject({ role: 'administrator', kind: 'token' })
    expect(await actorOf(bearer('environment-token-012345678'))).toBeNull()
  })

  it('decide alone: a wrong one is nobody, although a cookie is there', async () => {
    await asAdministrator()
    const { headers } = await cookiesOf('ada@example.com')
    headers.set('authorization', 'Bearer wrong')
    expect(await actorOf(headers)).toBeNull()
  })

  it('have no password to change', async () => {
    const actor = await actorOf(bearer('environment-token-0123456789'))
    if (!actor) throw new Error('unknown token')
    const input = { currentPassword: 'x', newPassword: password }
    const refused = await runCommand(array, changePasswordCommand, { actor, text }, input)
    expect(refused).toMatchObject({ ok: false, problem: { code: 'not_a_user' } })
  })
})

it('lists nothing of identity to whom it does not concern', async () => {
  const actor = { ...(await asAdministrator()), role: 'operator' as const }
  const refused = { ok: false, problem: { status: 403 } }
  expect(await runQuery(array, listUsersQuery, { actor, text }, {})).toMatchObject(refused)
  expect(await runQuery(array, listTokensQuery, { actor, text }, {})).toMatchObject(refused)
})
