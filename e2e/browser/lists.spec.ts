import path from 'node:path'
import type { Page } from '@playwright/test'
import { signIn } from '../support/console'
import { expect, test } from '../support/fixtures'
import { MiB } from '../support/seed'

const table = (page: Page) => page.getByRole('table', { name: 'Virtual disks' })
/** The names in the order in which they are shown. */
const names = (page: Page) => table(page).getByRole('row').getByRole('link').filter({ hasText: 'lists' }).allInnerTexts()

test.describe('a list of many', () => {
  const COUNT = 60
  const name = (number: number) => `lists ${String(number).padStart(3, '0')}`

  test.beforeEach(async ({ product, page }) => {
    const { rest } = product
    const { total } = await rest.get<{ total: number }>('/virtual-disks?q=lists')
    if (total === 0) {
      const pool = await rest.post<{ id: string }>('/pools', { name: 'Lists', path: path.join(product.directory, 'lists') })
      for (let number = 1; number <= COUNT; number += 1) {
        await rest.post('/virtual-disks', { name: name(number), poolId: pool.id, capacityBytes: number * MiB })
      }
    }
    await signIn(page)
  })

  test('is searched, sorted and paged by the server, all of it in the URL', async ({ page }) => {
    await page.goto('/virtual-disks')
    await page.getByRole('searchbox', { name: 'Search by name' }).fill('lists')
    await expect(page).toHaveURL('/virtual-disks?q=lists')
    await expect(page.getByText(`1 to 50 of ${COUNT}`)).toBeVisible()
    await page.getByRole('button', { name: 'Next page' }).click()
    await expect(page.getByText(`51 to 60 of ${COUNT}`)).toBeVisible()
    await expect.poll(() => names(page)).toEqual([51, 52, 53, 54, 55, 56, 57, 58, 59, 60].map(name))
    await expect(page.getByRole('button', { name: 'Next page' })).toBeDisabled()

    await page.getByRole('button', { name: 'Capacity' }).click()
    await page.getByRole('button', { name: 'Capacity' }).click()
    await expect(page).toHaveURL('/virtual-disks?q=lists&sort=-capacityBytes')
    await expect(page.getByRole('columnheader', { name: 'Capacity' })).toHaveAttribute('aria-sort', 'descending')
    await expect.poll(async () => (await names(page))[0]).toBe(name(60))

    // The state survives a reload and a visit elsewhere, and Back takes one change back.
    await page.reload()
    await expect.poll(async () => (await names(page))[0]).toBe(name(60))
    await page.getByRole('link', { name: name(60) }).click()
    await expect(page.getByRole('heading', { level: 1, name: name(60) })).toBeFocused()
    await page.goBack()
    await expect(page).toHaveURL('/virtual-disks?q=lists&sort=-capacityBytes')
    await expect.poll(async () => (await names(page))[0]).toBe(name(60))
    await page.goBack()
    await expect.poll(async () => (await names(page))[0]).toBe(name(1))
  })

  test('tells nothing found from nothing there', async ({ page }) => {
    await page.goto('/virtual-disks?q=lists')
    await page.getByLabel('Mapping').selectOption('Mapped')
    await expect(page.getByText('Nothing matches')).toBeVisible()
    await page.getByRole('button', { name: 'Clear filters' }).first().click()
    await expect(page).toHaveURL('/virtual-disks')
    await expect(table(page)).toBeVisible()
    await page.goto('/copies?status=failed')
    await expect(page.getByText('Nothing matches')).toBeVisible()
  })

  test('says why it can’t be shown, and can be asked again', async ({ page }) => {
    await page.goto('/virtual-disks?sort=colour')
    await expect(page.getByText('This could not be loaded')).toBeVisible()
    await expect(page.getByText(/sort: /)).toBeVisible()
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
  })
})

test('the event log is filtered by severity, object and time', async ({ page, product }) => {
  const { rest } = product
  const group = await rest.post<{ id: string; name: string }>('/host-groups', { name: 'Watched group' })
  await rest.patch(`/host-groups/${group.id}`, { name: 'Watched group, renamed' })
  await signIn(page)
  await page.goto('/events')
  const log = page.getByRole('table', { name: 'Events' })
  await page.getByLabel('About', { exact: true }).selectOption('Host group')
  await expect(page).toHaveURL('/events?subject=hostGroup')
  await expect(log).toContainText('Watched group')
  await expect(log).not.toContainText('signed in')
  await page.goto(`/events?subject=${group.id}`)
  await expect(log.getByRole('row')).toHaveCount(3)
  await page.getByLabel('Severity').selectOption('Critical')
  await expect(page.getByText('Nothing matches')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).first().click()
  await page.getByLabel('Since').fill('2099-01-01T00:00')
  await expect(page).toHaveURL(/since=2099-01-01T00%3A00%3A00/)
  await expect(page.getByText('Nothing matches')).toBeVisible()
})
