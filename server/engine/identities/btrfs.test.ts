/** On Btrfs; `btrfs check`, `btrfs inspect-internal` and `btrfstune` say what has become of it. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { crc32c } from '../targets/iscsi/crc32c'
import { blkid, fileOf, make, makeBy, refusalOf, renewOne, run, shell, UUID } from './test-support/images'

/** With a file in it, which must be the same afterwards. */
const makeBtrfs = (mebibytes: number, ...args: string[]) =>
  makeBy(mebibytes, `mkdir "$0.d"; head -c 300000 /dev/urandom > "$0.d/f"; mkfs.btrfs -q -U ${UUID} --rootdir "$0.d" ${args.join(' ')} "$0"`)

async function isSound(file: string, uuid: string) {
  expect(await run('btrfs', 'check', '--readonly', '--check-data-csum', file)).toContain('no error found')
  expect(await blkid(file, 'UUID')).toBe(uuid)
  const copies = await run('btrfs', 'inspect-internal', 'dump-super', '-a', '-f', file)
  expect(copies.match(new RegExp(`^fsid\\s+${uuid}`, 'gm'))).toHaveLength(2)
  expect(copies.match(/\[match\]/g)?.length).toBeGreaterThanOrEqual(2)
  expect(copies).not.toMatch(/DON'T MATCH|DONT MATCH/i)
  expect((await shell(file, 'mkdir -p "$0.r"; btrfs restore -o "$0" "$0.r" >/dev/null; cmp "$0.d/f" "$0.r/f"')).trim()).toBe('')
}

describe('Btrfs', () => {
  it('gets a new UUID, and keeps the old one for its metadata', async () => {
    const file = await makeBtrfs(160)
    await isSound(file, UUID)
    const first = await renewOne(file)
    expect(first).toMatchObject({ old: UUID, structure: { notes: ['metadataUuidAdded'] } })
    await isSound(file, first.new)
    expect(await run('btrfs', 'inspect-internal', 'dump-super', '-f', file)).toMatch(new RegExp(`metadata_uuid\\s+${UUID}`))
    const second = await renewOne(file)
    expect(second).toMatchObject({ old: first.new, structure: { notes: [] } })
    await isSound(file, second.new)
  })

  it('says what btrfstune makes of it', async () => {
    const file = await makeBtrfs(160)
    const other = fileOf(readFileSync(file))
    const { new: uuid } = await renewOne(file)
    await run('btrfstune', '-M', uuid, other)
    const told = async (of: string) => (await run('btrfs', 'inspect-internal', 'dump-super', '-f', of)).split('\n').filter((line) => /uuid|fsid|incompat|METADATA/.test(line) && !line.startsWith('cache'))
    expect(await told(file)).toEqual(await told(other))
  })

  it('is refused where a change would harm it', async () => {
    const bytes = readFileSync(await makeBtrfs(160))
    /** With a right checksum, so that nothing but the change is wrong. */
    const changed = (change: (block: Buffer) => void, sealed = true) => {
      const copy = Buffer.from(bytes)
      const block = copy.subarray(65_536, 65_536 + 4096)
      change(block)
      if (sealed) block.writeUInt32LE(crc32c(block, 0x20), 0)
      return refusalOf(fileOf(copy))
    }
    expect(await changed(() => undefined)).toBeNull()
    expect(await changed((block) => block.writeUInt8(7, 0x100), false)).toMatchObject({ code: 'damaged' })
    expect(await changed((block) => block.writeBigUInt64LE(30_408_704n, 0x60))).toMatchObject({ code: 'needsRecovery' })
    expect(await changed((block) => block.writeBigUInt64LE(2n, 0x88))).toMatchObject({ code: 'otherDevices' })
    expect(await changed((block) => block.writeBigUInt64LE(1n << 32n, 0x38))).toMatchObject({ code: 'identityIsUsed' })
    expect(await changed((block) => block.writeBigUInt64LE(1n << 36n, 0x38))).toMatchObject({ code: 'unsupported' })
    expect(await changed((block) => block.writeBigUInt64LE(1n << 12n, 0xbc))).toMatchObject({ code: 'unsupported' })
    expect(await changed((block) => block.writeUInt8(7, 0x20))).toMatchObject({ code: 'damaged' })
    const copy = Buffer.from(bytes)
    copy.writeUInt8(7, 64 * 1024 * 1024 + 0x200)
    expect(await refusalOf(fileOf(copy))).toMatchObject({ code: 'damaged' })
    expect(await refusalOf(await make(160, 'mkfs.btrfs', '-q', '--csum', 'xxhash', '@'))).toMatchObject({ code: 'unsupported' })
    expect(await refusalOf(fileOf(bytes.subarray(0, 150 * 1024 * 1024)))).toMatchObject({ code: 'damaged' })
  })
})
