import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CopyFacts, copyOf, copyReaches, createDisk, createPool, type DiskFacts, mapDisk } from '../support/array'
import { run } from '../support/commands'
import { GATEWAY, LinuxGuest } from '../support/linux-guest'
import { Product } from '../support/product'

const CAPACITY = 512 * 2 ** 20
const GUEST_IQN = 'iqn.2026-01.test:guest'
const SECRET = 'twelve-characters'
/** An emulated guest takes its time. */
const LIMIT_MS = 600_000

interface Volume {
  fileSystem: 'ext4' | 'xfs'
  /** What keeps a new file system from discarding what was on the disk. */
  keepBlocks: string
  mountOptions: string
  /** What the kernel says when a mount replays the journal. */
  replayed: RegExp
  check: string
}

const VOLUMES: Volume[] = [
  {
    fileSystem: 'ext4',
    keepBlocks: '-E nodiscard',
    mountOptions: 'rw',
    replayed: /EXT4-fs \(sd\w\): recovery complete/,
    check: 'e2fsck -fn',
  },
  // The copy has its source's UUID, which XFS mounts only once unless it is told.
  {
    fileSystem: 'xfs',
    keepBlocks: '-K',
    mountOptions: 'nouuid',
    replayed: /XFS \(sd\w\): Ending recovery/,
    check: 'xfs_repair -n',
  },
]

/**
 * Programs of the guest. The writer makes file after file, each on disk before the next, and writes again over one of
 * eight others after each; so at any instant all is known of a file system but the newest file and one of the eight.
 */
const PROGRAMS = {
  '/content': `#!/bin/sh
yes "file $1" | head -c 16384
`,
  '/writer': `#!/bin/sh
number=0
until [ -e /stop ]; do
  number=$((number + 1))
  /content $number | dd of=$1/$number conv=fsync 2>/dev/null || exit
  /content $number | dd of=$1/slot-$((number % 8)) conv=fsync,notrunc 2>/dev/null || exit
  echo $number >>$2
done
echo stopped >>$2
`,
  // Prints how many files are whole, one after the other, and how many there are.
  '/inspect': `#!/bin/sh
cd $1
whole=0
while /content $((whole + 1)) | cmp -s - $((whole + 1)); do whole=$((whole + 1)); done
for number in $(seq $((whole - 7)) $((whole - 1))); do
  /content $number | cmp - slot-$((number % 8)) || exit
done
echo $whole $(ls | grep -c '^[0-9]')
`,
}

let product: Product
let guest: LinuxGuest

beforeEach(async () => {
  product = await Product.start()
  guest = await LinuxGuest.boot(product.directory, {
    '/etc/iscsi/initiatorname.iscsi': `InitiatorName=${GUEST_IQN}\n`,
    '/etc/iscsi/iscsid.conf': 'node.conn[0].iscsi.HeaderDigest = CRC32C\nnode.conn[0].iscsi.DataDigest = CRC32C\n',
    ...PROGRAMS,
  })
}, LIMIT_MS)
afterEach(async () => {
  await guest.dispose()
  await product.dispose()
})

/** Types what the console says that a Linux host types. */
async function attach(hostId: string): Promise<void> {
  const guides = await product.rest.get<{ client: string; steps: { command: string }[] }[]>(`/hosts/${hostId}/connect`)
  const commands = guides.find(({ client }) => client === 'linux-iscsi')?.steps.flatMap(({ command }) => command.split('\n')) ?? []
  await guest.run('iscsid')
  for (const command of commands.filter((line) => line.startsWith('iscsiadm'))) {
    await guest.run(command.replace('127.0.0.1', GATEWAY).replace('SECRET', SECRET))
  }
}

/** Where the guest sees a virtual disk, known by its world-wide name. */
async function deviceOf({ wwid }: DiskFacts): Promise<string> {
  // No disk of that name yet is an answer, too.
  const look = async () => /sd\w+/.exec(await guest.run(`grep -l ${wwid} /sys/block/sd*/device/wwid || true`))?.[0]
  await expect.poll(look, { timeout: 60_000 }).toBeDefined()
  return `/dev/${await look()}`
}

/** How many files a volume's writer has on disk. */
async function written(fileSystem: string): Promise<number> {
  return Number(await guest.run(`wc -l </mnt/${fileSystem}.log`))
}

function writerReaches(fileSystem: string, files: number): Promise<void> {
  return expect.poll(() => written(fileSystem), { timeout: 120_000 }).toBeGreaterThanOrEqual(files)
}

