/** On images that the real tools made, and on what is left of them when anything is changed. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repeatable } from '../testing/repeatable'
import { readContents } from './read-contents'
import type { Region } from './reader'

const MiB = 1024 * 1024
const UUID = '0f3c2b1a-1111-4222-8333-444455556666'
const directory = mkdtempSync(path.join(os.tmpdir(), 'lunette-contents-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const execute = promisify(execFile)
const run = (command: string, ...args: string[]) =>
  execute(command, args, { env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` } })

let images = 0

/** An image of a size that a tool made something on. */
async function image(mebibytes: number, ...command: [string, ...string[]]): Promise<Buffer> {
  images += 1
  const file = path.join(directory, `${images}.img`)
  writeFileSync(file, '')
  truncateSync(file, mebibytes * MiB)
  const [tool, ...args] = command
  await run(tool, ...args.map((arg) => (arg === '@' ? file : arg)))
  return readFileSync(file)
}

const region = (bytes: Buffer): Region => ({
  sizeBytes: bytes.length,
  read: (offset, length) =>
    Promise.resolve(Number.isSafeInteger(offset) && offset >= 0 && offset + length <= bytes.length ? Buffer.from(bytes.subarray(offset, offset + length)) : null),
})
const contents = (bytes: Buffer) => readContents(region(bytes))

