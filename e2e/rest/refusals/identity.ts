/** Refusals about users, sessions and tokens, and at the ways in. */
import { actionOf, sendAction } from '../../support/page-actions'
import { administrator } from '../../support/product'
import { asAction, asking, type Scenarios } from './scene'

const password = 'a password that is long'

export const IDENTITY = {
  already_set_up: async ({ world }) => {
    const action = await actionOf(`${world.other.url}/set-up`)
    const second = { name: 'Second', email: 'second@example.com', password }
    return { ask: asAction(`${world.product.url}/set-up`, action, second) }
  },

  // Whoever comes through a proxy is not at this machine.
  set_up_code_wrong: async ({ world: { other, crowd } }) => {
    await crowd
    const page = `${other.url}/set-up`
    const first = { name: 'First', email: 'first@example.com', password, code: 'AAAA-AAAA' }
    const proxied = { 'x-forwarded-for': '203.0.113.7' }
    return { of: other, ask: asAction(page, await actionOf(page), first, proxied), path: 'code' }
  },

  sign_in_wrong: async ({ product }) => {
    const page = `${product.url}/sign-in`
    return { ask: asAction(page, await actionOf(page), { ...administrator, password: 'a guess' }) }
  },

  sign_in_throttled: async ({ product }) => {
    const page = `${product.url}/sign-in`
    const action = await actionOf(page)
    const guess = { email: 'nobody@example.com', password: 'a guess' }
    for (let attempt = 0; attempt < 10; attempt += 1) await sendAction(page, action, guess)
    return { ask: asAction(page, action, guess) }
  },

  email_taken: async (scene) => ({
    ask: scene.asking('POST', '/users', { name: 'Twin', email: administrator.email, role: 'viewer', password }),
    path: 'email',
    says: [administrator.email],
  }),

  last_administrator: async (scene) => {
    const { items } = await scene.rest.get<{ items: { id: string; name: string; email: string }[] }>('/users')
    const found = items.find(({ email }) => email === administrator.email)
    return { ask: scene.asking('PATCH', `/users/${found?.id}`, { name: 'Nobody', role: 'viewer' }), says: [found?.name ?? '-'] }
  },

  password_wrong: async (scene) => {
    const { rest, headers } = await scene.session()
    const change = { currentPassword: 'a guess', newPassword: password }
    return { ask: asking(rest, 'POST', '/password', change, headers), path: 'currentPassword' }
  },

  not_a_user: async (scene) => ({
    ask: scene.asking('POST', '/password', { currentPassword: 'a guess', newPassword: password }),
  }),
} satisfies Scenarios
