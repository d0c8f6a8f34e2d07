import type { Page } from '@playwright/test'
import { expectNoSidewaysScroll } from '../support/accessible'
import { fillSignIn } from '../support/console'
import { administrator, expect, test } from '../support/fixtures'
import { pagesOf, seed } from '../support/seed'
import { messagesOf } from '../../server/messages/messages'

/** Every text that differs between the languages, without those that hold parameters or are parts of words. */
function englishOnly(): string[] {
  const german = new Set(leaves(messagesOf('de')))
  return leaves({ ...messagesOf('en'), words: {} }).filter(
    (text) => !german.has(text) && !/[{<]/.test(text) && text.length > 3,
  )
}

function leaves(tree: object): string[] {
  return Object.values<string | object>({ ...tree }).flatMap((value) => (typeof value === 'string' ? [value] : leaves(value)))
}

async function linesOf(page: Page): Promise<string[]> {
  return (await page.locator('body').innerText()).split('\n').map((line) => line.trim())
}

test.describe('with a German browser', () => {
  test.use({ locale: 'de-DE', timezoneId: 'Europe/Berlin' })

  test('every page speaks German', async ({ page, product }) => {
    test.setTimeout(240_000)
    const seeded = await seed(product, 'deutsch')
    const english = new Set(englishOnly())
    await page.goto('/sign-in')
    await expect(page.locator('html')).toHaveAttribute('lang', 'de')
    await page.getByLabel('E-Mail-Adresse').fill(administrator.email)
    await page.getByLabel('Kennwort').fill(administrator.password)
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await expect(page.getByRole('navigation', { name: 'Hauptnavigation' })).toBeVisible()
    for (const path of pagesOf(seeded)) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
      const foreign = (await linesOf(page)).filter((line) => english.has(line))
      expect(foreign, `English on ${path}`).toEqual([])
    }
  })

  test('sizes, times and refusals are German', async ({ page, product }) => {
    const { source, copy } = await seed(product, 'zahlen')
    await page.goto('/sign-in')
    await page.getByLabel('E-Mail-Adresse').fill(administrator.email)
    await page.getByLabel('Kennwort').fill('falsch')
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await expect(page.getByRole('form').getByRole('alert')).toContainText('falsch')
    await page.getByLabel('Kennwort').fill(administrator.password)
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await expect(page.getByRole('heading', { name: 'Übersicht' })).toBeVisible()

    await page.goto(`/virtual-disks/${source.id}`)
    await expect(page.getByText('67.108.864 Byte')).toBeVisible()
    await expect(page.getByText(/\d{1,2}\. \w+\.? \d{4}, \d{2}:\d{2}:\d{2} MES?Z/).first()).toBeVisible()
    await page.goto('/virtual-disks/new')
    await page.getByLabel('Name', { exact: true }).fill('Größe')
    await page.getByRole('button', { name: 'Weiter' }).click()
    await page.getByRole('textbox', { name: 'Kapazität' }).fill('1,5 TiB')
    await expect(page.getByText('1.649.267.441.664 Byte')).toBeVisible()
    await page.goto(`/copies/${copy.id}`)
    await expect(page.getByText('ist das Ziel einer abgeschlossenen Kopie von „zahlen source“')).toBeVisible()
    await expect(page.getByRole('switch', { name: 'Ziel ist schreibgeschützt' })).toBeChecked()
  })
})

test('the language can be chosen before and after signing in, and stays', async ({ page }) => {
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Language' }).click()
  await page.getByRole('menuitem', { name: 'Deutsch' }).click()
  await expect(page.getByRole('heading', { name: 'Anmelden' })).toBeVisible()
  await page.getByRole('button', { name: 'Sprache' }).click()
  await page.getByRole('menuitem', { name: 'English' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await fillSignIn(page, administrator.email, administrator.password)
  await page.getByRole('button', { name: 'Language' }).click()
  await page.getByRole('menuitem', { name: 'Deutsch' }).click()
  await expect(page.getByRole('heading', { name: 'Übersicht' })).toBeVisible()
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await page.goto('/settings')
  await page.getByRole('combobox', { name: 'Sprache' }).selectOption('English')
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
})

for (const locale of ['en-US', 'de-DE']) {
  test.describe(`on a phone, ${locale}`, () => {
    test.use({ viewport: { width: 390, height: 844 }, locale })

    test('no page has to be scrolled sideways', async ({ page, product }) => {
      test.setTimeout(240_000)
      const seeded = await seed(product, `phone-${locale}`)
      await page.goto('/sign-in')
      await expectNoSidewaysScroll(page)
      await page.locator('input[name=email]').fill(administrator.email)
      await page.locator('input[name=password]').fill(administrator.password)
      await page.locator('button[type=submit]').click()
      await expect(page).toHaveURL('/')
      for (const path of pagesOf(seeded)) {
        await page.goto(path)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
        await expectNoSidewaysScroll(page)
      }
    })
  })
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })

  test('the navigation is a drawer that closes when something is chosen', async ({ page }) => {
    await signInNarrow(page)
    await page.getByRole('button', { name: 'Open the navigation' }).click()
    await page.getByRole('dialog').getByRole('link', { name: 'Virtual disks' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Virtual disks' })).toBeVisible()
    await expect(page.getByRole('dialog')).toBeHidden()
  })
})

async function signInNarrow(page: Page) {
  await page.goto('/sign-in')
  await fillSignIn(page, administrator.email, administrator.password)
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
}
