/** An iSCSI host, from an initiator that nobody knows to one that is logged in, seen in detail, and logged out. */
import path from 'node:path'
import { cdbOf, LoginRefused, RawInitiator } from '../../server/engine/targets/iscsi/test-support/raw-initiator'
import { nextStep, signIn } from '../support/console'
import { expect, test } from '../support/fixtures'
import { MiB } from '../support/seed'

const NAME = 'iqn.2026-01.test:newcomer'
const [SECRET, ARRAY_SECRET] = ['host-secret-1', 'array-secret-2']

test('an initiator that came is chosen, authenticates both ways, and is logged out', async ({ page, product }) => {
  const { rest } = product
  const pool = await rest.post<{ id: string }>('/pools', { name: 'newcomer pool', path: path.join(product.directory, 'newcomer-pool') })
  await rest.post('/virtual-disks', { name: 'newcomer disk', poolId: pool.id, capacityBytes: 16 * MiB })
  const { targets } = await rest.get<{ targets: { iscsi: { iqn: string } } }>('/array')
  const enter = (chap?: { user: string; secret: string; mutual: boolean }) =>
    RawInitiator.enter(product.iscsiPort, { name: NAME, target: targets.iscsi.iqn, ...(chap && { chap }) })
  await expect(enter()).rejects.toThrow(LoginRefused)

  await signIn(page)
  await page.goto('/hosts/new')
  await page.getByRole('textbox', { name: 'Name of the host' }).fill('newcomer')
  await nextStep(page)
  await page.getByRole('button', { name: 'Add an iSCSI port' }).click()
  await expect(page.getByRole('list', { name: 'Initiators that came and belong to no host' })).toContainText('refused: no host has this name')
  await page.getByRole('button', { name: `Use ${NAME}` }).click()
  await expect(page.getByRole('textbox', { name: 'iSCSI name (IQN)' })).toHaveValue(NAME)
  await page.getByLabel('CHAP secret').fill(SECRET)
  await page.getByRole('checkbox', { name: /The array proves itself/ }).check()
  await nextStep(page)
  await expect(page.getByLabel('Secret of the array')).toHaveAttribute('aria-invalid', 'true')
  await page.getByLabel('Secret of the array').fill(ARRAY_SECRET)
  await nextStep(page)
  await page.getByRole('searchbox', { name: 'Search by name' }).fill('newcomer')
  await page.getByRole('radio', { name: 'newcomer disk', exact: true }).click()
  await nextStep(page)
  await expect(page.getByRole('region', { name: /^The same by REST/ })).not.toContainText(ARRAY_SECRET)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(page.getByText('node.session.auth.password_in').first()).toBeVisible()

  const client = await enter({ user: NAME, secret: SECRET, mutual: true })
  await client.command({ cdb: cdbOf.testUnitReady() })
  await client.command({ cdb: cdbOf.read10(0, 8), read: 4096 })
  const { items: [host] } = await rest.get<{ items: { id: string }[] }>('/hosts?q=newcomer')
  await page.goto(`/hosts/${host?.id}`)
  await expect(page.getByText('the array proves itself, too (mutual CHAP)')).toBeVisible()
  const sessions = page.getByRole('list', { name: 'Connections now' })
  await sessions.getByText('Details of newcomer disk').click()
  for (const fact of ['Mutual CHAP', '4 KiB', 'MaxBurstLength', `127.0.0.1:${product.iscsiPort}`]) await expect(sessions).toContainText(fact)
  await sessions.getByRole('button', { name: 'Log out…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('newcomer loses newcomer disk.')
  await expect(dialog).toContainText('The host is asked to log out.')
  await dialog.getByRole('button', { name: 'Log out', exact: true }).click()
  await expect(page.getByText('Nobody is connected.')).toBeVisible()
  await client.untilClosed()

  const again = await enter({ user: NAME, secret: SECRET, mutual: true })
  await again.command({ cdb: cdbOf.testUnitReady() })
  await expect(sessions.getByText('Details of newcomer disk')).toBeVisible()
  await page.getByRole('button', { name: 'Edit' }).click()
  const remove = dialog.getByRole('button', { name: 'Remove the secret' })
  await remove.click()
  await expect(dialog.getByLabel('CHAP secret')).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Keep the secret' }).click()
  await expect(dialog.getByLabel('CHAP secret')).toBeVisible()
  await remove.click()
  for (const said of ['let in without one.', 'does not prove itself any more', 'Its open session ends at once']) {
    await expect(dialog).toContainText(said)
  }
  await dialog.getByRole('button', { name: 'Save' }).click()
  await again.untilClosed()
  await expect(page.getByText('without a key')).toBeVisible()
  const without = await enter()
  expect((await without.command({ cdb: cdbOf.inquiry(null), read: 96 })).status).toBe(0)
  without.destroy()
  const { items: events } = await rest.get<{ items: { description: string }[] }>('/events?limit=20')
  expect(events.map(({ description }) => description)).toContain(`The port “${NAME}” of the host “newcomer” needs no CHAP secret any more.`)
})