test("a Linux machine's file systems are copied online while it writes, and it mounts the copies", async () => {
  const poolId = await createPool(product)
  const host = await product.rest.post<{ id: string }>('/hosts', {
    name: 'db1',
    os: 'linux',
    ports: [{ type: 'iscsi', identifier: GUEST_IQN, chapUser: 'db1', chapSecret: SECRET }],
  })
  const volumes = await Promise.all(
    VOLUMES.map(async (volume) => ({
      ...volume,
      source: await createDisk(product, poolId, volume.fileSystem, CAPACITY),
      target: await createDisk(product, poolId, `${volume.fileSystem} copy`, CAPACITY),
    })),
  )
  for (const { source } of volumes) {
    const uri = await mapDisk(product, source.id, host.id)
    // Old blocks all over the first half, so that the copier is long on its way to the journal behind it.
    await run('qemu-io', '-f', 'raw', '-c', `write -P 90 0 ${CAPACITY / 2}`, uri)
  }
  await attach(host.id)
  const session = await guest.run('iscsiadm -m session -P 2')
  expect(session).toMatch(/HeaderDigest: CRC32C\s+DataDigest: CRC32C/)

  for (const { fileSystem, keepBlocks, source } of volumes) {
    const at = `/mnt/${fileSystem}`
    const device = await deviceOf(source)
    await guest.run(`mkfs.${fileSystem} -q ${keepBlocks} ${device} && mkdir ${at} && mount -t ${fileSystem} ${device} ${at}`)
    await guest.run(`mkdir ${at}/files && sync && touch ${at}.log`)
  }
  for (const { fileSystem } of volumes) await guest.run(`/writer /mnt/${fileSystem}/files /mnt/${fileSystem}.log &`)
  for (const { fileSystem } of volumes) await writerReaches(fileSystem, 20)

  const copies = []
  for (const volume of volumes) {
    const before = await written(volume.fileSystem)
    const copy = await product.rest.post<CopyFacts>('/copies', {
      sourceId: volume.source.id,
      targetId: volume.target.id,
      type: 'online',
      priority: 'lowest',
    })
    const after = await written(volume.fileSystem)
    copies.push({ ...volume, before, after, copy })
    // The writer goes on while the copy is on its way.
    await writerReaches(volume.fileSystem, after + 20)
    expect((await copyOf(product, copy.id)).status).toBe('inProgress')
    await product.rest.patch(`/copies/${copy.id}`, { priority: 'highest' })
  }
  for (const { copy } of copies) await copyReaches(product, copy.id, 'completed')
  await guest.run('touch /stop')
  for (const { fileSystem } of volumes) {
    await expect.poll(() => guest.run(`tail -n 1 /mnt/${fileSystem}.log`)).toBe('stopped\n')
  }

  for (const { target } of volumes) await mapDisk(product, target.id, host.id)
  await guest.run('iscsiadm -m session --rescan')
  for (const { fileSystem, mountOptions, replayed, check, source, target, before, after, copy } of copies) {
    const device = await deviceOf(target)
    const at = `/mnt/${fileSystem}`
    const mount = `mount -t ${fileSystem} -o ${mountOptions} ${device} ${at}-copy`
    await guest.run(`mkdir ${at}-copy`)
    // A copy is read-only until it is switched, and a journal can't be replayed so.
    expect(await guest.run(`cat /sys/block/${device.slice(5)}/ro`)).toBe('1\n')
    expect(await guest.runRefused(mount)).toMatch(/read.only/i)
    await product.rest.patch(`/copies/${copy.id}`, { targetReadOnly: false })
    await guest.run('iscsiadm -m session --rescan')
    await guest.run(`dmesg -c >/dev/null; ${mount}`)
    expect(await guest.run('dmesg')).toMatch(replayed)

    const all = (await written(fileSystem)) - 1 // Its last line is that it stopped.
    expect(await guest.run(`/inspect ${at}/files`)).toBe(`${all} ${all}\n`)
    const [whole = 0, files = 0] = (await guest.run(`/inspect ${at}-copy/files`)).split(' ').map(Number)
    expect(whole, 'what was on disk before the copy started').toBeGreaterThanOrEqual(before)
    expect(files - whole, 'files that were being written').toBeLessThanOrEqual(1)
    // One more than the writer had told of may have been begun.
    expect(files, 'only what was there when the copy had started').toBeLessThanOrEqual(after + 1)
    await guest.run(`umount ${at} ${at}-copy`)
    for (const checked of [device, await deviceOf(source)]) await guest.run(`${check} ${checked}`)
  }
}, LIMIT_MS)
