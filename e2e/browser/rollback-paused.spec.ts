/** A rollback that can't go on: what the console says of it in both languages, and how a person mends it. */
import path from 'node:path'
import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible'
import { run } from '../support/commands'
import { signIn } from '../support/console'
import { administrator, expect, test } from '../support/fixtures'
import { foreignTexts } from '../support/german'
import type { Product } from '../support/product'
import { MiB } from '../support/seed'

interface Made {
  id: string
  name: string
}

/** An old snapshot, and a newer one whose repository has no room for what a rollback to the old one overwrites. */
async function pausable(product: Product, tag: string) {
  const { rest } = product
  const pool = await rest.post<Made>('/pools', { name: `${tag} pool`, path: path.join(product.directory, `${tag}-pool`) })
  const source = await rest.post<Made>('/virtual-disks', { name: `${tag} source`, poolId: pool.id, capacityBytes: 128 * MiB })
  const host = await rest.post<Made>('/hosts', { name: `${tag}-host`, os: 'linux', ports: [] })
  const { lun } = await rest.post<{ lun: number }>('/mappings', { virtualDiskId: source.id, hostId: host.id })
  const uri = product.nbdUri(`${host.name}/${lun}`)
  const sourceId = source.id
  await run('qemu-io', '-f', 'raw', '-c', 'write -P 1 0 128M', uri)
  const old = await rest.post<Made>('/snapshots', { sourceId, name: `${tag} old`, repositoryPercent: 120 })
  await run('qemu-io', '-f', 'raw', '-c', 'write -P 2 0 128M', uri)
  const settings = { repositoryPercent: 10, fullPolicy: 'failSourceWrites' }
  const newer = await rest.post<Made>('/snapshots', { sourceId, name: `${tag} newer`, ...settings })
  return { source, host, uri, old, newer }
}

test('a paused rollback says why, and goes on when its cause is mended', async ({ page, product }) => {
  test.setTimeout(120_000)
  const { source, old, newer, uri } = await pausable(product, 'paused')
  await product.rest.post(`/snapshots/${old.id}/rollback`)
  await signIn(page)
  await page.goto(`/snapshots/${old.id}`)
  const panel = page.getByRole('region', { name: `Rollback of ${source.name}` })
  await expect(panel.getByText('Paused', { exact: true })).toBeVisible()
  await expect(panel).toContainText('It stands still: the repository of another snapshot has no room for what the rollback overwrites')
  await expect(panel).toContainText('Enlarge the repository of the snapshot that is full, or disable that snapshot.')
  await expect(panel).toContainText('Hosts find the old content all the same.')
  await expectAccessible(page)
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSidewaysScroll(page)
  await page.setViewportSize({ width: 1440, height: 900 })

  await panel.getByRole('combobox', { name: 'Priority of the rollback' }).selectOption('highest')
  await expect(page.getByText('The rollback has the priority')).toBeVisible()
  await page.getByRole('button', { name: /operations? runs?$/ }).click()
  const drawer = page.getByRole('dialog', { name: 'Operations in progress' })
  await expect(drawer.getByRole('link', { name: `${source.name} back to ${old.name}` })).toBeVisible()
  await page.keyboard.press('Escape')

  // The source's page leads here.
  await page.goto(`/virtual-disks/${source.id}`)
  await page.getByRole('link', { name: `Is being rolled back to ${old.name}` }).click()

  await product.rest.patch(`/snapshots/${newer.id}`, { repositoryCapacityBytes: 256 * MiB })
  await panel.getByRole('button', { name: 'Resume' }).click()
  await expect(panel).toBeHidden({ timeout: 30_000 })
  const read = await run('qemu-io', '-r', '-f', 'raw', '-c', 'read -P 1 0 128M', uri)
  expect(read).toContain('read 134217728/134217728 bytes')
  expect(read).not.toMatch(/verification failed/i)
})

test('giving it up says what that leaves behind, and wants the name typed', async ({ page, product }) => {
  const { source, old } = await pausable(product, 'given-up')
  await product.rest.post(`/snapshots/${old.id}/rollback`)
  await signIn(page)
  await page.goto(`/snapshots/${old.id}`)
  await page.getByRole('button', { name: 'Give up…' }).click()
  const dialog = page.getByRole('dialog', { name: `Give up the rollback of ${source.name}` })
  await expect(dialog).toContainText('No file system survives such a mixture.')
  const confirm = dialog.getByRole('button', { name: 'Give the rollback up' })
  await expect(confirm).toBeDisabled()
  await dialog.getByRole('textbox').fill(source.name)
  await confirm.click()
  await expect(page.getByRole('region', { name: `Rollback of ${source.name}` })).toBeHidden()
  await expect(page.getByText(/was given up half done/)).toBeVisible()
})

test.describe('with a German browser', () => {
  test.use({ locale: 'de-DE', timezoneId: 'Europe/Berlin' })

  test('the dialogs, the panel and the condition speak German', async ({ page, product }) => {
    test.setTimeout(120_000)
    const { source, host, old } = await pausable(product, 'deutsch-zurueck')
    await page.goto('/sign-in')
    await page.getByLabel('E-Mail-Adresse').fill(administrator.email)
    await page.getByLabel('Kennwort').fill(administrator.password)
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await expect(page.getByRole('navigation', { name: 'Hauptnavigation' })).toBeVisible()

    await page.goto(`/snapshots/${old.id}`)
    await page.getByRole('button', { name: 'Quelle zurücksetzen…' }).click()
    const dialog = page.getByRole('dialog', { name: `${source.name} auf ${old.name} zurücksetzen` })
    await expect(dialog).toContainText(`Alles, was seitdem auf ${source.name} geschrieben wurde, wird aufgegeben.`)
    await expect(dialog).toContainText(`${source.name} ist ${host.name} zugeordnet.`)
    await expect(dialog).toContainText('Die anderen Snapshots davon bleiben, was sie sind')
    expect(await foreignTexts(page)).toEqual([])
    await dialog.getByRole('textbox').fill(source.name)
    await dialog.getByRole('button', { name: 'Zurücksetzen', exact: true }).click()

    const panel = page.getByRole('region', { name: `Zurücksetzen von ${source.name}` })
    await expect(panel.getByText('Angehalten', { exact: true })).toBeVisible({ timeout: 30_000 })
    expect(await foreignTexts(page)).toEqual([])
    await panel.getByRole('button', { name: 'Aufgeben…' }).click()
    await expect(page.getByRole('dialog')).toContainText('Eine solche Mischung übersteht kein Dateisystem.')
    expect(await foreignTexts(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.goto('/conditions')
    await expect(page.getByText(`Das Zurücksetzen von „${source.name}“ auf den Snapshot „${old.name}“ steht still`).first()).toBeVisible()
    expect(await foreignTexts(page)).toEqual([])
  })
})
