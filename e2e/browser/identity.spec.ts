import type { Browser, Page } from '@playwright/test'
import { complaintsOf, fillSignIn, signIn } from '../support/console'
import { administrator, expect, test } from '../support/fixtures'
import { Product } from '../support/product'

const REFUSED = 'E-mail address or password is wrong.'

/** A browser of somebody else: cookies of its own. */
async function anotherPage(browser: Browser, product: Product): Promise<Page> {
  const context = await browser.newContext({ baseURL: product.url })
  return context.newPage()
}

test.describe('signing in', () => {
  test('leads to the console, and out again', async ({ page }) => {
    const complaints = complaintsOf(page)
    await page.goto('/virtual-disks')
    await expect(page).toHaveURL('/sign-in')
    await signIn(page)
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    await page.goto('/virtual-disks')
    await expect(page).toHaveURL('/sign-in')
    expect(complaints).toEqual([])
  })

  test('says no more than that something is wrong', async ({ page }) => {
    await page.goto('/sign-in')
    await fillSignIn(page, administrator.email, 'not the password')
    await expect(page.getByText(REFUSED)).toBeVisible()
    await fillSignIn(page, 'nobody@example.com', 'not the password')
    await expect(page.getByText(REFUSED)).toBeVisible()
    await fillSignIn(page, administrator.email, administrator.password)
    await expect(page.getByRole('navigation', { name: 'Main navigation' })).toBeVisible()
  })

  test('gives a cookie that scripts and other sites cannot use', async ({ page, context }) => {
    await signIn(page)
    const session = (await context.cookies()).find(({ name }) => name.endsWith('.session_token'))
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', secure: false })
    expect(await page.evaluate(() => document.cookie)).not.toContain('session_token')
  })

  test('ends when the session is ended from another browser', async ({ page, browser, product }) => {
    await signIn(page)
    const other = await anotherPage(browser, product)
    await signIn(other)
    await other.goto('/settings/sessions')
    const sessions = await other.request.get('/api/v1/sign-ins')
    const { items } = (await sessions.json()) as { items: { id: string; current: boolean }[] }
    for (const { id } of items.filter(({ current }) => !current)) {
      await product.rest.delete(`/sign-ins/${id}`)
    }
    await page.goto('/copies')
    await expect(page).toHaveURL('/sign-in')
    await other.reload()
    await expect(other.getByRole('heading', { name: 'Sessions in the console' })).toBeVisible()
    await other.context().close()
  })

  test('is refused to pages of other sites', async ({ page, product }) => {
    await signIn(page)
    const name = 'made by another site'
    const answered = await page.request.post('/api/v1/host-groups', {
      headers: { origin: 'https://elsewhere.example' },
      data: { name, cluster: 'none' },
    })
    expect(answered.status()).toBe(403)
    expect(await answered.json()).toMatchObject({ code: 'cross_site' })
    expect(JSON.stringify(await product.rest.get('/host-groups'))).not.toContain(name)
  })
})

test.describe('the first set-up', () => {
  const environment = { LUNETTE_ADMIN_EMAIL: undefined, LUNETTE_ADMIN_PASSWORD: undefined }
  let fresh: Product
  test.beforeEach(async () => {
    test.setTimeout(200_000)
    fresh = await Product.start({ environment })
  })
  test.afterEach(() => fresh.dispose())

  async function fillSetUp(page: Page, email: string) {
    await page.getByLabel('Your name').fill('Ada')
    await page.getByLabel('E-mail address').fill(email)
    await page.getByLabel('Password').fill('a long enough password')
  }
  const submit = (page: Page) => page.getByRole('button', { name: 'Create the administrator' }).click()

  test('makes the administrator and leads on to the first pool', async ({ browser }) => {
    const page = await anotherPage(browser, fresh)
    await page.goto('/')
    await expect(page).toHaveURL(`${fresh.url}/set-up`)
    await fillSetUp(page, 'ada@example.com')
    await page.getByLabel('Password').fill('short')
    await submit(page)
    await expect(page.getByText('At least 10 characters are needed.')).toBeVisible()
    await page.getByLabel('Password').fill('a long enough password')
    await submit(page)
    await expect(page.getByRole('heading', { name: 'Name and first pool' })).toBeVisible()
    expect(await fresh.rest.get('/users')).toMatchObject({ items: [{ email: 'ada@example.com', role: 'administrator' }] })
    await page.context().close()
  })

  test('makes one administrator of two browsers that have it open', async ({ browser }) => {
    const first = await anotherPage(browser, fresh)
    const second = await anotherPage(browser, fresh)
    for (const page of [first, second]) await page.goto('/set-up')
    await fillSetUp(first, 'first@example.com')
    await fillSetUp(second, 'second@example.com')
    await Promise.all([submit(first), submit(second)])
    const done = (page: Page) => page.getByRole('heading', { name: 'Name and first pool' })
    const refused = (page: Page) => page.getByText('This array has been set up already.')
    await expect(done(first).or(refused(first))).toBeVisible()
    await expect(done(second).or(refused(second))).toBeVisible()
    expect(await fresh.rest.get('/users')).toMatchObject({ total: 1 })
    for (const page of [first, second]) await page.context().close()
  })

  test('asks for the printed code when the browser is elsewhere', async ({ browser }) => {
    // A name that leads here but is not this machine's own, as from another machine or through a tunnel.
    const context = await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-for': '192.0.2.10' }, baseURL: fresh.url })
    const page = await context.newPage()
    await page.goto('/set-up')
    await fillSetUp(page, 'ada@example.com')
    await page.getByLabel('Set-up code').fill('AAAA-AAAA')
    await submit(page)
    await expect(page.getByText('The set-up code is not the one that Lunette printed')).not.toHaveCount(0)
    expect(await fresh.rest.get('/users')).toMatchObject({ total: 0 })
    await expect.poll(() => fresh.output).toMatch(/with the code/)
    const code = /with the code (\S+)/.exec(fresh.output)?.[1] ?? ''
    await page.getByLabel('Set-up code').fill(code.toLowerCase())
    await submit(page)
    await expect(page.getByRole('heading', { name: 'Name and first pool' })).toBeVisible()
    await context.close()
  })
})
