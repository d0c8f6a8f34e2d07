import type { Page } from '@playwright/test'
import { expectAccessible } from '../support/accessible'
import { nextStep, signIn } from '../support/console'
import { expect, test } from '../support/fixtures'
import type { Product } from '../support/product'
import { pagesOf, pagesOfInstantCopies, seed, seedInstantCopies } from '../support/seed'

/** A page is there when its heading is and nothing is still on its way. */
async function settled(page: Page) {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
}

/** Two walks, which go at once. */
const WALKS: [string, (product: Product) => Promise<string[]>][] = [
  ['every page', async (product) => pagesOf(await seed(product, 'axe'))],
  ['every page of instant copies', async (product) => pagesOfInstantCopies(await seedInstantCopies(product, 'axe'))],
]
for (const [title, make] of WALKS) {
  test(`${title} is free of serious faults`, async ({ page, product }) => {
    test.setTimeout(240_000)
    const paths = await make(product)
    await signIn(page)
    for (const path of paths) {
      await page.goto(path)
      await settled(page)
      await expectAccessible(page)
    }
  })
}

test('dialogs and menus are free of serious faults', async ({ page, product }) => {
  test.setTimeout(240_000)
  const seeded = await seed(product, 'axe-dialogs')
  await signIn(page)
  await page.goto(`/virtual-disks/${seeded.spare.id}`)

  await page.getByRole('button', { name: 'More' }).click()
  await expect(page.getByRole('menu')).toBeVisible()
  await expectAccessible(page)
  for (const item of ['Rename', 'Grow', 'Make read-only', 'Delete']) {
    if (!(await page.getByRole('menu').isVisible())) await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: item }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  }
  await page.getByRole('button', { name: 'Map to a host' }).click()
  await expect(page.getByRole('radiogroup', { name: 'Host or host group' })).toBeVisible()
  await expectAccessible(page)

  const openings = [
    ['/pools', 'Create a pool'],
    ['/pools', 'Import a pool'],
    ['/hosts/groups', 'Create a host group'],
    [`/hosts/${seeded.host.id}`, 'Edit'],
    [`/copies/${seeded.copy.id}`, 'Copy again'],
    [`/copies/${seeded.copy.id}`, 'Change the priority'],
    [`/copies/${seeded.copy.id}`, 'Remove the pair'],
    ['/settings/users', 'Create a user'],
    ['/settings/tokens', 'Create a token'],
    ['/', 'No operation runs'],
  ] as const
  for (const [path, name] of openings) {
    await page.goto(path)
    await page.getByRole('button', { name }).first().click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectAccessible(page)
  }
})

test('every step of every wizard is free of serious faults', async ({ page, product }) => {
  test.setTimeout(240_000)
  const seeded = await seed(product, 'axe-wizards')
  await signIn(page)
  const next = () => nextStep(page)

  await page.goto('/virtual-disks/new')
  await page.getByLabel('Name', { exact: true }).fill('axe')
  await next()
  await page.getByRole('textbox', { name: 'Capacity' }).fill('much')
  await next()
  await expectAccessible(page)
  await page.getByRole('textbox', { name: 'Capacity' }).fill('1 GiB')
  await next()
  await expect(page.getByRole('heading', { name: 'Review' })).toBeVisible()
  await expectAccessible(page)

  await page.goto('/hosts/new')
  await page.getByLabel('Name of the host').fill('axe')
  await next()
  await page.getByRole('button', { name: 'Add an NBD port' }).click()
  await page.getByRole('button', { name: 'Add an iSCSI port' }).click()
  await next()
  await expectAccessible(page)
  for (const port of [2, 1]) await page.getByRole('button', { name: `Remove the port ${port}` }).click()
  await next()
  await expect(page.getByRole('radiogroup', { name: 'Virtual disk' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('radio', { name: 'Map later' }).click()
  await next()
  await expect(page.getByRole('heading', { name: 'Review' })).toBeVisible()
  await expectAccessible(page)

  await page.goto('/copies/new')
  await page.getByRole('searchbox', { name: 'Search by name' }).fill(seeded.spare.name)
  await page.getByRole('radio', { name: seeded.spare.name }).click()
  for (const step of ['Type', 'Target', 'Priority', 'Review']) {
    await next()
    await expect(page.getByRole('heading', { name: step, level: 2 })).toBeVisible()
    await settled(page)
    await expectAccessible(page)
    if (step === 'Target') await page.getByRole('radio', { name: 'Create a new virtual disk' }).click()
  }

  await page.goto('/instant-copies/new')
  await expectAccessible(page)
  await next()
  await page.getByRole('searchbox', { name: 'Search by name' }).fill(seeded.spare.name)
  await page.getByRole('radio', { name: seeded.spare.name }).click()
  for (const step of ['Target', 'Settings', 'Flush and discard', 'Review']) {
    await next()
    await expect(page.getByRole('heading', { name: step, level: 2 })).toBeVisible()
    await settled(page)
    await expectAccessible(page)
    if (step === 'Target') await page.getByRole('radio', { name: 'Create a new virtual disk' }).click()
  }
})

test('the ways in are free of serious faults', async ({ page }) => {
  await page.goto('/sign-in')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('This must be given').or(page.getByText(/must not be empty/)).first()).toBeVisible()
  await expectAccessible(page)
})
