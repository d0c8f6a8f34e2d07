/** What the array is for, as its first user does it: from nothing to a copy made while a host goes on writing. */
import path from 'node:path'
import type { Page } from '@playwright/test'
import { background, run, runRefused } from '../support/commands'
import { complaintsOf, nextStep as next, signIn, titleLine } from '../support/console'
import { expect, test } from '../support/fixtures'

const goTo = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name, exact: true }).click()

async function createPool(page: Page, name: string, directory: string) {
  await goTo(page, 'Pools')
  await page.getByRole('button', { name: 'Create a pool' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Directory').fill('/nowhere/at/all')
  await expect(page.getByLabel('Directory')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('Directory')).toHaveAccessibleDescription(/\/nowhere/)
  await page.getByLabel('Directory').fill(directory)
  await expect(page.getByText(/^Good: .* free\.$/)).toBeVisible()
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(page.getByRole('link', { name, exact: true })).toBeVisible()
}

async function createDisk(page: Page, name: string, pool: string, size: string) {
  await goTo(page, 'Virtual disks')
  await page.getByRole('link', { name: 'Create virtual disk' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('radio', { name: pool, exact: true }).click()
  await next(page)
  await page.getByRole('textbox', { name: 'Capacity' }).fill(size)
  await next(page)
  await expect(page.getByRole('heading', { name: 'Review' })).toBeVisible()
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

/** @returns the NBD address that the console shows */
async function connectHost(page: Page, host: string, disk: string): Promise<string> {
  await goTo(page, 'Hosts')
  await page.getByRole('link', { name: 'Connect a host' }).first().click()
  await page.getByLabel('Name of the host').fill(host)
  await next(page)
  await next(page)
  await page.getByRole('searchbox', { name: 'Search by name' }).fill(disk)
  await page.getByRole('radio', { name: disk, exact: true }).click()
  await next(page)
  await expect(page.getByText(`${disk} is mapped to it as LUN the lowest free one.`)).toBeVisible()
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(page.getByRole('heading', { name: `The array is ready for ${host}` })).toBeVisible()
  const command = await page.getByRole('region', { name: /^Command of step/ }).filter({ hasText: 'nbd://' }).first().innerText()
  const uri = /nbd:\/\/\S+/.exec(command)?.[0]
  if (uri === undefined) throw new Error(`No address in "${command}"`)
  return uri
}

test('from an empty array to a copy that a host can use, while another host writes', async ({ page, product }) => {
  test.setTimeout(240_000)
  const complaints = complaintsOf(page)
  await signIn(page)
  await createPool(page, 'Journey', path.join(product.directory, 'journey'))
  await createDisk(page, 'Journey source', 'Journey', '256 MiB')
  await createDisk(page, 'Journey target', 'Journey', '0.25 GiB')
  const source = await connectHost(page, 'journey-writer', 'Journey source')
  const target = await connectHost(page, 'journey-reader', 'Journey target')

  // What the copy has to hold: a pattern all over the source, that the writer changes as soon as the copy has begun.
  const write = (command: string, uri: string) => run('qemu-io', '-f', 'raw', '-c', command, uri)
  await write('write -P 0x5a 0 256M', source)

  await goTo(page, 'Copies')
  await page.getByRole('link', { name: 'Copy a virtual disk' }).first().click()
  await page.getByRole('searchbox', { name: 'Search by name' }).fill('Journey')
  await page.getByRole('radio', { name: 'Journey source', exact: true }).click()
  await next(page)
  await page.getByRole('radio', { name: 'Online copy', exact: true }).click()
  await next(page)
  await page.getByRole('searchbox', { name: 'Search by name' }).fill('Journey')
  await expect(page.getByRole('radio', { name: 'Journey source', exact: true })).toBeDisabled()
  await page.getByRole('radio', { name: 'Journey target', exact: true }).click()
  await next(page)
  await page.getByRole('radio', { name: 'Lowest', exact: true }).click()
  await next(page)
  await expect(page.getByText('Everything on Journey target (256 MiB) is overwritten.')).toBeVisible()
  await expect(page.getByText('Unmount Journey target on its hosts first (journey-reader)')).toBeVisible()
  await expect(page.getByRole('region', { name: 'The same by REST' })).toContainText('POST /api/v1/copies')
  await page.getByRole('button', { name: 'Start the copy' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Journey source to Journey target' })).toBeVisible()

  const writer = background(
    'fio', '--name=writer', '--ioengine=nbd', `--uri=${source}`, '--rw=randwrite', '--bs=4k', '--iodepth=4',
    // Over a range that the copy's repository has room for, however long the copy takes.
    '--buffer_pattern=0xa5', '--time_based', '--runtime=200', '--size=32M',
  )
  await expect(titleLine(page)).toContainText('Completed', { timeout: 90_000 })
  await writer.stop()

  // The copy is what the source was; the target is read-only until the switch says otherwise.
  const read = await run('qemu-io', '-r', '-f', 'raw', '-c', 'read -P 0x5a 0 256M', target)
  expect(read).toContain('read 268435456/268435456 bytes')
  expect(read).not.toContain('Pattern verification failed')
  const readOnly = page.getByRole('switch', { name: 'Target is read-only' })
  await expect(readOnly).toBeChecked()
  expect(await runRefused('qemu-io', '-f', 'raw', '-c', 'write -P 1 0 4k', target)).toMatch(/denied|read-only|not permitted/i)
  await readOnly.click()
  await expect(page.getByText('Hosts may write to Journey target now')).toBeVisible()
  await expect(readOnly).not.toBeChecked()
  await write('write -P 1 0 4k', target)

  // The copy's snapshot and repository can be found, and all of it is in the event log.
  await page.getByRole('link', { name: 'Journey source-1' }).click()
  await expect(page.getByText('Disabled').first()).toBeVisible()
  await goTo(page, 'Event log')
  const log = page.getByRole('table', { name: 'Events' })
  await expect(log).toContainText('The copy of “Journey source” onto “Journey target” was completed')
  await expect(log).toContainText('admin@example.com')
  expect(complaints).toEqual([])
})
