/** Identities of their own, judged by the tools of the file systems and partition tables themselves. */
import { readFile, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Identities } from '../../server/array/identities/schema'
import { copyReaches, createDisk, createHost, createPool, type DiskFacts, mapDisk } from '../support/array'
import { run } from '../support/commands'
import { digest, makeExt4 } from '../support/ext4'
import { Product } from '../support/product'

const MIB = 2 ** 20
const BYTES = 64 * MIB

let product: Product
let poolId: string
beforeAll(async () => {
  product = await Product.start()
  poolId = await createPool(product)
})
afterAll(() => product.dispose())

interface Disk extends DiskFacts {
  mappedTo: { mappingId: string } | null
}

const place = (name: string) => path.join(product.directory, name)

/** A disk that holds `image`, and a copy of it by a virtual disk copy, mapped to nobody. */
async function copied(image: string, name: string): Promise<{ original: DiskFacts; copy: DiskFacts }> {
  const original = await createDisk(product, poolId, name, BYTES)
  const copy = await createDisk(product, poolId, `${name} copy`, BYTES)
  const uri = await mapDisk(product, original.id, await createHost(product, `${name}-writer`))
  await run('nbdcopy', image, uri)
  await unmap(original)
  const { id } = await product.rest.post<{ id: string }>('/copies', { sourceId: original.id, targetId: copy.id, type: 'offline' })
  await copyReaches(product, id, 'completed')
  return { original, copy }
}

async function unmap({ id }: DiskFacts): Promise<void> {
  const { mappedTo } = await product.rest.get<Disk>(`/virtual-disks/${id}`)
  if (mappedTo) await product.rest.delete(`/mappings/${mappedTo.mappingId}`)
}

/** What a host of that system reads of both, which it sees side by side. */
async function readTogether(disks: { original: DiskFacts; copy: DiskFacts }, name: string, os: 'windows' | 'linux') {
  const hostName = `${name}-${os}`
  const { id: hostId } = await product.rest.post<{ id: string }>('/hosts', { name: hostName, os, ports: [{ type: 'nbd', identifier: hostName }] })
  const files = { original: place(`${hostName}-original.img`), copy: place(`${hostName}-copy.img`) }
  for (const which of ['original', 'copy'] as const) {
    const mapping = await product.rest.post<{ nbdUris: string[]; warnings: unknown[] }>('/mappings', { virtualDiskId: disks[which].id, hostId })
    expect(mapping.warnings).toEqual([])
    await run('nbdcopy', mapping.nbdUris[0] ?? '', files[which])
  }
  await unmap(disks.original)
  await unmap(disks.copy)
  return files
}

async function identitiesOf({ id }: DiskFacts): Promise<Identities> {
  return product.rest.get<Identities>(`/virtual-disks/${id}/identities`)
}

const blkid = async (file: string, tag: string) => (await run('blkid', '-p', '-o', 'value', '-s', tag, file)).trim()

test('an ext4 file system that was copied gets a UUID of its own, and its checker finds nothing wrong', async () => {
  const image = place('ext4.img')
  await makeExt4(product.directory, image, BYTES, 300)
  const disks = await copied(image, 'ext4')
  const said = await identitiesOf(disks.copy)
  const made = await product.rest.post<Identities>(`/virtual-disks/${disks.copy.id}/synthesize`, { seed: said.seed })
  expect(made).toEqual(said)

  const { original, copy } = await readTogether(disks, 'ext4', 'windows')
  expect(await digest(original, 0, BYTES)).toBe(await digest(image, 0, BYTES))
  const change = made.structures[0]?.identities[0]
  expect([await blkid(original, 'UUID'), await blkid(copy, 'UUID')]).toEqual([change?.old, change?.new])
  expect(change?.new).not.toBe(change?.old)
  await run('e2fsck', '-fn', copy)
  expect(await filesOn(copy)).toEqual(await filesOn(original))
})

/** Every file with its inode and size, as ext4's own debugger lists them. */
async function filesOn(image: string): Promise<string> {
  return run('debugfs', '-R', 'ls -l folder-0', image)
}

