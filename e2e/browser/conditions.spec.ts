import { mkdirSync, renameSync } from 'node:fs'
import path from 'node:path'
import { expectAccessible } from '../support/accessible'
import { signIn } from '../support/console'
import { expect, test } from '../support/fixtures'
import { Product } from '../support/product'
import { copyIs, createUser, MiB, seed } from '../support/seed'

test('a pool that goes and comes back is said, explained, mended step by step and forgotten', async ({ browser }) => {
  test.setTimeout(240_000)
  const product = await Product.start()
  const context = await browser.newContext({ baseURL: product.url })
  const page = await context.newPage()
  try {
    const { rest, directory } = product
    const { spare } = await seed(product, 'gone')
    const other = await rest.post<{ id: string }>('/pools', { name: 'other', path: path.join(directory, 'other') })
    const target = await rest.post<{ id: string }>('/virtual-disks', {
      name: 'far target',
      poolId: other.id,
      capacityBytes: 1024 * MiB,
    })
    await rest.post('/copies', { sourceId: spare.id, targetId: target.id, type: 'offline' })

    await signIn(page)
    const navigation = page.getByRole('navigation', { name: 'Main navigation' })
    await navigation.getByRole('link', { name: 'Needs attention' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Needs attention' })).toBeVisible()
    await expect(page.getByText('Nothing needs attention')).toBeVisible()

    // Noticed by the array itself, within seconds, and shown without a reload.
    renameSync(path.join(directory, 'other'), path.join(directory, 'away'))
    const card = page.getByRole('article', { name: /The pool “other”/ })
    await expect(card).toBeVisible({ timeout: 20_000 })
    await expect(card).toContainText('Hosts have no access to its virtual disks.')
    await expect(card.getByRole('listitem')).toHaveCount(3)
    await expect(navigation.getByRole('link', { name: /Needs attention/ })).toContainText('1')
    await expectAccessible(page)
    await page.getByLabel('Severity').selectOption('Warning')
    await expect(page).toHaveURL(/severity=warning/)
    await expect(page.getByText('Nothing matches')).toBeVisible()
    await page.getByRole('button', { name: 'Clear filters' }).click()

    // A re-check that finds it still gone, and one that finds it back.
    await card.getByRole('button', { name: 'Re-check' }).click()
    await expect(page.getByText('Re-check: done').first()).toBeVisible()
    await expect(card).toBeVisible()
    await expect(page.getByRole('banner').getByRole('link', { name: 'Needs attention (1)' })).toBeVisible()
    renameSync(path.join(directory, 'away'), path.join(directory, 'other'))
    await page.getByRole('main').getByRole('button', { name: 'Re-check' }).first().click()
    await expect(card).toBeHidden()
    await expect(page.getByText('Nothing needs attention', { exact: true })).toBeVisible()
    expect(await rest.get(`/pools/${other.id}`)).toMatchObject({ status: 'optimal' })
  } finally {
    await context.close()
    await product.dispose()
  }
})

test('a failed copy is copied again from the page, after what happens was said', async ({ page, browser, product }) => {
  test.setTimeout(120_000)
  const { rest, directory } = product
  const tag = `failing-${test.info().retry}`
  const folder = path.join(directory, tag)
  mkdirSync(folder)
  const pool = await rest.post<{ id: string }>('/pools', { name: tag, path: path.join(folder, 'pool') })
  const disk = (name: string) =>
    rest.post<{ id: string }>('/virtual-disks', { name: `${tag} ${name}`, poolId: pool.id, capacityBytes: 64 * MiB })
  const [source, target] = [await disk('source'), await disk('target')]
  const copy = await rest.post<{ id: string }>('/copies', { sourceId: source.id, targetId: target.id, type: 'offline' })
  await copyIs(product, copy.id, 'completed')
  // A directory where the file of the blocks was: the next run can't open its target.
  const blocks = path.join(folder, 'pool', 'disks', target.id, 'data')
  renameSync(blocks, `${blocks}.aside`)
  mkdirSync(blocks)
  await rest.post(`/copies/${copy.id}/recopy`)
  await copyIs(product, copy.id, 'failed')

  await signIn(page)
  await page.goto('/conditions')
  const card = page.getByRole('article', { name: new RegExp(`${tag} target`) })
  await expect(card.getByRole('button', { name: 'Stop' })).toBeEnabled()
  renameSync(blocks, `${blocks}.wrong`)
  renameSync(`${blocks}.aside`, blocks)
  await card.getByRole('button', { name: 'Copy again' }).click()
  await expect(page.getByRole('dialog')).toContainText(`Everything on “${tag} target” is overwritten`)
  await page.getByRole('dialog').getByRole('button', { name: 'Copy again' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await copyIs(product, copy.id, 'completed')
  await expect(card).toBeHidden()

  const viewer = await createUser(product, tag, 'viewer')
  const other = await browser.newPage({ baseURL: product.url })
  await signIn(other, viewer)
  await other.goto('/conditions')
  await expect(other.getByRole('button', { name: 'Re-check' })).toHaveAttribute('aria-disabled', 'true')
  await expect(other.getByRole('button', { name: 'Re-check' })).toHaveAccessibleDescription(/needs the role operator/)
  await other.close()
})