describe('a file system', () => {
  it.each(['ext2', 'ext3', 'ext4'])('%s tells its label, its UUID and whether it is mounted', async (type) => {
    const bytes = await image(16, 'mke2fs', '-q', '-F', '-t', type, '-L', 'data disk', '-U', UUID, '@')
    const clean = { what: type, label: 'data disk', identifier: UUID, mounted: 'no', needsRecovery: false, journaling: type !== 'ext2' }
    expect(await contents(bytes)).toMatchObject(clean)
    // As the kernel leaves it while it is mounted.
    if (type === 'ext2') bytes.writeUInt16LE(bytes.readUInt16LE(1024 + 0x3a) & ~1, 1024 + 0x3a)
    else bytes.writeUInt32LE(bytes.readUInt32LE(1024 + 0x60) | 4, 1024 + 0x60)
    expect(await contents(bytes)).toMatchObject({ mounted: 'yes', needsRecovery: type !== 'ext2' })
  })

  it('XFS, and by the record that its log ends with whether it was unmounted', async () => {
    const bytes = await image(320, 'mkfs.xfs', '-q', '-f', '-L', 'archive', '-m', `uuid=${UUID}`, '@')
    const known = { what: 'xfs', label: 'archive', identifier: UUID, journaling: true }
    expect(await contents(bytes)).toMatchObject({ ...known, mounted: 'no', needsRecovery: false })
    const group = bytes.readUInt32BE(84)
    const start = bytes.readBigUInt64BE(48)
    const bits = BigInt(bytes[124] ?? 0)
    const log = bytes.subarray(Number((start >> bits) * BigInt(group) + (start & ((1n << bits) - 1n))) * bytes.readUInt32BE(4))
    const blocks = (bytes.readUInt32BE(96) * bytes.readUInt32BE(4)) / 512
    /** A record of one operation and two blocks in front of the head; the blocks behind it are of the round before. */
    const endAt = (head: number, round: number, flags: number) => {
      for (let block = 0; block < blocks; block += 1) log.writeUInt32BE(block < head ? round : round - 1, block * 512)
      const record = log.subarray((head - 2) * 512)
      for (const [at, value] of [[0, 0xfeed_babe], [4, round], [8, 2], [12, 512], [40, 1], [320, 32_768]] as const) record.writeUInt32BE(value, at)
      record.writeUInt8(flags, 512 + 9)
    }
    for (const head of [blocks, 777, 2]) {
      endAt(head, 5, 0x20)
      expect(await contents(bytes), `unmounted at ${head}`).toMatchObject({ ...known, mounted: 'no', needsRecovery: false })
      endAt(head, 5, 0)
      expect(await contents(bytes), `not unmounted at ${head}`).toMatchObject({ ...known, mounted: 'yes', needsRecovery: true })
    }
    // Something was written behind the unmount.
    endAt(777, 5, 0x20)
    log.writeUInt32BE(5, 777 * 512)
    expect(await contents(bytes)).toMatchObject({ mounted: 'yes', needsRecovery: true })
    // The log is on another disk.
    bytes.writeBigUInt64BE(0n, 48)
    expect(await contents(bytes)).toMatchObject({ ...known, mounted: 'unknown', needsRecovery: false })
  })

  it('Btrfs', async () => {
    const bytes = await image(128, 'mkfs.btrfs', '-q', '-L', 'pool', '-U', UUID, '@')
    expect(await contents(bytes)).toMatchObject({ what: 'btrfs', label: 'pool', identifier: UUID, needsRecovery: false })
    bytes.writeBigUInt64LE(30_408_704n, 65_536 + 0x60)
    expect(await contents(bytes)).toMatchObject({ needsRecovery: true })
  })

  it('NTFS', async () => {
    const bytes = await image(16, 'mkfs.ntfs', '-q', '-F', '-f', '-L', 'Vertrieb', '@')
    expect(await contents(bytes)).toMatchObject({ what: 'ntfs', label: 'Vertrieb', identifier: expect.stringMatching(/^[0-9A-F]{16}$/), mounted: 'no', damaged: false })
    // Where its file table is beyond the end.
    bytes.writeBigUInt64LE(1n << 40n, 0x30)
    expect(await contents(bytes)).toMatchObject({ what: 'ntfs', mounted: 'unknown', damaged: true })
  })

  it.each(['12', '16', '32'])('FAT%s', async (bits) => {
    const bytes = await image(bits === '12' ? 4 : 64, 'mkfs.vfat', '-F', bits, '-n', 'STICK', '-i', '1234ABCD', '@')
    expect(await contents(bytes)).toMatchObject({ what: 'fat', label: 'STICK', identifier: '1234-ABCD', mounted: 'no' })
    const state = bits === '32' ? 0x41 : 0x25
    bytes.writeUInt8((bytes[state] ?? 0) | 1, state)
    expect(await contents(bytes)).toMatchObject({ mounted: 'yes' })
  })

  it('exFAT', async () => {
    const bytes = await image(16, 'mkfs.exfat', '-L', 'Übergabe', '@')
    expect(await contents(bytes)).toMatchObject({ what: 'exfat', label: 'Übergabe', identifier: expect.stringMatching(/^[0-9A-F]{4}-[0-9A-F]{4}$/), mounted: 'no', damaged: false })
    bytes.writeUInt16LE(2, 0x6a)
    expect(await contents(bytes)).toMatchObject({ what: 'exfat', mounted: 'yes' })
    // Where its root directory is beyond the end.
    bytes.writeUInt32LE(0xffff_0000, 0x60)
    expect(await contents(bytes)).toMatchObject({ what: 'exfat', damaged: true })
  })

  it.each([
    ['1.2', 8],
    ['1.1', 0],
    ['1.0', 2048 * 16 - 16],
  ])('a member of a software RAID (md %s), even where the file system of the array begins', async (_version, sector) => {
    const bytes = await image(16, 'mke2fs', '-q', '-F', '-t', 'ext4', '@')
    const block = bytes.subarray(sector * 512)
    block.writeUInt32LE(0xa92b_4efc, 0)
    block.writeUInt32LE(1, 4)
    Buffer.from(UUID.replaceAll('-', ''), 'hex').copy(block, 16)
    block.fill(0, 32, 64)
    block.write('backup:0', 32)
    block.writeBigUInt64LE(BigInt(sector), 144)
    expect(await contents(bytes)).toMatchObject({ what: 'md', label: 'backup:0', identifier: '0f3c2b1a:11114222:83334444:55556666', mounted: 'unknown' })
    // A superblock that says that it is elsewhere is that of a partition.
    block.writeBigUInt64LE(BigInt(sector + 8), 144)
    expect(await contents(bytes)).not.toMatchObject({ what: 'md' })
  })

  it('a member of a software RAID (md 0.90), unless its disk could be divided', async () => {
    const bytes = Buffer.alloc(MiB + 4096)
    for (const [at, value] of [[0, 0xa92b_4efc], [8, 90], [20, 0x1020304], [52, 5], [56, 6], [60, 7]] as const) bytes.writeUInt32LE(value, MiB - 65_536 + at)
    expect(await contents(bytes)).toMatchObject({ what: 'md', label: null, identifier: '01020304:00000005:00000006:00000007' })
    bytes.writeUInt16LE(0xaa55, 0x1fe)
    expect(await contents(bytes)).not.toMatchObject({ what: 'md' })
  })

  it('swap, LVM and LUKS by their marks', async () => {
    const swap = await image(4, 'mkswap', '-q', '-L', 'swap', '-U', UUID, '@')
    expect(await contents(swap)).toMatchObject({ what: 'swap', label: 'swap', identifier: UUID })
    const lvm = Buffer.alloc(MiB)
    lvm.write('LABELONE', 512)
    lvm.write('LVM2 001', 512 + 24)
    lvm.write('abcdefghijklmnopqrstuvwxyz012345', 512 + 32)
    expect(await contents(lvm)).toMatchObject({ what: 'lvm', identifier: 'abcdefghijklmnopqrstuvwxyz012345' })
    const luks = Buffer.alloc(MiB)
    luks.write('LUKS\xba\xbe\x00\x02', 'latin1')
    luks.write(UUID, 168)
    expect(await contents(luks)).toMatchObject({ what: 'luks', identifier: UUID })
  })

  it('is nothing where nothing is', async () => {
    expect(await contents(Buffer.alloc(MiB))).toBeNull()
    expect(await contents(Buffer.alloc(512))).toBeNull()
    expect(await contents(Buffer.alloc(0))).toBeNull()
  })
})

