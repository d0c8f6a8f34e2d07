import { readFileSync } from 'node:fs'
import type { Download, Page } from '@playwright/test'
import { expectAccessible } from '../support/accessible'
import { signIn } from '../support/console'
import { expect, test } from '../support/fixtures'
import { Rest } from '../support/rest'
import { seed } from '../support/seed'

async function downloaded(page: Page, name: string): Promise<{ text: string; file: Download }> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()])
  return { text: readFileSync(await file.path(), 'utf8'), file }
}

test('the event log is narrowed down, shared by its address, and exported as it is shown', async ({ page, product }) => {
  await seed(product, 'logged')
  await signIn(page)
  await page.goto('/events')
  const rows = page.getByRole('table', { name: 'Events' }).getByRole('row')
  await page.getByRole('searchbox', { name: 'Search in names and details' }).fill('logged source')
  await page.getByLabel('About').selectOption('Virtual disk')
  await expect(rows.filter({ hasText: 'The virtual disk “logged source”' })).toHaveCount(1)
  await page.getByRole('button', { name: 'More filters' }).click()
  await page.getByLabel('Type of event').selectOption('virtual_disk_created')
  await page.getByRole('searchbox', { name: 'From which address' }).fill('127.')
  await expect(page).toHaveURL(/origin=127/)
  await page.reload()
  await expect(page.getByRole('searchbox', { name: 'From which address' })).toHaveValue('127.')
  await expect(rows).toHaveCount(2)
  await expectAccessible(page)

  const csv = await downloaded(page, 'Export as CSV')
  expect(csv.file.suggestedFilename()).toMatch(/^events-\d{4}-\d\d-\d\d\.csv$/)
  const [head, first, ...rest] = csv.text.split('\r\n')
  expect(head).toMatch(/^sequence,at,severity,type,/)
  expect(first).toContain(',virtual_disk_created,virtualDisk,')
  expect(rest).toEqual([''])
  const json = await downloaded(page, 'Export as JSON')
  expect(JSON.parse(json.text)).toMatchObject([{ type: 'virtual_disk_created', subject: { name: 'logged source' } }])

  await page.goto(`/events?until=${encodeURIComponent('2000-01-01T00:00:00.000Z')}`)
  await expect(page.getByText('Nothing matches')).toBeVisible()
})

test('what was refused is in the log: by role, by input, and by a wrong token, without a secret', async ({ page, product }) => {
  const { host } = await seed(product, 'refusing')
  const viewer = await product.rest.post<{ secret: string }>('/tokens', { name: 'looks only', role: 'viewer' })
  const weak = new Rest(product.url, viewer.secret)
  const denied = await weak.ask('DELETE', `/hosts/${host.id}`)
  expect(denied.status).toBe(403)
  const bad = await product.rest.ask('PATCH', `/hosts/${host.id}`, { ports: [{ type: 'nbd', identifier: 'x', psk: 'sesame open' }] })
  expect(bad.status).toBe(400)
  const broken = await fetch(`${product.url}/api/v1/hosts/${host.id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${product.rest.token}`, 'content-type': 'application/json' },
    body: '{"psk": "sesame open"',
  })
  expect(broken.status).toBe(400)
  for (let round = 0; round < 5; round += 1) {
    expect((await new Rest(product.url, 'lun_nobody').ask('GET', '/array')).status).toBe(401)
  }
  await signIn(page)
  await page.goto('/events')
  const row = (text: string) => page.getByRole('table', { name: 'Events' }).getByRole('row').filter({ hasText: text })
  await expect(row('The command deleteHost was denied: This needs the role administrator.')).toContainText('looks only')
  await expect(row('The command updateHost was refused').filter({ hasText: '(ports.0.psk)' })).toContainText(host.name)
  await expect(row('with an API token that is not valid')).toHaveCount(1)
  await expect(page.locator('body')).not.toContainText('sesame')
  const exported = await fetch(`${product.url}/api/v1/events/export?format=json`, {
    headers: { authorization: `Bearer ${product.rest.token}` },
  })
  expect(exported.headers.get('content-disposition')).toContain('attachment')
  expect(await exported.text()).not.toContain('sesame')
  expect((await fetch(`${product.url}/api/v1/events/export?format=json`)).status).toBe(401)
  expect((await product.rest.ask('GET', '/events/export?format=xml')).status).toBe(400)
})

test('an explanation opens by keyboard, says the state that it is in, and gives the focus back', async ({ page, product }) => {
  const { copy } = await seed(product, 'explained')
  await signIn(page)
  await page.goto(`/copies/${copy.id}`)
  const question = page.getByRole('button', { name: 'What does “Status of a copy” mean?' })
  await question.focus()
  await page.keyboard.press('Enter')
  const help = page.getByRole('dialog', { name: 'Status of a copy' })
  await expect(help).toContainText('The target holds everything.')
  await expect(help.locator('[aria-current=true]')).toContainText('Completed')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(help).toBeHidden()
  await expect(question).toBeFocused()
})

test('the limits of the array are set where its name is', async ({ page, product }) => {
  await signIn(page)
  await page.goto('/settings/array')
  const form = page.getByRole('form', { name: 'Limits' })
  await form.getByLabel('Copies that run at once').fill('33')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form).toContainText('33 is too large; 32 or less is accepted.')
  await form.getByLabel('Copies that run at once').fill('4')
  await form.getByLabel('Events that are kept').fill('50000')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('The limits are saved')).toBeVisible()
  expect(await product.rest.get('/array')).toMatchObject({ maxRunningCopies: 4, eventsKept: 50_000 })
  await product.rest.patch('/array', { maxRunningCopies: 8, eventsKept: 100_000 })
})