test('a GPT disk that was copied gets GUIDs of its own, and so does the file system on its partition', async () => {
  const [image, part] = [place('gpt.img'), place('part.img')]
  await writeFile(image, '')
  await truncate(image, BYTES)
  await run('sgdisk', '-n', '1:2048:+32M', '-n', '2:0:0', '-c', '1:data', image)
  await makeExt4(product.directory, part, 32 * MIB, 20)
  await run('dd', `if=${part}`, `of=${image}`, 'bs=1M', 'seek=1', 'conv=notrunc', 'status=none')
  const disks = await copied(image, 'gpt')
  const made = await product.rest.post<Identities>(`/virtual-disks/${disks.copy.id}/synthesize`, {})
  expect(made.structures.flatMap(({ identities }) => identities.map(({ kind }) => kind)).sort()).toEqual([
    'diskGuid', 'partitionGuid', 'partitionGuid', 'uuid',
  ])

  const { original, copy } = await readTogether(disks, 'gpt', 'linux')
  expect(await digest(original, 0, BYTES)).toBe(await digest(image, 0, BYTES))
  expect(await run('sgdisk', '-v', copy)).toContain('No problems found')
  for (const { identities } of made.structures) {
    for (const { kind, partition, old, new: given } of identities) {
      if (kind === 'uuid') continue
      const [before, after] = [await guidsOf(original), await guidsOf(copy)]
      expect([before[partition ?? 0], after[partition ?? 0]]).toEqual([old.toUpperCase(), given.toUpperCase()])
    }
  }
  await run('dd', `if=${copy}`, `of=${part}`, 'bs=1M', 'skip=1', 'count=32', 'status=none')
  await run('e2fsck', '-fn', part)
  expect((await readFile(copy)).equals(await readFile(original))).toBe(false)
})

/** The GUID of the disk, then those of its two partitions. */
async function guidsOf(image: string): Promise<string[]> {
  const printed = [await run('sgdisk', '-p', image), await run('sgdisk', '-i', '1', image), await run('sgdisk', '-i', '2', image)]
  return printed.map((text) => /(?:Disk identifier \(GUID\)|Partition unique GUID): ([0-9A-F-]{36})/.exec(text)?.[1] ?? text)
}

test('before that, a Windows host may not see both, and the refusal says what to do', async () => {
  const image = place('plain.img')
  await makeExt4(product.directory, image, BYTES, 5)
  const { original, copy } = await copied(image, 'plain')
  const hostId = (await product.rest.post<{ id: string }>('/hosts', { name: 'plain-windows', os: 'windows', ports: [] })).id
  await product.rest.post('/mappings', { virtualDiskId: original.id, hostId })
  const refused = await product.rest.ask('POST', '/mappings', { virtualDiskId: copy.id, hostId })
  expect([refused.status, (refused.body as { code: string }).code]).toEqual([409, 'image_beside_original_windows'])
})

test('the target of a finished instant copy gets its own by its instant copy', async () => {
  const image = place('instant.img')
  await makeExt4(product.directory, image, BYTES, 50)
  const { copy: source } = await copied(image, 'instant')
  const target = await createDisk(product, poolId, 'instant target', BYTES)
  const { id } = await product.rest.post<{ id: string }>('/instant-copies', { sourceId: source.id, targetId: target.id, copyRate: 150 })
  await product.rest.post(`/instant-copies/${id}/start`, { prepare: true })
  await expect.poll(async () => (await product.rest.get<{ status: string }>(`/instant-copies/${id}`)).status, { timeout: 30_000 }).toBe('idle')
  const made = await product.rest.post<Identities>(`/instant-copies/${id}/synthesize`, {})
  expect(made.complete).toBe(true)
  const { copy } = await readTogether({ original: source, copy: target }, 'instant', 'windows')
  expect(await blkid(copy, 'UUID')).toBe(made.structures[0]?.identities[0]?.new)
  await run('e2fsck', '-fn', copy)
})
