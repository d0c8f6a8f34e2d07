/** Going back to a snapshot, as a person does it. */
import path from 'node:path'
import { run } from '../support/commands'
import { signIn } from '../support/console'
import { expect, test } from '../support/fixtures'
import { MiB } from '../support/seed'

interface Made {
  id: string
  name: string
}

test('a source is rolled back to a snapshot, after everything that this means was said', async ({ page, product }) => {
  const { rest } = product
  const pool = await rest.post<Made>('/pools', { name: 'rollback pool', path: path.join(product.directory, 'rollback-pool') })
  const source = await rest.post<Made>('/virtual-disks', { name: 'rollback source', poolId: pool.id, capacityBytes: 64 * MiB })
  const host = await rest.post<Made>('/hosts', { name: 'rollback-host', os: 'linux', ports: [] })
  const { lun } = await rest.post<{ lun: number }>('/mappings', { virtualDiskId: source.id, hostId: host.id })
  const uri = product.nbdUri(`${host.name}/${lun}`)
  await run('qemu-io', '-f', 'raw', '-c', 'write -P 1 0 64M', uri)
  const snapshot = await rest.post<Made>('/snapshots', { sourceId: source.id, name: 'rollback snapshot', repositoryPercent: 120 })
  await run('qemu-io', '-f', 'raw', '-c', 'write -P 2 0 64M', uri)

  await signIn(page)
  await page.goto(`/snapshots/${snapshot.id}`)
  await page.getByRole('button', { name: 'Roll the source back…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Roll rollback source back to rollback snapshot' })
  await expect(dialog).toContainText('Everything that was written to rollback source since is given up.')
  await expect(dialog).toContainText('rollback-host')
  const confirm = dialog.getByRole('button', { name: 'Roll back' })
  await dialog.getByRole('textbox').fill(source.name)
  await confirm.click()
  await expect(page.getByText('rollback source holds what rollback snapshot shows')).toBeVisible()
  const read = await run('qemu-io', '-r', '-f', 'raw', '-c', 'read -P 1 0 64M', uri)
  expect(read).toContain('read 67108864/67108864 bytes')
  expect(read).not.toMatch(/verification failed/i)
  await expect(page.getByText('The rollback of “rollback source” to the snapshot “rollback snapshot” is complete.')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Rollback of rollback source' })).toBeHidden()
})
