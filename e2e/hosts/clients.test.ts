import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDisk, createHost, createPool, type DiskFacts, mapDisk } from '../support/array'
import { background, run, runRefused } from '../support/commands'
import { makeExt4 } from '../support/ext4'
import { Product } from '../support/product'

const MIB = 2 ** 20
const CAPACITY = 96 * MIB
let product: Product
let poolId: string
let image: string

beforeAll(async () => {
  product = await Product.start()
  poolId = await createPool(product)
  image = path.join(product.directory, 'ext4.img')
  await makeExt4(product.directory, image, 64 * MIB, 300)
})
afterAll(() => product.dispose())

/** How one host reaches one disk: by address for libnbd's clients and fio, by arguments for QEMU's. */
interface Way {
  disk: DiskFacts
  uri: string
  qemu: string[]
  /** Where fio, whose NBD engine takes no key, finds the disk; with what has to end afterwards. */
  fio: () => Promise<{ uri: string; stop: () => Promise<void> }>
}

async function plain(): Promise<Way> {
  const disk = await createDisk(product, poolId, 'plain', CAPACITY)
  const uri = await mapDisk(product, disk.id, await createHost(product, 'plain1'))
  const qemu = ['--image-opts', `driver=raw,file.driver=nbd,${endpoint('plain1/0')}`]
  return { disk, uri, qemu, fio: async () => ({ uri, stop: async () => undefined }) }
}

async function overTls(): Promise<Way> {
  const key = randomBytes(32).toString('hex')
  const disk = await createDisk(product, poolId, 'secret', CAPACITY)
  const host = await product.rest.post<{ id: string }>('/hosts', {
    name: 'tls1',
    os: 'linux',
    ports: [{ type: 'nbd', identifier: 'tls1', psk: key }],
  })
  await mapDisk(product, disk.id, host.id)
  const folder = path.join(product.directory, 'psk')
  await mkdir(folder, { recursive: true })
  const keys = path.join(folder, 'keys.psk')
  await writeFile(keys, `tls1:${key}\n`, { mode: 0o600 })
  const credentials = `tls-creds-psk,id=tls0,endpoint=client,username=tls1,dir=${folder}`
  return {
    disk,
    uri: `nbds://tls1@127.0.0.1:${product.nbdPort}/tls1/0?tls-psk-file=${keys}`,
    qemu: ['--object', credentials, '--image-opts', `driver=raw,file.driver=nbd,${endpoint('tls1/0')},file.tls-creds=tls0`],
    async fio() {
      const socket = path.join(folder, 'fio.sock')
      const server = [`hostname=127.0.0.1`, `port=${product.nbdPort}`, 'export=tls1/0', 'tls=require']
      const gateway = background('nbdkit', '-f', '-U', socket, 'nbd', ...server, `tls-psk=${keys}`, 'tls-username=tls1')
      const uri = `nbd+unix:///?socket=${socket}`
      await expect.poll(() => run('nbdinfo', '--size', uri).then(Number, () => 0)).toBe(CAPACITY)
      return { uri, stop: gateway.stop }
    },
  }
}

const endpoint = (name: string) => `file.host=127.0.0.1,file.port=${product.nbdPort},file.export=${name}`

describe.each([
  ['plain', plain],
  ['over TLS with a key', overTls],
])('the clients that hosts have, %s', (_, connect) => {
  let way: Way
  beforeAll(async () => {
    way = await connect()
  })

  test('nbdinfo tells size and abilities', async () => {
    const facts = JSON.parse(await run('nbdinfo', '--json', way.uri)) as { exports: Record<string, unknown>[] }
    expect(facts.exports[0]).toMatchObject({
      'export-size': CAPACITY,
      is_read_only: false,
      can_multi_conn: true,
      can_trim: true,
      can_fua: true,
      can_zero: true,
      can_flush: true,
      contexts: ['base:allocation'],
    })
  })

  test('nbdcopy brings a file system in and takes it out the same', async () => {
    await run('nbdcopy', image, way.uri)
    const out = path.join(product.directory, `out-${way.disk.name}.img`)
    await run('nbdcopy', way.uri, out)
    await run('cmp', '-n', String(64 * MIB), image, out)
    await run('e2fsck', '-fn', out)
  })

  test('qemu-img tells, maps, converts and compares', async () => {
    const info = JSON.parse(await run('qemu-img', 'info', '--output=json', ...way.qemu)) as Record<string, unknown>
    expect(info['virtual-size']).toBe(CAPACITY)
    const map = JSON.parse(await run('qemu-img', 'map', '--output=json', ...way.qemu)) as { data: boolean; length: number }[]
    expect(map.some(({ data }) => !data)).toBe(true)
    expect(map.reduce((sum, { length }) => sum + length, 0)).toBe(CAPACITY)
    const [objects, options] = way.qemu.length > 2 ? [way.qemu.slice(0, 2), way.qemu.slice(2)] : [[], way.qemu]
    const out = path.join(product.directory, `out-${way.disk.name}.qcow2`)
    await run('qemu-img', 'convert', ...objects, ...options, '-O', 'qcow2', out)
    const same = await run('qemu-img', 'compare', ...objects, '--image-opts', options[1] ?? '', `driver=qcow2,file.filename=${out}`)
    expect(same).toContain('identical')
  })

  test('qemu-io writes, zeroes, discards and flushes at odd places', async () => {
    const at = 64 * MIB
    const commands = [
      `write -P 0x5a ${at + 1} 70000`,
      `write -f -P 0x6b ${at + 4096} 4096`,
      `write -z ${at + 8192} 100`,
      `discard ${at + 65_536} 131072`,
      'flush',
      `read -P 0x5a ${at + 1} 4095`,
      `read -P 0x6b ${at + 4096} 4096`,
      `read -P 0 ${at + 8192} 100`,
      `read -P 0x5a ${at + 8292} 1000`,
      `read -P 0 ${at + 65_536} 131072`,
    ].flatMap((command) => ['-c', command])
    const said = await run('qemu-io', '-d', 'unmap', ...commands, ...way.qemu)
    expect(said).not.toMatch(/error|fail|verification/i)
  })

  test('fio verifies what it wrote with several jobs in flight', async () => {
    const { uri, stop } = await way.fio()
    const said = await run(
      'fio',
      ...['--name=verify', '--ioengine=nbd', `--uri=${uri}`, '--rw=randwrite', '--bs=4k,4k', '--iodepth=16'],
      ...['--verify=crc32c', '--verify_fatal=1', '--verify_state_save=0', '--numjobs=2', '--offset_increment=16m', `--offset=${64 * MIB}`, '--size=8m'],
    )
    await stop()
    expect(said).toMatch(/err= 0/)
    expect(said).not.toMatch(/err= [1-9]/)
  })
})

