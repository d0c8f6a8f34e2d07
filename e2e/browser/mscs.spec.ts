/** What a cluster shares is copied through a snapshot, and none of its images is ever seen by the whole cluster. */
import { run } from '../support/commands'
import { nextStep, signIn, titleLine } from '../support/console'
import { expect, test } from '../support/fixtures'
import { MiB } from '../support/seed'
import path from 'node:path'

interface Made {
  id: string
  name: string
}

const REFUSAL = {
  'en-US': 'The operation cannot complete because the selected virtual disk is not a source virtual disk candidate.',
  'de-DE':
    'Der Vorgang kann nicht abgeschlossen werden, da das ausgewählte virtuelle Laufwerk nicht als virtuelles Quelllaufwerk geeignet ist.',
}

test('an MSCS shared disk is copied through a snapshot, from its refusal to the finished copy', async ({ page, product }) => {
  test.setTimeout(180_000)
  const { rest } = product
  const pool = await rest.post<Made>('/pools', { name: 'mscs pool', path: path.join(product.directory, 'mscs-pool') })
  const disk = (name: string) => rest.post<Made>('/virtual-disks', { name, poolId: pool.id, capacityBytes: 64 * MiB })
  const [quorum, target] = [await disk('mscs quorum'), await disk('mscs target')]
  const node = (name: string) => rest.post<Made>('/hosts', { name, os: 'windows', ports: [] })
  const nodes = [await node('mscs-node-1'), await node('mscs-node-2')]
  const cluster = await rest.post<Made>('/host-groups', { name: 'mscs cluster', cluster: 'mscs', hostIds: nodes.map(({ id }) => id) })
  const { lun } = await rest.post<{ lun: number }>('/mappings', { virtualDiskId: quorum.id, hostGroupId: cluster.id })
  await run('qemu-io', '-f', 'raw', '-c', 'write -P 0x5a 0 64M', product.nbdUri(`mscs-node-1/${lun}`))

  await signIn(page)
  await page.goto('/copies/new')
  await page.getByRole('searchbox', { name: 'Search by name' }).fill('mscs')
  const shared = page.getByRole('radio', { name: quorum.name, exact: true })
  await expect(shared).toBeDisabled()
  await expect(shared).toHaveAccessibleDescription(new RegExp(REFUSAL['en-US'].replaceAll('.', '\\.')))
  await page.getByRole('button', { name: 'Copy it safely through a snapshot…' }).click()
  await nextStep(page)
  await expect(page.getByRole('heading', { level: 2, name: 'Snapshot' })).toBeVisible()
  await page.getByRole('textbox', { name: 'Repository of the snapshot' }).fill('0')
  await nextStep(page)
  await expect(page.getByRole('textbox', { name: 'Repository of the snapshot' })).toHaveAttribute('aria-invalid', 'true')
  await page.getByRole('textbox', { name: 'Repository of the snapshot' }).fill('40')
  await page.getByRole('radio', { name: 'mscs-node-1', exact: true }).click()
  // What the node has to heed has to be read first.
  const read = page.getByRole('checkbox', { name: 'I have read this and see to it' })
  await nextStep(page)
  await expect(page.getByText('Read what has to be heeded, and say so.')).toBeVisible()
  await expect(read).toHaveAttribute('aria-invalid', 'true')
  await read.check()
  await nextStep(page)
  await page.getByRole('searchbox', { name: 'Search by name' }).fill('mscs')
  await page.getByRole('radio', { name: target.name, exact: true }).click()
  await nextStep(page)
  await page.getByRole('radio', { name: 'Highest', exact: true }).click()
  await nextStep(page)
  await expect(page.getByText('The snapshot is mapped to mscs-node-1 only')).toBeVisible()
  await expect(page.getByRole('region', { name: /^The same by REST/ })).toContainText(/snapshots[\s\S]*mappings[\s\S]*copies/)
  expect(await rest.get(`/snapshots?sourceId=${quorum.id}`)).toMatchObject({ total: 0 })
  await page.getByRole('button', { name: 'Start the copy' }).click()
  await expect(titleLine(page)).toContainText('Completed', { timeout: 60_000 })

  // The copy holds what the cluster wrote; the snapshot is seen by one node and can't be by the other, nor by both.
  const backup = await rest.post<Made>('/hosts', { name: 'mscs-backup', os: 'linux', ports: [] })
  const mapping = await rest.post<{ lun: number; warnings: unknown[] }>('/mappings', { virtualDiskId: target.id, hostId: backup.id })
  expect(mapping.warnings).toEqual([])
  const copied = await run('qemu-io', '-r', '-f', 'raw', '-c', 'read -P 0x5a 0 64M', product.nbdUri(`mscs-backup/${mapping.lun}`))
  expect(copied).toContain('read 67108864/67108864 bytes')
  expect(copied).not.toMatch(/verification failed/i)
})

