import type { Page } from '@playwright/test'
import { nextStep, signIn } from '../support/console'
import { expect, test } from '../support/fixtures'
import { createUser, pagesOf, pagesOfInstantCopies, seed, seedInstantCopies } from '../support/seed'

const REASON = /This needs the role (operator|administrator)\./

/** Nothing here changes the array: it finds, opens, goes, or is about the viewer. */
const HARMLESS =
  /^(Sign out|Appearance|Language|Account of|Open the navigation|(No|\d+) operations? runs?|Clear filters|Copy|Copied|Copy the .*|More|Actions for .*|Next|Back|Close|Change the password|End|End the session of .*|(Next|Previous) page|Clear|Name|Status|Kind|Capacity|Time|Priority|Started|Completed|System|Created|More filters|Export.*|Read again|Copy it safely through a snapshot…|What does .* mean\?)$/

async function expectOnlyLooking(page: Page) {
  for (const button of await page.locator('main').getByRole('button').all()) {
    const name = (await button.getAttribute('aria-label')) ?? (await button.innerText())
    if (HARMLESS.test(name.trim())) continue
    await expect(button, `“${name}” on ${page.url()}`).toBeDisabled()
    await expect(button, `“${name}” on ${page.url()}`).toHaveAccessibleDescription(REASON)
  }
  for (const control of await page.locator('main').getByRole('switch').all()) {
    await expect(control, `switch on ${page.url()}`).toBeDisabled()
    await expect(control).toHaveAccessibleDescription(REASON)
  }
}

/** Of a menu only what leads elsewhere can be chosen. */
async function expectMenuOnlyLooks(page: Page) {
  for (const item of await page.getByRole('menuitem').all()) {
    await expect(item).toBeDisabled()
    await expect(item).toContainText(REASON)
  }
}

test('a viewer sees every page, and every control says why it is not theirs', async ({ page, product }) => {
  test.setTimeout(240_000)
  const seeded = await seed(product, 'viewer')
  const instant = await seedInstantCopies(product, 'viewer')
  await signIn(page, await createUser(product, 'viewer', 'viewer'))
  // Its wizard begins with a choice that is made already, so that one may walk on, as the next test does in another one.
  const pages = [...pagesOf(seeded), ...pagesOfInstantCopies(instant)].filter((path) => path !== '/instant-copies/new')
  for (const path of pages) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
    await expectOnlyLooking(page)
    for (const menu of await page.locator('main').getByRole('button', { name: /^(Actions for viewer|More$)/ }).all()) {
      await menu.click()
      await expect(page.getByRole('menu')).toBeVisible()
      await expectMenuOnlyLooks(page)
      await page.keyboard.press('Escape')
      await expect(page.getByRole('menu')).toBeHidden()
    }
  }
})

test('a viewer can walk a wizard to its end, but not send it', async ({ page, product }) => {
  const seeded = await seed(product, 'viewer-wizard')
  await signIn(page, await createUser(product, 'viewer-wizard', 'viewer'))
  await page.goto('/virtual-disks/new')
  await page.getByLabel('Name', { exact: true }).fill('not to be')
  await page.getByRole('radio', { name: seeded.pool.name }).click()
  await nextStep(page)
  await page.getByRole('textbox', { name: 'Capacity' }).fill('1 GiB')
  await nextStep(page)
  const create = page.getByRole('button', { name: 'Create', exact: true })
  await expect(create).toBeDisabled()
  await expect(create).toHaveAccessibleDescription(REASON)
  await create.press('Enter')
  expect(await product.rest.get('/virtual-disks?q=not to be')).toMatchObject({ total: 0 })
})

test('an operator may copy and map, but not make or delete', async ({ page, product }) => {
  const seeded = await seed(product, 'operator')
  await signIn(page, await createUser(product, 'operator', 'operator'))
  await page.goto(`/virtual-disks/${seeded.spare.id}`)
  await expect(page.getByRole('link', { name: 'Copy', exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Map to a host' })).toBeEnabled()
  await page.getByRole('button', { name: 'More' }).click()
  await expect(page.getByRole('menuitem', { name: 'Delete' })).toBeDisabled()
  await expect(page.getByRole('menuitem', { name: 'Delete' })).toContainText('This needs the role administrator.')
  await page.goto('/settings/users')
  await expect(page.getByText('This needs the role administrator.')).toBeVisible()
})
