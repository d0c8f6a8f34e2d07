import type { Page } from '@playwright/test'
import { createHost, mapDisk } from '../support/array'
import { run, runRefused } from '../support/commands'
import { signIn } from '../support/console'
import { administrator, expect, test } from '../support/fixtures'
import { seed } from '../support/seed'
import type { Product } from '../support/product'

interface Snapshot {
  id: string
  name: string
  status: string
  instantId: string | null
  imageAt: string | null
}

const next = (page: Page) => page.getByRole('button', { name: 'Next', exact: true }).click()
const step = (page: Page, name: string) => page.getByRole('heading', { level: 2, name, exact: true })
const snapshotsOf = async (product: Product, q: string) =>
  (await product.rest.get<{ items: Snapshot[] }>(`/snapshots?q=${encodeURIComponent(q)}`)).items

/** A source full of data, mapped to a host, and a snapshot whose repository holds 8 MiB, which are taken. */
async function fullSnapshot(product: Product, tag: string) {
  const { spare } = await seed(product, tag)
  const uri = await mapDisk(product, spare.id, await createHost(product, `${tag}-writer`))
  await run('qemu-io', '-f', 'raw', '-c', 'write -P 1 0 16M', uri)
  const snapshot = await product.rest.post<Snapshot>('/snapshots', {
    sourceId: spare.id,
    name: `${tag} full`,
    repositoryPercent: 1,
    fullPolicy: 'failSourceWrites',
  })
  // One per cent of a gibibyte is eleven mebibytes.
  await run('qemu-io', '-f', 'raw', '-c', 'write -P 2 0 11M', uri)
  expect(await runRefused('qemu-io', '-f', 'raw', '-c', 'write -P 2 11M 64k', uri)).toMatch(/No space/)
  return { snapshot, spare, uri }
}