describe('what an administrator changes', () => {
  test('takes effect on connections that are open: read-only, growth, the end of a mapping', async () => {
    const disk = await createDisk(product, poolId, 'changing', 8 * MIB)
    const hostId = await createHost(product, 'changing1')
    const uri = await mapDisk(product, disk.id, hostId)
    const writer = background(
      'fio',
      ...['--name=writer', '--ioengine=nbd', `--uri=${uri}`, '--rw=randwrite', '--bs=4k', '--size=8m', '--time_based', '--runtime=120'],
    )
    await expect
      .poll(async () => (await product.rest.get<{ writeOperations: number }>(`/virtual-disks/${disk.id}/statistics`)).writeOperations)
      .toBeGreaterThan(0)
    await product.rest.patch(`/virtual-disks/${disk.id}`, { readOnly: true })
    // fio ends at its first refused write.
    await expect.poll(() => writer.running(), { timeout: 10_000 }).toBe(false)
    expect(await runRefused('qemu-io', '-f', 'raw', '-c', 'write 0 4k', uri)).toMatch(/read-only|not permitted|permission denied/i)
    await product.rest.patch(`/virtual-disks/${disk.id}`, { readOnly: false, capacityBytes: 16 * MIB })
    expect(await run('qemu-io', '-f', 'raw', '-c', `write ${12 * MIB} 4k`, uri)).toContain('wrote 4096')

    const { items } = await product.rest.get<{ items: { id: string; virtualDiskId: string }[] }>('/mappings')
    const mapping = items.find(({ virtualDiskId }) => virtualDiskId === disk.id)
    const reader = background(
      'fio',
      ...['--name=reader', '--ioengine=nbd', `--uri=${uri}`, '--rw=randread', '--bs=4k', '--size=8m', '--time_based', '--runtime=120'],
    )
    await expect
      .poll(async () => (await product.rest.get<{ readOperations: number }>(`/virtual-disks/${disk.id}/statistics`)).readOperations)
      .toBeGreaterThan(0)
    await product.rest.delete(`/mappings/${mapping?.id}`)
    await expect.poll(() => reader.running(), { timeout: 10_000 }).toBe(false)
    expect(await runRefused('nbdinfo', uri)).toMatch(/export|not/i)
  })

  test('moves a pool to another array with the same identifiers', async () => {
    const folder = path.join(product.directory, 'travelling')
    const other = await Product.start()
    try {
      const travelling = await createPool(other, 'travelling')
      const disk = await createDisk(other, travelling, 'traveller', 8 * MIB)
      const uri = await mapDisk(other, disk.id, await createHost(other, 'first'))
      await run('qemu-io', '-f', 'raw', '-c', 'write -P 0x77 0 1M', '-c', 'flush', uri)
      await other.stop()
      await run('cp', '-a', path.join(other.directory, 'travelling'), folder)
      const imported = await product.rest.post<{ id: string }>('/pools/import', { path: folder })
      const { items } = await product.rest.get<{ items: (DiskFacts & { poolId: string })[] }>('/virtual-disks?limit=1000')
      const found = items.find(({ poolId: of }) => of === imported.id)
      expect(found).toMatchObject({ name: 'traveller', wwid: disk.wwid, capacityBytes: disk.capacityBytes })
      const again = await mapDisk(product, found?.id ?? '', await createHost(product, 'second'))
      expect(await run('qemu-io', '-r', '-f', 'raw', '-c', 'read -P 0x77 0 1M', again)).toContain('read 1048576')
    } finally {
      await other.dispose()
    }
  })
})
