import type { Page } from '@playwright/test'
import { background } from '../support/commands'
import { administrator, expect, test } from '../support/fixtures'
import { signIn, titleLine } from '../support/console'
import { Product } from '../support/product'
import { copyIs, GiB, seed } from '../support/seed'

test('what others change is there without a reload', async ({ page, product }) => {
  const { rest } = product
  const { pool, spare, host } = await seed(product, 'live')
  await signIn(page)
  await page.goto('/virtual-disks?q=live')
  const table = page.getByRole('table', { name: 'Virtual disks' })
  await expect(table.getByRole('link', { name: spare.name })).toBeVisible()

  await rest.patch(`/virtual-disks/${spare.id}`, { name: 'live and renamed' })
  await expect(table.getByRole('link', { name: 'live and renamed' })).toBeVisible()
  const made = await rest.post<{ id: string }>('/virtual-disks', { name: 'live and new', poolId: pool.id, capacityBytes: GiB })
  await expect(table.getByRole('link', { name: 'live and new' })).toBeVisible()
  await rest.delete(`/virtual-disks/${made.id}`)
  await expect(table.getByRole('link', { name: 'live and new' })).toBeHidden()

  await page.getByRole('link', { name: 'live and renamed' }).click()
  await rest.post('/mappings', { virtualDiskId: spare.id, hostId: host.id })
  await expect(page.getByRole('region', { name: 'Mapping' })).toContainText('live-host')
  await rest.patch(`/virtual-disks/${spare.id}`, { readOnly: true })
  await expect(page.getByRole('region', { name: 'Host access' })).toContainText('Refused')
  await expect(page.getByRole('region', { name: 'Related events' })).toContainText('read-only')
})

test('a host’s connection and its I/O show while they last', async ({ page, product }) => {
  const { source, host } = await seed(product, 'live-io')
  await signIn(page)
  await page.goto(`/virtual-disks/${source.id}`)
  const writer = background(
    'fio', '--name=live', '--ioengine=nbd', `--uri=${product.nbdUri(`${host.name}/0`)}`, '--rw=randwrite', '--bs=4k',
    '--time_based', '--runtime=60', '--size=16M',
  )
  await expect(page.getByRole('region', { name: 'Mapping' })).toContainText(`${host.name} from 127.0.0.1`)
  await expect(page.getByRole('region', { name: 'Writes' })).toContainText(/[1-9][\d,]* per second/)
  await writer.stop()
  await expect(page.getByRole('region', { name: 'Mapping' })).toContainText('Nobody')
})

test('a running copy moves in the drawer, the list and its page, and can be stopped and copied again', async ({
  page,
  product,
}) => {
  test.setTimeout(120_000)
  const { rest } = product
  const { pool, host } = await seed(product, 'live-copy')
  const disk = (name: string) =>
    rest.post<{ id: string }>('/virtual-disks', { name: `live-copy ${name}`, poolId: pool.id, capacityBytes: 4 * GiB })
  const [from, to] = [await disk('big'), await disk('bigger')]
  const { lun } = await rest.post<{ lun: number }>('/mappings', { virtualDiskId: from.id, hostId: host.id })
  const fill = background(
    'fio', '--name=fill', '--ioengine=nbd', `--uri=${product.nbdUri(`${host.name}/${lun}`)}`, '--rw=write', '--bs=1M',
    '--time_based', '--runtime=100', '--size=2G',
  )
  await expect
    .poll(async () => (await rest.get<{ writtenBytes: number }>(`/virtual-disks/${from.id}/statistics`)).writtenBytes, {
      timeout: 60_000,
    })
    .toBeGreaterThan(GiB)

  await signIn(page)
  const copy = await rest.post<{ id: string }>('/copies', {
    sourceId: from.id, targetId: to.id, type: 'online', priority: 'low',
  })
  await page.getByRole('button', { name: '1 operation runs' }).click()
  const drawer = page.getByRole('dialog', { name: 'Operations in progress' })
  await expect(drawer.getByRole('progressbar')).toHaveAttribute('aria-valuetext', /^(?!0\.0%)/)
  await drawer.getByRole('link', { name: 'live-copy big to live-copy bigger' }).click()

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('live-copy big to live-copy bigger')
  await expect(page.getByRole('region', { name: 'State of the copy' })).toContainText(/\/s/)
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByRole('dialog')).toContainText('stays incomplete')
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByText('Stopped', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Stop' })).toBeDisabled()
  await fill.stop()

  await page.getByRole('button', { name: 'Change the priority' }).click()
  await page.getByRole('radio', { name: 'Highest' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Change the priority' }).click()
  await expect(page.getByText('has the priority Highest')).toBeVisible()
  await page.getByRole('button', { name: 'Copy again' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Copy again' }).click()
  await copyIs(product, copy.id, 'completed')
  await expect(titleLine(page)).toContainText('Completed')

  await page.getByRole('button', { name: 'Remove the pair' }).click()
  await expect(page.getByRole('dialog')).toContainText('Their data stays.')
  await page.getByRole('dialog').getByRole('button', { name: 'Remove the pair' }).click()
  await expect(page).toHaveURL('/copies')
})

test('an interruption is said, nothing goes blank, and all is current afterwards', async ({ browser }) => {
  test.setTimeout(200_000)
  const product = await Product.start()
  const page: Page = await browser.newPage({ baseURL: product.url })
  await signIn(page, administrator)
  const { spare } = await seed(product, 'interrupted')
  await page.goto('/virtual-disks')
  await expect(page.getByRole('link', { name: spare.name })).toBeVisible()
  await product.kill()
  await expect(page.getByText('The connection to the array is interrupted')).toBeVisible()
  await expect(page.getByRole('link', { name: spare.name })).toBeVisible()
  await product.start()
  await product.rest.patch(`/virtual-disks/${spare.id}`, { name: 'interrupted and renamed' })
  await expect(page.getByText('The connection to the array is interrupted')).toBeHidden({ timeout: 30_000 })
  await expect(page.getByRole('link', { name: 'interrupted and renamed' })).toBeVisible()
  await page.close()
  await product.dispose()
})
