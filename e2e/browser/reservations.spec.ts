/** Which node owns an MSCS shared disk is seen wherever it matters, and a dead cluster's reservation can be ended. */
import { cdbOf } from '../../server/engine/targets/iscsi/test-support/raw-initiator'
import { reserveOut } from '../../server/engine/targets/iscsi/test-support/reserve-out'
import { makeCluster } from '../support/cluster'
import { nextStep, signIn } from '../support/console'
import { expect, test } from '../support/fixtures'

test('the owner node of a shared disk is shown, followed, and heeded where a snapshot is mapped', async ({ page, product }) => {
  const { shared, group, nodes: [one, two] } = await makeCluster(product, 'owner')
  const [first, second] = [await one.login(), await two.login()]
  await one.register(first)
  await two.register(second)
  await reserveOut(first, 'reserve', { key: one.key })

  await signIn(page)
  await page.goto(`/virtual-disks/${shared.id}`)
  const reservations = page.getByRole('region', { name: 'Reservations' })
  const mapping = page.getByRole('region', { name: 'Mapping', exact: true })
  await expect(reservations).toContainText('Write exclusive, registrants only')
  await expect(mapping).toContainText('Owner node')
  await expect(mapping.getByRole('link', { name: one.name }).first()).toBeVisible()
  const rows = reservations.getByRole('list', { name: 'Registered initiators' }).getByRole('listitem')
  await expect(rows.filter({ hasText: one.iqn })).toContainText('Holds the reservation')
  await expect(rows.filter({ hasText: two.iqn })).toContainText('Registered')

  // The other node takes the disk over from a dead one.
  first.destroy()
  await expect(rows.filter({ hasText: one.iqn })).toContainText('not logged in')
  await reserveOut(second, 'preempt', { key: two.key, second: one.key })
  await expect(rows.filter({ hasText: two.iqn })).toContainText('Holds the reservation')
  await expect(rows).toHaveCount(1)

  await page.goto(`/hosts/groups/${group.id}`)
  await expect(page.getByText(`Belongs to ${two.name} now`)).toBeVisible()

  await page.goto(`/copies/new?source=${shared.id}&through=snapshot`)
  await nextStep(page)
  await expect(page.getByRole('radio', { name: two.name })).toHaveAccessibleDescription(/Holds the reservation/)
  await page.getByRole('radio', { name: one.name }).click()
  await expect(page.getByText(`${one.name} does not own the disk now`)).toBeVisible()
  await page.getByRole('radio', { name: two.name }).click()
  await expect(page.getByText('does not own the disk now')).toBeHidden()
  await nextStep(page)
  second.destroy()
})

test('an administrator ends the reservations of a dead cluster, and reads before who loses what', async ({ page, product }) => {
  const { shared, nodes: [one, two] } = await makeCluster(product, 'ended')
  const [first, second] = [await one.login(), await two.login()]
  await one.register(first)
  await two.register(second)
  await reserveOut(first, 'reserve', { key: one.key })
  first.destroy()

  await signIn(page)
  await page.goto(`/virtual-disks/${shared.id}`)
  await page.getByRole('button', { name: 'End all reservations…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText(`${one.name} (${one.iqn}) loses the reservation (Write exclusive, registrants only) and its registration`)
  await expect(dialog).toContainText(`${two.name} (${two.iqn}) loses its registration with the key`)
  await expect(dialog.getByRole('button', { name: 'End them' })).toBeDisabled()
  await dialog.getByRole('textbox').fill(shared.name)
  // Meanwhile the living node takes the disk over: that is another matter than what the dialog tells.
  await reserveOut(second, 'preempt', { key: two.key, second: one.key })
  await dialog.getByRole('button', { name: 'End them' }).click()
  await expect(dialog.getByRole('alert')).toContainText('are not those that you saw any more')
  await expect(dialog).toContainText(one.iqn)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  const registered = page.getByRole('list', { name: 'Registered initiators' }).getByRole('listitem')
  await expect(registered).toHaveCount(1)
  await page.getByRole('button', { name: 'End all reservations…' }).click()
  await expect(dialog).not.toContainText(one.iqn)
  await dialog.getByRole('textbox').fill(shared.name)
  await dialog.getByRole('button', { name: 'End them' }).click()
  await expect(page.getByRole('region', { name: 'Reservations' })).toContainText('No node of the cluster has reserved it')
  expect(await second.command({ cdb: cdbOf.testUnitReady() })).toMatchObject({ sense: '06/2a/03' })
  await expect(page.getByText(/The reservation of “ended quorum” and all registrations/)).toBeVisible()
  second.destroy()
})
