import path from 'node:path'
import type { Page } from '@playwright/test'
import { expectNoSidewaysScroll } from '../support/accessible'
import { fillSignIn } from '../support/console'
import { administrator, expect, test } from '../support/fixtures'
import { foreignTexts } from '../support/german'
import type { Product } from '../support/product'
import { MiB, pagesOf, pagesOfInstantCopies, seed, seedInstantCopies } from '../support/seed'

/** Nothing of the page, with all that it can unfold, speaks English or shows a key. */
async function expectGerman(page: Page, where: string) {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
  expect(await foreignTexts(page), `on ${where}`).toEqual([])
}

/** Opens each explanation of the page, reads it, and closes it again. */
async function expectGermanHelp(page: Page, where: string) {
  const questions = page.getByRole('main').getByRole('button', { name: /^Was bedeutet/ })
  for (let index = 0; index < (await questions.count()); index += 1) {
    await questions.nth(index).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectGerman(page, `help ${index} on ${where}`)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  }
}

/** A disk that the nodes of a cluster share. */
async function sharedDisk({ rest, directory }: Product, tag: string) {
  interface Made {
    id: string
    name: string
  }
  const pool = await rest.post<Made>('/pools', { name: `${tag} cluster pool`, path: path.join(directory, `${tag}-cluster-pool`) })
  const quorum = await rest.post<Made>('/virtual-disks', { name: `${tag} quorum`, poolId: pool.id, capacityBytes: 16 * MiB })
  const node = await rest.post<Made>('/hosts', { name: `${tag}-node`, os: 'windows', ports: [] })
  const cluster = await rest.post<Made>('/host-groups', { name: `${tag} cluster`, cluster: 'mscs', hostIds: [node.id] })
  await rest.post('/mappings', { virtualDiskId: quorum.id, hostGroupId: cluster.id })
  return { quorum, node }
}

test.describe('with a German browser', () => {
  test.use({ locale: 'de-DE', timezoneId: 'Europe/Berlin' })

  test('every page speaks German', async ({ page, product }) => {
    test.setTimeout(240_000)
    const seeded = await seed(product, 'deutsch')
    const instant = await seedInstantCopies(product, 'deutsch')
    await page.goto('/sign-in')
    await expect(page.locator('html')).toHaveAttribute('lang', 'de')
    await page.getByLabel('E-Mail-Adresse').fill(administrator.email)
    await page.getByLabel('Kennwort').fill(administrator.password)
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await expect(page.getByRole('navigation', { name: 'Hauptnavigation' })).toBeVisible()
    for (const path of [...pagesOf(seeded), ...pagesOfInstantCopies(instant)]) {
      await page.goto(path)
      await expectGerman(page, path)
      await expectGermanHelp(page, path)
    }
  })

  test('every step of every wizard speaks German, with its explanation and its errors', async ({ page, product }) => {
    test.setTimeout(360_000)
    const { spare } = await seed(product, 'assistent')
    const { quorum, node } = await sharedDisk(product, 'assistent')
    await page.goto('/sign-in')
    await page.getByLabel('E-Mail-Adresse').fill(administrator.email)
    await page.getByLabel('Kennwort').fill(administrator.password)
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await expect(page.getByRole('navigation', { name: 'Hauptnavigation' })).toBeVisible()
    const next = page.getByRole('button', { name: 'Weiter' })
    /** Each of `fills` completes one step; the review comes after the last. */
    const walk = async (path: string, fills: (() => Promise<void>)[]) => {
      // A draft of an earlier walk would have the first step done already.
      await page.evaluate(() => sessionStorage.clear())
      await page.goto(path)
      await next.click()
      await expectGerman(page, `errors on ${path}`)
      for (const [index, fill] of fills.entries()) {
        await expectGermanHelp(page, `step ${index + 1} of ${path}`)
        await fill()
        await expectGerman(page, `step ${index + 1} of ${path}`)
        await next.click()
      }
      await expect(page.getByRole('heading', { level: 2, name: 'Überprüfen' })).toBeVisible()
      await expectGerman(page, `review of ${path}`)
      await expectGermanHelp(page, `review of ${path}`)
    }
    const asIs = () => Promise.resolve()

    await walk('/virtual-disks/new', [
      () => page.getByLabel('Name', { exact: true }).fill('Laufwerk'),
      () => page.getByRole('textbox', { name: 'Kapazität' }).fill('1 GiB'),
    ])
    await walk('/copies/new', [
      () => page.getByRole('radio', { name: spare.name, exact: true }).click(),
      asIs,
      () => page.getByRole('radio', { name: 'Ein neues virtuelles Laufwerk erstellen', exact: true }).click(),
      asIs,
    ])
    await page.goto('/instant-copies/new')
    await expectGerman(page, 'the purposes of an instant copy')
    await page.getByRole('radio', { name: 'Sicherung', exact: true }).click()
    await next.click()
    await walk('/instant-copies/new?step=source', [
      () => page.getByRole('radio', { name: spare.name, exact: true }).click(),
      () => page.getByRole('radio', { name: 'Ein neues virtuelles Laufwerk erstellen', exact: true }).click(),
      () => page.getByRole('radio', { name: 'Eine neue Gruppe', exact: true }).click().then(() => page.getByLabel('Name der neuen Gruppe').fill('Nachtgruppe')),
      asIs,
    ])
    await walk('/hosts/new', [
      () => page.getByLabel('Name des Hosts').fill('deutscher-host'),
      asIs,
      () => page.getByRole('radio', { name: 'Später zuordnen', exact: true }).click(),
    ])
    const find = (name: string) => page.getByRole('searchbox').fill(name)
    const read = () => page.getByRole('checkbox', { name: 'Ich habe das gelesen und sorge dafür' }).check()
    await walk('/snapshots/new', [
      async () => {
        await find(quorum.name)
        await page.getByRole('checkbox', { name: quorum.name, exact: true }).check()
      },
      () => page.getByRole('group').filter({ hasText: 'Repository' }).first().click(),
      async () => {
        await page.getByRole('radio', { name: 'Jetzt zuordnen', exact: true }).click()
        await page.getByRole('radio', { name: node.name, exact: true }).click()
        await read()
      },
    ])
    await walk('/copies/new', [
      async () => {
        await find(quorum.name)
        await page.getByRole('button', { name: 'Sicher über einen Snapshot kopieren…' }).click()
      },
      async () => {
        await page.getByRole('radio', { name: node.name, exact: true }).click()
        await next.click()
        await expectGerman(page, 'what a node has to heed and nobody has read')
        await read()
      },
      async () => {
        await page.getByRole('radio', { name: 'Ein vorhandenes virtuelles Laufwerk wählen', exact: true }).click()
        await find(spare.name)
        await page.getByRole('radio', { name: spare.name, exact: true }).click()
      },
      asIs,
    ])
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
      const instant = await seedInstantCopies(product, `phone-${locale}`)
      await page.goto('/sign-in')
      await expectNoSidewaysScroll(page)
      await page.locator('input[name=email]').fill(administrator.email)
      await page.locator('input[name=password]').fill(administrator.password)
      await page.locator('button[type=submit]').click()
      await expect(page).toHaveURL('/')
      for (const path of [...pagesOf(seeded), ...pagesOfInstantCopies(instant)]) {
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