/** A file system put where a partition is. */
async function withExt4(disk: Buffer, at: number): Promise<Buffer> {
  const ext4 = await image(8, 'mke2fs', '-q', '-F', '-t', 'ext4', '-L', 'inside', '@')
  ext4.copy(disk, at)
  return disk
}

describe('a partition table', () => {
  const script = (...lines: string[]) => {
    const file = path.join(directory, `script-${(images += 1)}`)
    writeFileSync(file, lines.join('\n'))
    return file
  }

  it('GPT, with names, and from its backup when the first is damaged', async () => {
    const disk = await image(32, 'sgdisk', '-n', '1:2048:18431', '-c', '1:Daten', '-n', '2:20480:40959', '@')
    await withExt4(disk, MiB)
    const whole = await contents(disk)
    expect(whole).toMatchObject({
      what: 'gpt',
      damaged: false,
      children: [
        { what: 'ext4', label: 'inside', startByte: MiB, sizeBytes: 8 * MiB },
        { what: 'unknown', startByte: 10 * MiB, sizeBytes: 10 * MiB },
      ],
    })
    disk.writeUInt8((disk[512 + 40] ?? 0) ^ 0xff, 512 + 40)
    expect(await contents(disk)).toMatchObject({ what: 'gpt', damaged: true, identifier: whole?.identifier, children: [{ what: 'ext4' }, {}] })
  })

  it('MBR, with logical partitions', async () => {
    const file = script('label: dos', 'label-id: 0xcafe1234', 'start=2048, size=16384, type=83', 'start=20480, size=40960, type=5', 'start=22528, size=8192, type=83', 'start=32768, size=8192, type=82')
    const disk = await image(32, 'sh', '-c', `sfdisk -q "$0" < ${file}`, '@')
    await withExt4(disk, MiB)
    expect(await contents(disk)).toMatchObject({
      what: 'mbr',
      identifier: 'cafe1234',
      children: [{ what: 'ext4', startByte: MiB }, { startByte: 11 * MiB, sizeBytes: 4 * MiB }, { startByte: 16 * MiB, sizeBytes: 4 * MiB }],
    })
  })

  it('does not follow logical partitions in a circle', async () => {
    const disk = Buffer.alloc(4 * MiB)
    for (const at of [0, 2048 * 512]) {
      disk.writeUInt16LE(0xaa55, at + 0x1fe)
      disk.writeUInt8(5, at + 0x1be + 4)
      disk.writeUInt32LE(at === 0 ? 2048 : 0, at + 0x1be + 8)
    }
    expect(await contents(disk)).toMatchObject({ what: 'mbr', children: [] })
  })
})

describe('what an enemy wrote', () => {
  const seeds: Buffer[] = []
  beforeAll(async () => {
    seeds.push(
      await image(4, 'mke2fs', '-q', '-F', '-t', 'ext4', '@'),
      await image(16, 'mkfs.ntfs', '-q', '-F', '-f', '@'),
      await image(4, 'mkfs.vfat', '@'),
      await image(4, 'mkfs.exfat', '@'),
      await image(4, 'sgdisk', '-n', '1:2048:4095', '@'),
    )
  })

  it('is read without an error, whatever bytes are changed', async () => {
    const change = fc.record({ at: fc.nat({ max: 70_000 }), byte: fc.nat({ max: 255 }) })
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 4 }), fc.array(change, { minLength: 1, maxLength: 40 }), async (which, changes) => {
        const seed = seeds[which] ?? Buffer.alloc(0)
        const before = changes.map(({ at }) => seed[at] ?? 0)
        try {
          for (const { at, byte } of changes) if (at < seed.length) seed[at] = byte
          const found = await contents(seed)
          for (const { label, identifier } of [found, ...(found?.children ?? [])].flatMap((each) => each ?? [])) {
            expect(`${label}${identifier}`).not.toMatch(/\p{Cc}|\p{Cf}/u)
          }
        } finally {
          for (const [index, { at }] of [...changes.entries()].reverse()) if (at < seed.length) seed[at] = before[index] ?? 0
        }
      }),
      repeatable(400),
    )
  })

  it('is read without an error, be it all chance behind a true mark', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 4096, maxLength: 8192 }), fc.constantFrom('XFSB', '\x00\x00\x00NTFS    ', 'LUKS\xba\xbe', '\x00\x00\x00EXFAT   ', '\xfc\x4e\x2b\xa9\x01\x00\x00\x00', 'EFI PART'), async (bytes, mark) => {
        const disk = Buffer.from(bytes)
        disk.write(mark, mark === 'EFI PART' ? 512 : 0, 'latin1')
        disk.writeUInt16LE(0xaa55, 0x1fe)
        disk.writeUInt16LE(0xef53, 1024 + 0x38)
        expect(await contents(disk)).toBeDefined()
      }),
      repeatable(400),
    )
  })
})
