/** On XFS of both versions; xfs_repair, xfs_logprint and xfs_db say what has become of them. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { blkid, fileOf, make, refusalOf, renewOne, run, UUID } from './test-support/images'

const makeXfs = (...args: string[]) => make(320, 'mkfs.xfs', '-q', '-f', '-m', `uuid=${UUID}`, ...args, '@')

/** The checker finds nothing, every group's superblock names the file system, and its log is its own and clean. */
async function isSound(file: string, uuid: string) {
  const said = await run('xfs_repair', '-n', '-f', file)
  expect(said).not.toMatch(/mismatched|bad |would have|would be/i)
  const log = await run('xfs_logprint', '-t', file)
  expect(log).toContain('state: <CLEAN>')
  expect(log).not.toMatch(/mismatch/i)
  expect(await blkid(file, 'UUID')).toBe(uuid)
  const groups = Number((await run('xfs_db', '-f', '-r', '-c', 'sb 0', '-c', 'p agcount', file)).split('=')[1])
  for (let group = 0; group < groups; group += 1) {
    expect(await run('xfs_db', '-f', '-r', '-c', `sb ${group}`, '-c', 'p uuid', file)).toContain(uuid)
  }
}

const LOG_HEAD = (bytes: Buffer) => {
  const blocks = bytes.readUInt32BE(84)
  const start = bytes.readBigUInt64BE(48)
  const group = Number(start >> BigInt(bytes[124] ?? 0))
  return (group * blocks + Number(start & ((1n << BigInt(bytes[124] ?? 0)) - 1n))) * bytes.readUInt32BE(4)
}

describe('XFS', () => {
  it.each([
    ['version 4', ['-m', 'crc=0']],
    ['version 5', ['-m', 'crc=1']],
    ['version 5 of large sectors and small blocks', ['-s', 'size=4096', '-b', 'size=4096']],
    ['version 5 with blocks of 1 KiB', ['-b', 'size=1024', '-d', 'agcount=3']],
    ['version 5 with stripes in its log', ['-l', 'su=32k']],
  ] as const)('%s', async (_, args) => {
    const file = await makeXfs(...args)
    await isSound(file, UUID)
    const first = await renewOne(file)
    expect(first).toMatchObject({ old: UUID, structure: { notes: args[1] === 'crc=0' ? [] : ['metadataUuidAdded'] } })
    await isSound(file, first.new)
    const second = await renewOne(file)
    expect(second).toMatchObject({ old: first.new, structure: { notes: [] } })
    await isSound(file, second.new)
  })

  it('has the UUIDs and features that xfs_admin gives it', async () => {
    const file = await makeXfs()
    const other = fileOf(readFileSync(file))
    const { new: uuid } = await renewOne(file)
    await run('xfs_admin', '-U', uuid, other)
    // It also writes quota inodes in another way.
    const told = async (of: string) => run('xfs_db', '-f', '-r', '-c', 'sb 0', '-c', 'p uuid meta_uuid versionnum features_incompat', of)
    expect(await told(file)).toBe(await told(other))
  })

  it('of many TiB is changed by reading its superblocks and its log', async () => {
    const file = await make(8 * 1024 * 1024, 'mkfs.xfs', '-q', '-f', '-K', '-l', 'size=64m', '@')
    expect(await refusalOf(file)).toBeNull()
  })

  it('is refused while its log is not clean', async () => {
    const bytes = readFileSync(await makeXfs())
    const log = LOG_HEAD(bytes)
    const without = Buffer.from(bytes)
    without.writeUInt8(0, log + 512 + 9)
    expect(await refusalOf(fileOf(without))).toMatchObject({ code: 'needsRecovery' })
    // A record that was written after the unmount.
    const later = Buffer.from(bytes)
    bytes.copy(later, log + 4096, log, log + 1024)
    later.writeBigUInt64BE((1n << 32n) + 8n, log + 4096 + 16)
    later.writeUInt8(0, log + 4096 + 512 + 9)
    expect(await refusalOf(fileOf(later))).toMatchObject({ code: 'needsRecovery' })
    // Blocks of the same round behind the record.
    const behind = Buffer.from(bytes)
    behind.writeUInt32BE(1, log + 512 + Math.ceil(bytes.readUInt32BE(log + 12) / 512) * 512)
    expect(await refusalOf(fileOf(behind))).toMatchObject({ code: 'needsRecovery' })
    const empty = Buffer.from(bytes)
    empty.fill(0, log, log + 64 * 1024)
    expect(await refusalOf(fileOf(empty))).toMatchObject({ code: 'needsRecovery' })
  })

  it('is refused where it is damaged, unknown or on other devices', async () => {
    const bytes = readFileSync(await makeXfs())
    const changed = (at: number, byte: number) => {
      const copy = Buffer.from(bytes)
      copy.writeUInt8(byte, at)
      return refusalOf(fileOf(copy))
    }
    const secondGroup = bytes.readUInt32BE(84) * bytes.readUInt32BE(4)
    expect(await changed(150, 7)).toMatchObject({ code: 'damaged' })
    expect(await changed(secondGroup + 150, 7)).toMatchObject({ code: 'damaged' })
    expect(await changed(secondGroup, 0)).toMatchObject({ code: 'damaged' })
    expect(await changed(126, 1)).toMatchObject({ code: 'damaged' })
    expect(await changed(101, (bytes[101] ?? 0) ^ 2)).toMatchObject({ code: 'unsupported' })
    expect(await changed(LOG_HEAD(bytes) + 304, 0xee)).toMatchObject({ code: 'damaged' })
    expect(await refusalOf(fileOf(bytes.subarray(0, bytes.length - 1024 * 1024)))).toMatchObject({ code: 'damaged' })
    const external = Buffer.from(bytes)
    external.writeBigUInt64BE(0n, 48)
    expect(await refusalOf(fileOf(external))).toMatchObject({ code: 'otherDevices' })
  })
})
