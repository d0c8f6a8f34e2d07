/** Before a target is overwritten: what is on it, who uses it or did lately, and a person's word where it looks in use. */
import path from 'node:path'
import { RawClient } from '../../server/engine/targets/nbd/test-support/raw-client'
import { run } from '../support/commands'
import { nextStep, signIn, titleLine } from '../support/console'
import { expect, test } from '../support/fixtures'
import { MiB } from '../support/seed'

interface Made {
  id: string
  name: string
}

test('a target that looks in use is overwritten only after a person says so, the first time and again', async ({ page, product }) => {
  test.setTimeout(180_000)
  const { rest } = product
  const pool = await rest.post<Made>('/pools', { name: 'use pool', path: path.join(product.directory, 'use-pool') })
  const disk = (name: string) => rest.post<Made>('/virtual-disks', { name, poolId: pool.id, capacityBytes: 16 * MiB })
  const [source, target] = [await disk('use source'), await disk('use target')]
  const host = await rest.post<Made>('/hosts', { name: 'use-host', os: 'linux', ports: [] })
  const { lun } = await rest.post<{ lun: number }>('/mappings', { virtualDiskId: target.id, hostId: host.id })
  // A file system as the kernel leaves it while it is mounted.
  const image = path.join(product.directory, 'use.img')
  await run('mke2fs', '-q', '-F', '-t', 'ext4', '-L', 'ledger', image, '16M')
  await run('debugfs', '-w', '-R', 'feature needs_recovery', image)
  await run('qemu-img', 'convert', '-n', '-f', 'raw', '-O', 'raw', image, product.nbdUri(`use-host/${lun}`))

  await signIn(page)
  await page.goto(`/copies/new?source=${source.id}`)
  await nextStep(page)
  await page.getByRole('radio', { name: 'Offline copy', exact: true }).click()
  await nextStep(page)
  await page.getByRole('searchbox', { name: 'Search by name' }).fill('use')
  await page.getByRole('radio', { name: target.name, exact: true }).click()
  await nextStep(page)
  await nextStep(page)
  await expect(page.getByText('use target holds: ext4 file system “ledger”. It is overwritten.')).toBeVisible()
  await expect(page.getByText('A file system on use target says that it is mounted.')).toBeVisible()
  await expect(page.getByText(/^use-host was connected to use target until .* \(last write .*\)/)).toBeVisible()
  const start = page.getByRole('button', { name: 'Start the copy' })
  await expect(start).toBeDisabled()
  await expect(start).toHaveAccessibleDescription(/Unmount it first/)
  await page.getByRole('checkbox', { name: 'use target may be overwritten although it looks in use' }).check()
  await start.click()
  await expect(titleLine(page)).toContainText('Completed', { timeout: 60_000 })

  // The copy is empty; now a host is connected.
  const client = await RawClient.connect({ kind: 'tcp', host: '127.0.0.1', port: product.nbdPort })
  await client.enter(`use-host/${lun}`)
  await client.read(0, 4096)
  await page.getByRole('button', { name: 'Copy again' }).first().click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(/^use-host is connected to use target right now \(last read .*\)/)).toBeVisible()
  await expect(dialog.getByText('A file system on')).toHaveCount(0)
  const again = dialog.getByRole('button', { name: 'Copy again' })
  await expect(again).toBeDisabled()
  await expect(again).toHaveAccessibleDescription(/Unmount it first/)
  client.destroy()
  // It need not be said of a target that nobody uses any more.
  await expect(dialog.getByRole('checkbox')).toHaveCount(0)
  await expect(dialog.getByText(/^use-host was connected to use target until/)).toBeVisible()
  await again.click()
  await expect(dialog).toBeHidden()
})

test('a repository has one of the usual sizes, or any other', async ({ page, product }) => {
  const { rest } = product
  const pool = await rest.post<Made>('/pools', { name: 'share pool', path: path.join(product.directory, 'share-pool') })
  const source = await rest.post<Made>('/virtual-disks', { name: 'share source', poolId: pool.id, capacityBytes: 100 * MiB })
  await signIn(page)
  await page.goto(`/copies/new?source=${source.id}`)
  await nextStep(page)
  await nextStep(page)
  await page.getByRole('radio', { name: 'Create a new virtual disk', exact: true }).click()
  await nextStep(page)
  const percent = page.getByRole('textbox', { name: 'Repository, in percent of the source' })
  const shares = page.getByRole('group', { name: 'Usual sizes' })
  await expect(shares.getByRole('button', { name: '20%', exact: true })).toHaveAttribute('aria-pressed', 'true')
  await shares.getByRole('button', { name: '120%' }).click()
  await expect(percent).toHaveValue('120')
  await percent.fill('121')
  await nextStep(page)
  await expect(percent).toHaveAttribute('aria-invalid', 'true')
  await shares.getByRole('button', { name: '60%' }).click()
  await nextStep(page)
  await expect(page.getByRole('region', { name: 'The same by REST' })).toContainText('"repositoryPercent": 60')
})