test('a copy through a snapshot that is refused half-way goes on from there', async ({ page, product }) => {
  test.setTimeout(180_000)
  const { rest } = product
  const pool = await rest.post<Made>('/pools', { name: 'halt pool', path: path.join(product.directory, 'halt-pool') })
  const quorum = await rest.post<Made>('/virtual-disks', { name: 'halt quorum', poolId: pool.id, capacityBytes: 16 * MiB })
  const node = (name: string) => rest.post<Made>('/hosts', { name, os: 'windows', ports: [] })
  const [one, two] = [await node('halt-node-1'), await node('halt-node-2')]
  const cluster = await rest.post<Made>('/host-groups', { name: 'halt cluster', cluster: 'mscs', hostIds: [one.id, two.id] })
  const { lun } = await rest.post<{ lun: number }>('/mappings', { virtualDiskId: quorum.id, hostGroupId: cluster.id })
  await run('qemu-io', '-f', 'raw', '-c', 'write -P 0x5a 0 16M', product.nbdUri(`halt-node-1/${lun}`))

  await signIn(page)
  await page.goto(`/virtual-disks/${quorum.id}`)
  await expect(titleLine(page)).toContainText('MSCS shared disk')
  await page.getByRole('link', { name: 'Copy through a snapshot' }).click()
  await nextStep(page)
  const whole = page.getByRole('radio', { name: cluster.name, exact: true })
  await expect(whole).toBeDisabled()
  await expect(whole).toHaveAccessibleDescription(/the data would be corrupted/)
  await page.getByRole('radio', { name: one.name, exact: true }).click()
  await expect(page.getByText(`To be heeded on ${one.name}`)).toBeVisible()
  await page.getByRole('checkbox', { name: 'I have read this and see to it' }).check()
  await nextStep(page)
  await page.getByRole('radio', { name: 'A new virtual disk', exact: false }).click()
  await nextStep(page)
  await nextStep(page)
  await expect(page.getByText(`The snapshot is mapped to ${one.name} only`)).toBeVisible()

  // Meanwhile somebody shows another image of the disk to the other node.
  const other = await rest.post<Made>('/snapshots', { sourceId: quorum.id, name: 'halt other' })
  const mapping = await rest.post<Made>('/mappings', { virtualDiskId: other.id, hostId: two.id })
  await page.getByRole('button', { name: 'Start the copy' }).click()
  const refusal = page.getByRole('form').getByRole('alert')
  await expect(refusal).toContainText('The snapshot is taken, but it is not mapped.')
  await expect(refusal).toContainText('corrupt')
  await expect(page.getByText('Done already')).toBeVisible()
  expect(await rest.get(`/snapshots?sourceId=${quorum.id}`)).toMatchObject({ total: 2 })
  // A refresh loses nothing of it.
  await page.reload()
  await expect(page.getByText('Done already')).toBeVisible()
  await rest.delete(`/mappings/${mapping.id}`)
  await page.getByRole('button', { name: 'Start the copy' }).click()
  await expect(titleLine(page)).toContainText('Completed', { timeout: 60_000 })
  const { items } = await rest.get<{ items: { name: string; mappedTo: { name: string } | null }[] }>('/virtual-disks?q=halt&kind=snapshot')
  expect(items.map(({ name, mappedTo }) => [name, mappedTo?.name ?? null])).toEqual([
    ['halt other', null],
    ['halt quorum-2', one.name],
  ])

  // The copy bears what the disk held; its page, and the disk's, say whose content it is and who sees it.
  await run('qemu-io', '-f', 'raw', '-c', 'write -P 0xa5 0 16M', product.nbdUri(`halt-node-2/${lun}`))
  const backup = await rest.post<Made>('/hosts', { name: 'halt-backup', os: 'linux', ports: [] })
  const [copy] = (await rest.get<{ items: Made[] }>(`/virtual-disks?originId=${quorum.id}`)).items
  if (!copy) throw new Error('The copy bears nothing.')
  const seen = await rest.post<{ lun: number }>('/mappings', { virtualDiskId: copy.id, hostId: backup.id })
  const read = await run('qemu-io', '-r', '-f', 'raw', '-c', 'read -P 0x5a 0 16M', product.nbdUri(`halt-backup/${seen.lun}`))
  expect(read).toContain('read 16777216/16777216 bytes')
  expect(read).not.toMatch(/verification failed/i)
  await page.goto(`/virtual-disks/${quorum.id}`)
  const relations = page.getByRole('region', { name: 'Relations' })
  await expect(relations).toContainText('1 virtual disk bears its content')
  await expect(relations.getByRole('link', { name: backup.name })).toBeVisible()
  await relations.getByRole('link', { name: copy.name, exact: true }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: copy.name })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Relations' })).toContainText(`Bears the content of ${quorum.name}`)
})

