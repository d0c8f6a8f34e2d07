/** On what an enemy wrote: a plan or a refusal, never an error, and never more than is bounded. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Region } from '../contents/reader'
import { repeatable } from '../testing/repeatable'
import { MAX_WRITE_BYTES } from './change'
import { planIdentities } from './plan'
import { make, makeBy, MiB, UUID } from './test-support/images'

/** Only those parts that are not zeroes, so that a change costs little; and where those parts are that hold fields. */
interface Seed {
  bytes: Buffer
  fields: number[]
}
const seeds: Seed[] = []

const around = (at: number, length: number) => Array.from({ length }, (_, index) => at + index)

beforeAll(async () => {
  const add = (file: string, ...fields: number[][]) => seeds.push({ bytes: readFileSync(file), fields: fields.flat() })
  const superblock = around(1024, 1024)
  add(await make(24, 'mke2fs', '-q', '-F', '-t', 'ext4', '-b', '1024', '@'), superblock, around(8193 * 1024, 1024))
  add(await make(24, 'mke2fs', '-q', '-F', '-t', 'ext4', '-b', '1024', '-O', '^metadata_csum,uninit_bg,meta_bg,^resize_inode', '@'), superblock, around(2048, 128))
  add(await make(24, 'mke2fs', '-q', '-F', '-t', 'ext2', '@'), superblock)
  const xfs = readFileSync(await make(320, 'mkfs.xfs', '-q', '-f', '-m', 'crc=0', '@'))
  const log = Number(xfs.readBigUInt64BE(48) & 0x7fffn) * 4096
  const group = Number(xfs.readBigUInt64BE(48) >> 15n) * xfs.readUInt32BE(84) * 4096
  seeds.push({ bytes: xfs, fields: [...around(0, 264), ...around(group + log, 600)] })
  add(await make(120, 'mkfs.btrfs', '-q', '@'), around(65_536, 0x250))
  add(await make(16, 'mkfs.ntfs', '-q', '-F', '-f', '@'), around(0, 512))
  add(await make(40, 'mkfs.vfat', '-F', '32', '@'), around(0, 512), around(6 * 512, 512))
  add(await make(4, 'mkfs.vfat', '-F', '12', '@'), around(0, 512))
  add(await make(4, 'mkswap', '-q', '@'), around(1024, 64))
  add(await makeBy(24, `printf secret | cryptsetup -q luksFormat --type luks2 --uuid ${UUID} --pbkdf pbkdf2 --pbkdf-force-iterations 1000 "$0" -`), around(0, 512), around(16_384, 512))
  const gpt = await make(4, 'sgdisk', '-n', '1:2048:4095', '-n', '2:4096:6143', '@')
  add(gpt, around(0x1b8, 72), around(512, 92), around(1024, 256), around(4 * MiB - 512, 92))
  add(await makeBy(4, `printf '%s\\n' 'label: dos' 'start=2048, size=1024' 'start=4096, size=2048, type=5' 'start=5120, size=512' | sfdisk -q "$0"`), around(0x1b8, 72), around(MiB * 2 + 0x1b8, 72))
})

/** Counts what is read, and gives up when it is more than a walk over the disk and its copies can need. */
function counting(bytes: Buffer): Region {
  let read = 0
  return {
    sizeBytes: bytes.length,
    read(offset, length) {
      if (!Number.isSafeInteger(offset) || offset < 0 || !Number.isSafeInteger(length) || offset + length > bytes.length) return Promise.resolve(null)
      read += length
      if (read > 2 * bytes.length + 64 * MiB) throw new Error('it reads without an end')
      return Promise.resolve(Buffer.from(bytes.subarray(offset, offset + length)))
    },
  }
}

async function isPlannedSafely(bytes: Buffer, random: (length: number) => Buffer) {
  const { structures } = await planIdentities(counting(bytes), random)
  const ranges: { start: number; end: number }[] = []
  for (const { refusal, writes, identities } of structures) {
    expect(refusal !== null && (writes.length > 0 || identities.length > 0)).toBe(false)
    expect(writes.reduce((sum, write) => sum + write.bytes.length, 0)).toBeLessThanOrEqual(MAX_WRITE_BYTES)
    for (const { old, new: made } of identities) expect(`${old}${made}`).not.toMatch(/\p{Cc}|\p{Cf}/u)
    for (const { offsetBytes, before, bytes: after } of writes) {
      expect(bytes.compare(before, 0, before.length, offsetBytes, offsetBytes + before.length)).toBe(0)
      expect(after.length).toBe(before.length)
      ranges.push({ start: offsetBytes, end: offsetBytes + after.length })
    }
  }
  ranges.sort((one, other) => one.start - other.start)
  expect(ranges.every(({ start, end }, index) => start >= (ranges[index - 1]?.end ?? 0) && end <= bytes.length)).toBe(true)
}

/** Bytes that fields of lengths and counts are likeliest to break by. */
const byte = fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff))

describe('a disk that was changed by an enemy', () => {
  it.each(around(0, 12))('is planned or refused, whatever bytes are changed (%s)', async (which) => {
    const { bytes, fields } = seeds[which] ?? { bytes: Buffer.alloc(0), fields: [] }
    await isPlannedSafely(bytes, (length) => Buffer.alloc(length, 1))
    const change = fc.record({ at: fc.oneof(fc.constantFrom(...fields), fc.nat({ max: 70_000 })), run: fc.nat({ max: 8 }), to: byte })
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), fc.nat({ max: 255 }), async (changes, seed) => {
        const before = changes.map(({ at, run }) => Buffer.from(bytes.subarray(at, at + run)))
        try {
          for (const { at, run, to } of changes) bytes.fill(to, at, Math.min(at + run, bytes.length))
          await isPlannedSafely(bytes, (length) => Buffer.alloc(length, seed))
        } finally {
          for (const [index, { at }] of [...changes.entries()].reverse()) before[index]?.copy(bytes, at)
        }
      }),
      repeatable(bytes.length > 100 * MiB ? 60 : 300),
    )
  })

  it('is planned or refused, be it all chance behind a true mark', async () => {
    const marks: [string, number][] = [['XFSB', 0], ['\x00\x00\x00NTFS    ', 0], ['LUKS\xba\xbe\x00\x02', 0], ['LUKS\xba\xbe\x00\x01', 0], ['EFI PART', 512], ['\x53\xef', 1080], ['_BHRfS_M', 65_536 + 64], ['SWAPSPACE2', 4086]]
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 70_000, maxLength: 80_000 }), fc.constantFrom(...marks), async (chance, [mark, at]) => {
        const disk = Buffer.from(chance)
        disk.write(mark, at, 'latin1')
        disk.writeUInt16LE(0xaa55, 0x1fe)
        await isPlannedSafely(disk, (length) => Buffer.alloc(length, 9))
      }),
      repeatable(300),
    )
  })

  it('which leads a superblock to very many groups, is refused at once', async () => {
    const { bytes } = seeds[2] ?? { bytes: Buffer.alloc(0) }
    const large = Buffer.from(bytes)
    large.writeUInt32LE(8, 1024 + 0x20)
    await isPlannedSafely(large, (length) => Buffer.alloc(length, 1))
  })
})
