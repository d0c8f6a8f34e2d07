/** Giving a copy identities of its own, as a person does it. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expectAccessible } from '../support/accessible'
import { run } from '../support/commands'
import { signIn, titleLine } from '../support/console'
import { expect, test } from '../support/fixtures'
import { MiB } from '../support/seed'

interface Made {
  id: string
  name: string
}

const OLD = '11111111-2222-4333-8444-555555555555'

test('what is found is listed with what it becomes, and shown as it was made', async ({ page, product }) => {
  const { rest } = product
  const pool = await rest.post<Made>('/pools', { name: 'identity pool', path: path.join(product.directory, 'identity-pool') })
  const disk = await rest.post<Made>('/virtual-disks', { name: 'identity disk', poolId: pool.id, capacityBytes: 8 * MiB })
  const host = await rest.post<Made>('/hosts', { name: 'identity-host', os: 'linux', ports: [] })
  const mapping = await rest.post<{ id: string; lun: number }>('/mappings', { virtualDiskId: disk.id, hostId: host.id })
  const image = path.join(product.directory, 'identity.img')
  await writeFile(image, Buffer.alloc(8 * MiB))
  await run('mke2fs', '-q', '-t', 'ext4', '-U', OLD, '-L', 'payroll', image)
  await run('nbdcopy', image, product.nbdUri(`${host.name}/${mapping.lun}`))

  await signIn(page)
  await page.goto(`/virtual-disks/${disk.id}`)
  await page.getByRole('button', { name: 'More' }).click()
  await expect(page.getByRole('menuitem', { name: 'Give it its own identities' })).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Escape')
  await rest.delete(`/mappings/${mapping.id}`)
  await page.getByRole('button', { name: 'Map to a host' }).first().waitFor()

  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Give it its own identities' }).click()
  const dialog = page.getByRole('dialog', { name: 'Give identity disk identities of its own' })
  await expect(dialog).toContainText('payroll')
  await expect(dialog).toContainText(OLD)
  await expect(dialog).toContainText('it may not boot afterwards')
  await expectAccessible(page)
  const given = await dialog.locator('dd span').last().innerText()
  await dialog.getByRole('button', { name: 'Change them' }).click()
  await expect(dialog.getByRole('alert')).toContainText('has these identifiers now')
  await expect(dialog).toContainText(given)
  const now = await rest.get<{ structures: { identities: { old: string }[] }[] }>(`/virtual-disks/${disk.id}/identities`)
  expect(now.structures[0]?.identities[0]?.old).toBe(given)
})

test('the target of a finished instant copy gets them on the page of that copy', async ({ page, product }) => {
  const { rest } = product
  const pool = await rest.post<Made>('/pools', { name: 'target pool', path: path.join(product.directory, 'target-pool') })
  const [source, target] = [
    await rest.post<Made>('/virtual-disks', { name: 'target source', poolId: pool.id, capacityBytes: 8 * MiB }),
    await rest.post<Made>('/virtual-disks', { name: 'target image', poolId: pool.id, capacityBytes: 8 * MiB }),
  ]
  const host = await rest.post<Made>('/hosts', { name: 'target-host', os: 'linux', ports: [] })
  const { lun } = await rest.post<{ lun: number }>('/mappings', { virtualDiskId: source.id, hostId: host.id })
  const image = path.join(product.directory, 'target.img')
  await writeFile(image, Buffer.alloc(8 * MiB))
  await run('mke2fs', '-q', '-t', 'ext4', '-U', OLD, image)
  await run('nbdcopy', '--flush', image, product.nbdUri(`${host.name}/${lun}`))
  const copy = await rest.post<Made>('/instant-copies', { sourceId: source.id, targetId: target.id, copyRate: 0 })
  await rest.post(`/instant-copies/${copy.id}/start`, { prepare: true })

  await signIn(page)
  await page.goto(`/instant-copies/${copy.id}`)
  const give = page.getByRole('button', { name: 'Give the target its own identities' })
  await expect(give).toHaveAccessibleDescription(/has not run to its end/)
  await rest.patch(`/instant-copies/${copy.id}`, { copyRate: 150 })
  await expect(titleLine(page)).toContainText('Idle')
  await give.click()
  const dialog = page.getByRole('dialog', { name: 'Give target image identities of its own' })
  await expect(dialog).toContainText(OLD)
  await dialog.getByRole('button', { name: 'Change them' }).click()
  await expect(dialog.getByRole('alert')).toContainText('has these identifiers now')
  const uuidOf = async ({ id }: Made) =>
    (await rest.get<{ structures: { identities: { old: string }[] }[] }>(`/virtual-disks/${id}/identities`)).structures[0]?.identities[0]?.old
  expect(await uuidOf(source)).toBe(OLD)
  expect(await uuidOf(target)).not.toBe(OLD)
})
