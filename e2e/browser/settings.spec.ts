import type { Browser, Page } from '@playwright/test'
import { signIn } from '../support/console'
import { expect, test } from '../support/fixtures'
import { Product } from '../support/product'
import { Rest } from '../support/rest'
import { createUser } from '../support/seed'

const dialog = (page: Page) => page.getByRole('dialog')

async function anotherPage(browser: Browser, product: Product): Promise<Page> {
  return browser.newPage({ baseURL: product.url })
}

test('users are made, changed and deleted', async ({ page, browser, product }) => {
  await signIn(page)
  await page.goto('/settings/users')
  await page.getByRole('button', { name: 'Create a user' }).click()
  await dialog(page).getByLabel('Name', { exact: true }).fill('Ursula User')
  await dialog(page).getByLabel('E-mail address').fill('not an address')
  await dialog(page).getByLabel('Password').fill('short')
  await dialog(page).getByRole('button', { name: 'Create' }).click()
  await expect(dialog(page).getByLabel('E-mail address')).toHaveAttribute('aria-invalid', 'true')
  await expect(dialog(page)).toContainText('At least 10 characters')
  await dialog(page).getByLabel('E-mail address').fill('ursula@example.com')
  await dialog(page).getByLabel('Password').fill('a long enough password')
  await dialog(page).getByRole('radio', { name: 'Operator' }).click()
  await dialog(page).getByRole('button', { name: 'Create' }).click()
  const row = page.getByRole('row').filter({ hasText: 'ursula@example.com' })
  await expect(row).toContainText('Operator')

  const hers = await anotherPage(browser, product)
  await signIn(hers, { email: 'ursula@example.com', password: 'a long enough password' })

  await row.getByRole('button', { name: 'Actions for Ursula User' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await dialog(page).getByRole('radio', { name: 'Viewer' }).click()
  await dialog(page).getByRole('button', { name: 'Save' }).click()
  await expect(row).toContainText('Viewer')

  await row.getByRole('button', { name: 'Actions for Ursula User' }).click()
  await page.getByRole('menuitem', { name: 'Set a password' }).click()
  await dialog(page).getByLabel('Password').fill('another long password')
  await dialog(page).getByRole('button', { name: 'Set a password' }).click()
  await expect(page.getByText('Ursula User has a new password')).toBeVisible()
  await hers.goto('/copies')
  await expect(hers).toHaveURL('/sign-in')
  await hers.close()

  await row.getByRole('button', { name: 'Actions for Ursula User' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await dialog(page).getByRole('button', { name: 'Delete' }).click()
  await expect(row).toBeHidden()
})

test('a token is shown once, works, and is revoked', async ({ page, product }) => {
  await signIn(page)
  await page.goto('/settings/tokens')
  await page.getByRole('button', { name: 'Create a token' }).click()
  await dialog(page).getByLabel('Name', { exact: true }).fill('nightly')
  await dialog(page).getByRole('button', { name: 'Create' }).click()
  await expect(dialog(page)).toContainText('shown this once and never again')
  const secret = await dialog(page).getByRole('region', { name: 'Token' }).innerText()
  await dialog(page).getByRole('button', { name: 'I have kept it' }).click()
  await expect(page.locator('body')).not.toContainText(secret)

  const rest = new Rest(product.url, secret)
  expect((await rest.ask('GET', '/pools')).status).toBe(200)
  expect((await rest.ask('POST', '/pools', {})).status).toBe(403)
  const row = page.getByRole('row').filter({ hasText: 'nightly' })
  await expect(row).toContainText('Valid')
  await row.getByRole('button', { name: 'Revoke the token nightly' }).click()
  await dialog(page).getByRole('button', { name: 'Revoke' }).click()
  await expect(row).toContainText('Revoked')
  expect((await rest.ask('GET', '/pools')).status).toBe(401)
})

test('a user changes the password and ends sessions elsewhere', async ({ page, browser, product }) => {
  const credentials = await createUser(product, 'account', 'viewer')
  await signIn(page, credentials)
  const elsewhere = await anotherPage(browser, product)
  await signIn(elsewhere, credentials)

  await page.goto('/settings/sessions')
  await expect(page.getByRole('row').filter({ hasText: 'This session' }).getByRole('button')).toBeDisabled()
  await page.getByRole('row').filter({ hasNotText: 'This session' }).getByRole('button').click()
  await dialog(page).getByRole('button', { name: 'End' }).click()
  await expect(page.getByText('The session is ended')).toBeVisible()
  await elsewhere.goto('/events')
  await expect(elsewhere).toHaveURL('/sign-in')

  await page.goto('/settings')
  await page.getByLabel('Current password').fill('wrong')
  await page.getByLabel('New password').fill('an even longer password')
  await page.getByRole('button', { name: 'Change the password' }).click()
  await expect(page.getByLabel('Current password')).toHaveAttribute('aria-invalid', 'true')
  await page.getByLabel('Current password').fill(credentials.password)
  await page.getByLabel('New password').fill('an even longer password')
  await page.getByRole('button', { name: 'Change the password' }).click()
  await expect(page.getByText('The password is changed')).toBeVisible()
  await signIn(elsewhere, { ...credentials, password: 'an even longer password' })
  await elsewhere.close()
})

test('the appearance follows the system until it is chosen, and then stays', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await signIn(page)
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  const dark = await ground()
  await page.getByRole('button', { name: 'Appearance' }).click()
  await page.getByRole('menuitem', { name: 'Light' }).click()
  await expect.poll(ground).not.toBe(dark)
  await page.reload()
  expect(await ground()).not.toBe(dark)
})

test('the first set-up ends with a pool, after a path that will not do', async ({ browser }) => {
  test.setTimeout(200_000)
  const environment = { LUNETTE_ADMIN_EMAIL: undefined, LUNETTE_ADMIN_PASSWORD: undefined }
  const product = await Product.start({ environment })
  const page = await anotherPage(browser, product)
  await page.goto('/')
  await page.getByLabel('Your name').fill('Ada')
  await page.getByLabel('E-mail address').fill('ada@example.com')
  await page.getByLabel('Password').fill('a long enough password')
  await page.getByRole('button', { name: 'Create the administrator' }).click()

  await expect(page.getByRole('heading', { name: 'Name and first pool' })).toBeVisible()
  const directory = page.getByLabel('Directory')
  await expect(directory).toHaveValue(`${product.dataDirectory}/pool-1`)
  await expect(page.getByText(/^Good: .* free\.$/)).toBeVisible()
  await page.getByLabel('Name of the array').fill('Attic')
  await directory.fill('/nowhere/at/all')
  await expect(directory).toHaveAccessibleDescription(/\/nowhere/)
  await page.getByRole('button', { name: 'Finish' }).click()
  await expect(directory).toHaveAttribute('aria-invalid', 'true')
  await directory.fill(`${product.directory}/first`)
  await page.getByRole('button', { name: 'Finish' }).click()

  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
  await expect(page.getByText('Everything is in order')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Begin here' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Lunette Attic' })).toBeVisible()
  expect(await product.rest.get('/pools')).toMatchObject({ items: [{ name: 'pool-1', path: `${product.directory}/first` }] })
  await page.close()
  await product.dispose()
})
