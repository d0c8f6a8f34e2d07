import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CopyFacts, copyReaches, createDisk, createPool, mapDisk } from '../support/array'
import { run, runRefused } from '../support/commands'
import { Product } from '../support/product'

const MIB = 2 ** 20
const CAPACITY = 32 * MIB
/** The name that QEMU's initiator gives itself. */
const QEMU_IQN = 'iqn.2008-11.org.linux-kvm'
const SECRET = 'twelve-characters'
const ARRAY_SECRET = 'other-characters'
let product: Product
let iqn: string

beforeAll(async () => {
  product = await Product.start()
  const array = await product.rest.get<{ targets: { iscsi: { iqn: string; port: number } } }>('/array')
  expect(array.targets.iscsi.port).toBe(product.iscsiPort)
  iqn = array.targets.iscsi.iqn
})
afterAll(() => product.dispose())

const url = (lun: number, user = '') => `iscsi://${user}127.0.0.1:${product.iscsiPort}/${iqn}/${lun}`

test('a host with an iSCSI port and CHAP writes a disk, is seen, and reads its online copy', async () => {
  const poolId = await createPool(product)
  const source = await createDisk(product, poolId, 'finance', CAPACITY)
  const target = await createDisk(product, poolId, 'finance copy', CAPACITY)
  const host = await product.rest.post<{ id: string }>('/hosts', {
    name: 'db1',
    os: 'linux',
    ports: [{ type: 'iscsi', identifier: QEMU_IQN, chapUser: 'db1', chapSecret: SECRET }],
  })
  for (const { id } of [source, target]) await mapDisk(product, id, host.id)
  const image = path.join(product.directory, 'image')
  const content = Buffer.concat([randomBytes(3 * MIB), Buffer.alloc(CAPACITY - 3 * MIB)])
  await writeFile(image, content)
  const user = `db1%${SECRET}@`

  expect(await runRefused('qemu-img', 'info', url(0))).toMatch(/login|authentication/i)
  const events = async () => (await product.rest.get<{ items: { type: string; description: string }[] }>('/events')).items
  await expect.poll(async () => (await events()).find(({ type }) => type === 'host_refused')?.description).toContain(QEMU_IQN)
  await run('qemu-img', 'convert', '-n', '-f', 'raw', '-O', 'raw', image, url(0, user))
  const copy = await product.rest.post<CopyFacts>('/copies', { sourceId: source.id, targetId: target.id, type: 'online' })
  await copyReaches(product, copy.id, 'completed')
  const back = path.join(product.directory, 'back')
  await run('qemu-img', 'convert', '-f', 'raw', '-O', 'raw', url(1, user), back)
  expect((await readFile(back)).equals(content)).toBe(true)
  // The target is read-only when the copy is done, and says so in SCSI's words.
  expect(await runRefused('qemu-io', '-f', 'raw', '-c', 'write 0 4k', url(1, user))).toMatch(/read.only|protect|permit/i)
})

test('an open session is listed for as long as it lasts', async () => {
  const reading = ['-c', 'read 0 4k', '-c', 'sleep 5000', '-c', 'read 0 4k']
  const hosts = run('qemu-io', '-r', '-f', 'raw', ...reading, url(0, `db1%${SECRET}@`)).catch(String)
  const listed = () =>
    product.rest.get<{ items: { id: string; protocol: string; hostName: string; exportName: string; identity: string }[] }>('/sessions')
  await expect.poll(async () => (await listed()).items.length).toBe(1)
  const { items: [session] } = await listed()
  expect(session).toMatchObject({ protocol: 'iscsi', hostName: 'db1', exportName: 'db1/0', identity: QEMU_IQN })
  await hosts
  await expect.poll(async () => (await listed()).items).toEqual([])
})

test('the array proves itself by mutual CHAP to a host that asks, and fails to one that expects another', async () => {
  const poolId = await createPool(product, 'mutual')
  const disk = await createDisk(product, poolId, 'mutual', CAPACITY)
  const name = 'iqn.2026-01.test:mutual'
  const { id } = await product.rest.post<{ id: string }>('/hosts', {
    name: 'mutual',
    os: 'linux',
    ports: [{ type: 'iscsi', identifier: name, chapUser: 'host', chapSecret: SECRET, mutualChapUser: 'array', mutualChapSecret: ARRAY_SECRET }],
  })
  await mapDisk(product, disk.id, id)
  const asking = (user: string, secret: string) => `${url(0, `host%${SECRET}@`)}?target_user=${user}&target_password=${secret}`
  const capacity = (target: string) => ['iscsi-readcapacity16', '-i', name, target] as const
  expect(await run(...capacity(asking('array', ARRAY_SECRET)))).toMatch(/Total size/i)
  expect(await run(...capacity(url(0, `host%${SECRET}@`)))).toMatch(/Total size/i)
  for (const wrong of [asking('array', 'not of the array'), asking('somebody', ARRAY_SECRET)]) {
    expect(await runRefused(...capacity(wrong))).toMatch(/login|authentication|mutual|chap/i)
  }
  const shown = await product.rest.get<{ ports: unknown[] }>(`/hosts/${id}`)
  expect(shown.ports).toMatchObject([{ hasMutualSecret: true, mutualChapUser: 'array' }])
  expect(JSON.stringify(shown)).not.toContain(ARRAY_SECRET)
  // An array that has no secret for the host can't prove itself, and lets nobody believe that it did.
  await product.rest.patch(`/hosts/${id}`, { ports: [{ type: 'iscsi', identifier: name, mutualChapSecret: null }] })
  expect(await runRefused(...capacity(asking('array', ARRAY_SECRET)))).toMatch(/login|authentication|mutual|chap/i)
})