test('a snapshot is taken from a disk’s page with its defaults, and mapped at once', async ({ page, product }) => {
  const { spare, host } = await seed(product, 'snap-one')
  await signIn(page)
  await page.goto(`/virtual-disks/${spare.id}`)
  await expect(page.getByText('No snapshot of it yet.')).toBeVisible()
  await page.getByRole('link', { name: 'Take a snapshot' }).first().click()
  await expect(page.getByRole('checkbox', { name: spare.name, exact: true })).toBeChecked()

  // Every disk is listed, and what can't be a source says why.
  await page.getByRole('searchbox', { name: 'Search by name' }).fill('snap-one')
  const target = page.getByRole('checkbox', { name: 'snap-one target', exact: true })
  await expect(target).toBeDisabled()
  await expect(target).toHaveAccessibleDescription(/target of a copy of “snap-one source”/)
  await next(page)
  await expect(step(page, 'Name and repository')).toBeFocused()
  await expect(page.getByText(`Left empty: ${spare.name}-1.`)).toBeVisible()
  await page.getByLabel('Name', { exact: true }).fill('a/b')
  await next(page)
  await expect(page.getByText('holds a character that names can’t have')).toBeVisible()
  await page.getByLabel('Name', { exact: true }).fill('')

  const details = page.getByText('Repository, policy and threshold')
  await expect(page.getByText('20 % of the source, warns from 50 %. When it is full: Fail the snapshot.')).toBeVisible()
  await details.click()
  await page.getByLabel('Repository, in percent of the source').fill('121')
  await next(page)
  await expect(page.getByText(/121 is too large/)).toBeVisible()
  await page.getByLabel('Repository, in percent of the source').fill('30')
  await page.getByLabel('Warn when it is filled to, in percent').fill('0')
  await next(page)
  await expect(page.getByText(/0 is too small/)).toBeVisible()
  await page.getByLabel('Warn when it is filled to, in percent').fill('80')
  await page.getByRole('radio', { name: 'Fail writes to the source' }).click()
  await next(page)

  await page.getByRole('radio', { name: 'Map it now' }).click()
  await next(page)
  await expect(page.getByText('Choose a host or a host group.')).toBeVisible()
  await page.getByRole('radio', { name: host.name, exact: true }).click()
  await next(page)
  await expect(step(page, 'Review')).toBeVisible()
  await expect(page.getByText(`${spare.name}-1 keeps ${spare.name} as it is at the moment`)).toBeVisible()
  await expect(page.getByText(/writes to its source fail until it is enlarged/)).toBeVisible()
  await expect(page.getByRole('region', { name: 'The same by REST, call after call' })).toContainText(
    /POST \/api\/v1\/snapshots\s[\s\S]*"repositoryPercent": 30[\s\S]*POST \/api\/v1\/mappings/,
  )
  expect(await snapshotsOf(product, `${spare.name}-1`)).toEqual([])
  await page.getByRole('button', { name: 'Take the snapshot' }).click()
  await expect(page.getByRole('heading', { level: 1, name: `${spare.name}-1` })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Mapping' })).toContainText(host.name)
  expect(await snapshotsOf(product, `${spare.name}-1`)).toMatchObject([
    { status: 'optimal', fullPolicy: 'failSourceWrites', warningThresholdPercent: 80 },
  ])
  await page.goto(`/virtual-disks/${spare.id}`)
  await expect(page.getByRole('list', { name: /its snapshots and their copies/ })).toContainText(
    new RegExp(`${spare.name}-1.*Mapped to ${host.name}.*keeps 0 B.*deleting frees 0 B`, 's'),
  )
})

test('several sources are taken at one instant, disabled, re-created together and deleted', async ({ page, product }) => {
  const { source, spare } = await seed(product, 'snap-many')
  await signIn(page)
  await page.goto('/snapshots')
  await page.getByRole('link', { name: 'Take a snapshot' }).click()
  await next(page)
  await expect(page.getByText('Choose at least one virtual disk.')).toBeVisible()
  await page.getByRole('searchbox', { name: 'Search by name' }).fill('snap-many')
  await page.getByRole('checkbox', { name: source.name, exact: true }).check()
  await page.getByRole('checkbox', { name: spare.name, exact: true }).check()
  await expect(page.getByText('2 chosen: one instant for all')).toBeVisible()
  await next(page)
  await page.getByLabel(`Name of the snapshot of ${spare.name}`).fill('snap-many second')
  await page.reload()
  await expect(page.getByLabel(`Name of the snapshot of ${spare.name}`)).toHaveValue('snap-many second')
  await next(page)
  await next(page)
  await expect(page.getByText(/kept as they are at one and the same instant, or none of them is/)).toBeVisible()
  await expect(page.getByRole('region', { name: 'The same by REST' })).toContainText('POST /api/v1/snapshots/at-one-instant')
  await page.getByRole('button', { name: 'Take the snapshot' }).click()
  await expect(page).toHaveURL(/instantId=/)
  const table = page.getByRole('table', { name: 'Snapshots' })
  await expect(table.getByRole('row')).toHaveCount(3)

  const taken = (await snapshotsOf(product, 'snap-many')).filter(({ instantId }) => instantId !== null)
  expect(taken).toHaveLength(2)
  expect(new Set(taken.map(({ imageAt }) => imageAt)).size).toBe(1)

  await page.goto('/snapshots?q=snap-many')
  for (const { name } of taken) await page.getByRole('checkbox', { name: `Select ${name}` }).check()
  await page.getByRole('button', { name: 'Disable', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('list', { name: 'Snapshots' }).getByRole('listitem')).toHaveCount(2)
  await dialog.getByRole('button', { name: 'Disable 2 snapshots' }).click()
  await expect(dialog).toBeHidden()
  for (const { name } of taken) await expect(table.getByRole('row', { name })).toContainText('Disabled')

  // The snapshot of the online copy is left out, with the reason.
  await page.getByRole('checkbox', { name: 'Select all on this page' }).check()
  await page.getByRole('button', { name: 'Re-create', exact: true }).click()
  await expect(dialog.getByRole('list', { name: 'Left as they are' })).toContainText('is the snapshot of an online copy')
  await dialog.getByRole('button', { name: 'Re-create 2 snapshots at one instant' }).click()
  await expect(dialog).toBeHidden()
  for (const { name } of taken) await expect(table.getByRole('row', { name })).toContainText('Optimal')
  const again = (await snapshotsOf(product, 'snap-many')).filter(({ instantId }) => instantId !== null)
  expect(new Set(again.map(({ instantId }) => instantId)).size).toBe(1)
  expect(again[0]?.instantId).not.toBe(taken[0]?.instantId)

  for (const { name } of taken) await page.getByRole('checkbox', { name: `Select ${name}` }).check()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await dialog.getByRole('button', { name: 'Delete 2 snapshots' }).click()
  await expect(dialog).toBeHidden()
  await expect(table.getByRole('row')).toHaveCount(2)
})

test('a full repository that refuses its source’s writes is enlarged, and they succeed again', async ({ page, product }) => {
  const { snapshot, spare, uri } = await fullSnapshot(product, 'snap-full')
  await signIn(page)
  await page.goto(`/snapshots/${snapshot.id}`)
  await expect(page.getByText(`Writes to ${spare.name} that need room in the repository fail`)).toBeVisible()
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Enlarge the repository' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText(`Writes to ${spare.name} succeed again at once.`)
  const size = dialog.getByRole('textbox', { name: 'New size of the repository' })
  await size.fill('9 MiB')
  await dialog.getByRole('button', { name: 'Enlarge' }).click()
  await expect(dialog.getByText(/never becomes smaller/)).toBeVisible()
  await size.fill('32 MiB')
  await dialog.getByRole('button', { name: 'Enlarge' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('Optimal', { exact: true }).first()).toBeVisible()
  await expect(page.getByText(/has room again\./).first()).toBeVisible()
  expect(await run('qemu-io', '-f', 'raw', '-c', 'write -P 2 11M 64k', uri)).toContain('wrote 65536')
  await expect
    .poll(async () => {
      const { items } = await product.rest.get<{ items: { code: string; subject: { id: string } | null }[] }>('/conditions')
      return items.filter(({ subject }) => subject?.id === snapshot.id).map(({ code }) => code)
    })
    .not.toContain('snapshot_full')

  // Disabled, it shows nothing; deleted by name, it is gone.
  await page.getByRole('button', { name: 'Disable', exact: true }).click()
  await expect(dialog).toContainText('Its point in time is lost')
  await dialog.getByRole('button', { name: 'Disable', exact: true }).click()
  await expect(page.getByText('Disabled', { exact: true }).first()).toBeVisible()
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await dialog.getByRole('textbox').fill(snapshot.name)
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await expect(page).toHaveURL('/snapshots')
  expect(await product.rest.ask('GET', `/snapshots/${snapshot.id}`)).toMatchObject({ status: 404 })
})

test('threshold, policy and name are changed on the snapshot’s page', async ({ page, product }) => {
  const { spare } = await seed(product, 'snap-set')
  const { id } = await product.rest.post<Snapshot>('/snapshots', { sourceId: spare.id })
  await signIn(page)
  await page.goto(`/snapshots/${id}`)
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Change the settings' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('101')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText(/101 is too large/)).toBeVisible()
  await dialog.getByRole('textbox').fill('90')
  await dialog.getByRole('radio', { name: 'Fail writes to the source' }).click()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('region', { name: 'Repository' })).toContainText(/90%.*Writes to the source fail/s)
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('snap-set renamed')
  await dialog.getByRole('button', { name: 'Rename' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'snap-set renamed' })).toBeVisible()
})

test.describe('with a German browser', () => {
  test.use({ locale: 'de-DE' })

  test('the wizard takes a snapshot in German', async ({ page, product }) => {
    const { spare } = await seed(product, 'schnappschuss')
    await page.goto('/sign-in')
    await page.locator('input[name=email]').fill(administrator.email)
    await page.locator('input[name=password]').fill(administrator.password)
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await expect(page.getByRole('heading', { name: 'Übersicht' })).toBeVisible()
    await page.goto(`/snapshots/new?source=${spare.id}`)
    const forward = page.getByRole('button', { name: 'Weiter' })
    await expect(page.getByRole('checkbox', { name: spare.name, exact: true })).toBeChecked()
    await forward.click()
    await expect(step(page, 'Name und Repository')).toBeVisible()
    await expect(page.getByText('20 % der Quelle, warnt ab 50 %.')).toBeVisible()
    await forward.click()
    await expect(step(page, 'Zuordnung')).toBeVisible()
    await forward.click()
    await expect(page.getByText(`${spare.name}-1 bewahrt ${spare.name}`)).toBeVisible()
    await page.getByRole('button', { name: 'Snapshot jetzt erstellen' }).click()
    await expect(page.getByRole('heading', { level: 1, name: `${spare.name}-1` })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Deaktivieren' })).toBeVisible()
  })
})
