/**
 * Makes e2e/readme-picture.png, the picture in README.md: `npx tsx e2e/readme-picture.ts`, whenever the console's look
 * changed. It writes about 10 GiB to the directory for temporary files, and removes them.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { chromium, expect } from '@playwright/test'
import config from '../playwright.config'
import { background } from './support/commands'
import { signIn } from './support/console'
import { Product } from './support/product'
import { copyIs, GiB } from './support/seed'

const WIDTH = 1280
const HEIGHT = 800
const picture = path.resolve(import.meta.dirname, 'readme-picture.png')

interface Made {
  id: string
}

const product = await Product.start()
const { rest } = product
await rest.patch('/array', { name: 'Attic' })
const pool = await rest.post<Made>('/pools', { name: 'fast', path: path.join(product.directory, 'fast') })
await rest.post('/pools', { name: 'archive', path: path.join(product.directory, 'archive') })
const disk = (name: string, capacityBytes: number) =>
  rest.post<Made>('/virtual-disks', { name, poolId: pool.id, capacityBytes })
const accounts = await disk('accounts', 40 * GiB)
const accountsCopy = await disk('accounts, nightly', 40 * GiB)
const mail = await disk('mail', 4 * GiB)
const mailCopy = await disk('mail, for the auditor', 4 * GiB)
await disk('vm-images', 1536 * GiB)
await disk('scratch', 500 * GiB)
for (const [name, virtualDiskId] of [['db1', accounts.id], ['mx1', mail.id]] as const) {
  const host = await rest.post<Made>('/hosts', { name, os: 'linux', ports: [] })
  await rest.post('/mappings', { virtualDiskId, hostId: host.id })
}
const writers = ['db1', 'mx1'].map((host) =>
  background(
    'fio', `--name=${host}`, '--ioengine=nbd', `--uri=${product.nbdUri(`${host}/0`)}`, '--rw=write', '--bs=1M',
    '--time_based', '--runtime=600', '--size=2G',
  ),
)
for (const { id } of [accounts, mail]) {
  const written = async () => (await rest.get<{ writtenBytes: number }>(`/virtual-disks/${id}/statistics`)).writtenBytes
  await expect.poll(written, { timeout: 240_000 }).toBeGreaterThanOrEqual(2 * GiB)
}
const nightly = { sourceId: accounts.id, targetId: accountsCopy.id, type: 'online' }
const first = await rest.post<Made>('/copies', { ...nightly, priority: 'highest' })
await copyIs(product, first.id, 'completed')

const browser = await chromium.launch(config.use?.launchOptions ?? {})
const page = await browser.newPage({ baseURL: product.url, viewport: { width: WIDTH, height: HEIGHT }, locale: 'en-US' })
await signIn(page)
await rest.post('/copies', { sourceId: mail.id, targetId: mailCopy.id, type: 'online', priority: 'medium' })
await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuetext', /^[2-9]\d\./, { timeout: 120_000 })
await expect(page.getByRole('region', { name: 'Running now' })).toContainText('left')
mkdirSync(path.dirname(picture), { recursive: true })
await page.screenshot({ path: picture, animations: 'disabled' })
await browser.close()
for (const writer of writers) await writer.stop()
await product.dispose()
process.stdout.write(`${picture}\n`)