test.describe('in German', () => {
  test.use({ locale: 'de-DE' })

  test('the refusal has the words of the German manual, and images are kept from the cluster', async ({ page, product }) => {
    const { rest } = product
    const pool = await rest.post<Made>('/pools', { name: 'wsfc pool', path: path.join(product.directory, 'wsfc-pool') })
    const quorum = await rest.post<Made>('/virtual-disks', { name: 'wsfc quorum', poolId: pool.id, capacityBytes: 16 * MiB })
    const node = await rest.post<Made>('/hosts', { name: 'wsfc-node', os: 'windows', ports: [] })
    const cluster = await rest.post<Made>('/host-groups', { name: 'wsfc', cluster: 'mscs', hostIds: [node.id] })
    await rest.post('/mappings', { virtualDiskId: quorum.id, hostGroupId: cluster.id })
    const snapshot = await rest.post<Made>('/snapshots', { sourceId: quorum.id })

    await page.goto('/sign-in')
    await page.getByLabel('E-Mail-Adresse').fill('admin@example.com')
    await page.getByLabel('Kennwort').fill('correct horse battery')
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await expect(page.getByRole('navigation', { name: 'Hauptnavigation' })).toBeVisible()
    await page.goto('/copies/new')
    await page.getByRole('searchbox').fill('wsfc')
    await expect(page.getByRole('radio')).toHaveCount(3)
    const shared = page.getByRole('radio', { name: quorum.name, exact: true })
    await expect(shared).toHaveAccessibleDescription(new RegExp(REFUSAL['de-DE'].replaceAll('.', '\\.')))
    await expect(page.getByRole('button', { name: 'Sicher über einen Snapshot kopieren…' })).toBeVisible()

    await page.goto(`/virtual-disks/${snapshot.id}`)
    await page.getByRole('button', { name: 'Einem Host zuordnen' }).click()
    const dialog = page.getByRole('dialog')
    const whole = dialog.getByRole('radio', { name: 'wsfc', exact: true })
    await expect(whole).toBeDisabled()
    await expect(whole).toHaveAccessibleDescription(/hielten seine Knoten das eine für das andere/)
    await dialog.getByRole('radio', { name: 'wsfc-node', exact: true }).click()
    await expect(dialog.getByText('Bei wsfc-node zu beachten')).toBeVisible()
    await expect(dialog.getByRole('button', { name: 'Zuordnen' })).toBeDisabled()
    await dialog.getByRole('checkbox').check()
    await dialog.getByRole('button', { name: 'Zuordnen' }).click()
    await expect(dialog).toBeHidden()
    expect(await rest.get(`/mappings?virtualDiskId=${snapshot.id}`)).toMatchObject({
      items: [{ name: 'wsfc-node', warnings: [{ code: 'mscs_image_beside_original' }] }],
    })
  })
})

test('dialogs of hosts and host groups say what would come to see one disk for another', async ({ page, product }) => {
  const { rest } = product
  const pool = await rest.post<Made>('/pools', { name: 'twin pool', path: path.join(product.directory, 'twin-pool') })
  const original = await rest.post<Made>('/virtual-disks', { name: 'twin original', poolId: pool.id, capacityBytes: 16 * MiB })
  const host = await rest.post<Made>('/hosts', { name: 'twin-host', os: 'linux', ports: [] })
  const group = await rest.post<Made>('/host-groups', { name: 'twin group', cluster: 'none', hostIds: [host.id] })
  const snapshot = await rest.post<Made>('/snapshots', { sourceId: original.id })
  for (const { id } of [original, snapshot]) await rest.post('/mappings', { virtualDiskId: id, hostGroupId: group.id })

  await signIn(page)
  const dialog = page.getByRole('dialog')
  await page.goto(`/hosts/groups/${group.id}`)
  await page.getByRole('button', { name: 'Edit' }).click()
  await dialog.getByRole('combobox', { name: 'Cluster' }).selectOption('Microsoft failover cluster (MSCS)')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByRole('combobox', { name: 'Cluster' })).toHaveAccessibleDescription(/the data would be corrupted.*to one node of/)
  expect(await rest.get(`/host-groups/${group.id}`)).toMatchObject({ cluster: 'none' })

  await page.goto(`/hosts/${host.id}`)
  await page.getByRole('button', { name: 'Edit' }).click()
  await dialog.getByLabel('Operating system').selectOption('Windows')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByLabel('Operating system')).toHaveAccessibleDescription(/runs Windows and would see both.*to another host/)
  expect(await rest.get(`/hosts/${host.id}`)).toMatchObject({ os: 'linux' })

  // On Linux both may be seen; the page of the image says what to heed.
  await page.goto(`/virtual-disks/${snapshot.id}`)
  await expect(page.getByRole('region', { name: 'Mapping' })).toContainText('nouuid')
})
