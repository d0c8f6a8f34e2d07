/** On ext2/3/4 of every make; e2fsck, dumpe2fs and debugfs say what has become of them. */
import { readFileSync, rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { blkid, fileOf, make, makeBy, MiB, planFile, refusalOf, renew, renewOne, run, shell, UUID } from './test-support/images'

/** With a file, a directory, an extended attribute and a long symbolic link in it. */
const makeExt = (mebibytes: number, ...args: string[]) =>
  // e2fsck answers 1 when it has mended what debugfs left; whether all is well is what the tests ask it.
  makeBy(mebibytes, `mke2fs -q -F -U ${UUID} ${args.join(' ')} "$0"; head -c 300000 /dev/urandom > "$0.data"; printf 'mkdir d\\ncd d\\nwrite %s f\\nsymlink s /${'x'.repeat(90)}\\nea_set f user.k v\\n' "$0.data" | debugfs -w -f - "$0" >/dev/null 2>&1; e2fsck -fy "$0" >/dev/null 2>&1 || true`)

/** The checker finds nothing, all copies of the superblock and of the descriptors can be used, the file is whole. */
async function isSound(file: string, uuid: string, blockSize: number) {
  await run('e2fsck', '-fn', file)
  expect(await blkid(file, 'UUID')).toBe(uuid)
  expect((await shell(file, 'debugfs -R "cat /d/f" "$0" 2>/dev/null | cmp - "$0.data"')).trim()).toBe('')
  const groups = await run('dumpe2fs', file)
  // With metadata_csum the copies of the descriptors are from when it was made, and don't fit the bitmaps any more.
  const only = /features:.*metadata_csum/.test(groups) ? ['-h'] : []
  expect(groups).not.toMatch(/checksum.*(invalid|wrong|expected)|\(EXPECTED/i)
  const copies = [...groups.matchAll(/Backup superblock at (\d+)/g)].map(([, block]) => Number(block))
  for (const block of copies) {
    const copy = await run('dumpe2fs', ...only, '-o', `superblock=${block}`, '-o', `blocksize=${blockSize}`, file)
    expect(copy).toContain(`Filesystem UUID:          ${uuid}`)
    expect(copy).not.toMatch(/checksum.*(invalid|wrong|expected)|\(EXPECTED/i)
  }
  return copies.length
}

const NO_CHECKSUMS = '-O ^metadata_csum,^metadata_csum_seed'

describe('ext2/3/4', () => {
  it.each([
    ['ext2', 64, 1024, ['-t', 'ext2', '-b', '1024']],
    ['ext2 with copies in every group', 64, 1024, ['-t', 'ext2', '-b', '1024', '-O', '^sparse_super,^resize_inode']],
    ['ext3', 300, 4096, ['-t', 'ext3', '-b', '4096']],
    ['ext4 without checksums', 64, 1024, ['-t', 'ext4', '-b', '1024', NO_CHECKSUMS]],
    ['ext4 with checksums of its group descriptors', 90, 1024, ['-t', 'ext4', '-b', '1024', '-O', '^metadata_csum,uninit_bg']],
    ['the same with 64bit', 90, 1024, ['-t', 'ext4', '-b', '1024', '-O', '^metadata_csum,uninit_bg,64bit']],
    ['the same with meta groups', 90, 1024, ['-t', 'ext4', '-b', '1024', '-O', '^metadata_csum,uninit_bg,meta_bg,^resize_inode']],
    ['ext4 with meta groups', 90, 1024, ['-t', 'ext4', '-b', '1024', '-O', 'meta_bg,^resize_inode']],
    ['ext4 with two copies', 90, 1024, ['-t', 'ext4', '-b', '1024', '-O', 'sparse_super2']],
    ['the same with checksums of its group descriptors', 90, 1024, ['-t', 'ext4', '-b', '1024', '-O', 'sparse_super2,^metadata_csum,uninit_bg']],
    ['ext4 as it is usual', 300, 4096, ['-t', 'ext4', '-b', '4096']],
    ['ext4 of small blocks', 64, 1024, ['-t', 'ext4', '-b', '1024', '-O', '^64bit']],
    ['ext4 with the seed of its checksums', 90, 1024, ['-t', 'ext4', '-b', '1024', '-O', 'metadata_csum,metadata_csum_seed']],
    ['ext4 with clusters, quotas and inline data', 300, 4096, ['-t', 'ext4', '-b', '4096', '-O', 'bigalloc,quota,inline_data,orphan_file']],
    ['ext4 with values in inodes', 64, 4096, ['-t', 'ext4', '-b', '4096', '-O', 'ea_inode']],
  ] as const)('%s', async (_, mebibytes, blockSize, args) => {
    const file = await makeExt(mebibytes, ...args)
    const before = await isSound(file, UUID, blockSize)
    const renewed = await renewOne(file)
    expect(renewed.old).toBe(UUID)
    expect(await isSound(file, renewed.new, blockSize)).toBe(before)
    // And again, where what the first change left is what is there.
    const again = await renewOne(file)
    expect(again).toMatchObject({ old: renewed.new, structure: { notes: [] } })
    await isSound(file, again.new, blockSize)
  })

  it('keeps the seed of the checksums, and says so', async () => {
    const file = await makeExt(64, '-t', 'ext4')
    expect((await renewOne(file)).structure.notes).toEqual(['checksumSeedAdded'])
    expect(await run('dumpe2fs', '-h', file)).toMatch(/features:.*metadata_csum_seed/)
  })

  it('changes what tune2fs changes, where no seed is needed', async () => {
    const file = await make(300, 'mke2fs', '-q', '-F', '-t', 'ext4', '-b', '1024', '-O', '^metadata_csum,uninit_bg', '@')
    const other = fileOf(readFileSync(file))
    const { new: uuid } = await renewOne(file)
    await run('tune2fs', '-f', '-U', uuid, other)
    // It also notes when it did so, in the superblock.
    const timeApart = `awk '{ at = ($1 - 1) % 1024; if (at < 48 || at > 51) print }'`
    expect((await shell(file, `cmp -l "$0" ${other} | ${timeApart}`)).trim()).toBe('')
  })

  it('is refused where a change would harm it', async () => {
    const plain = await makeExt(64, '-t', 'ext4', '-b', '1024', NO_CHECKSUMS)
    const flagged = (at: number, bits: number) => {
      const bytes = readFileSync(plain)
      bytes.writeUInt32LE((bytes.readUInt32LE(1024 + at) | bits) >>> 0, 1024 + at)
      return fileOf(bytes)
    }
    expect(await refusalOf(plain)).toBeNull()
    expect(await refusalOf(flagged(0x60, 4))).toMatchObject({ code: 'needsRecovery' })
    expect(await refusalOf(flagged(0x64, 0x10000))).toMatchObject({ code: 'needsRecovery' })
    expect(await refusalOf(flagged(0x5c, 0x800))).toMatchObject({ code: 'identityIsUsed' })
    expect(await refusalOf(flagged(0x60, 0x400))).toMatchObject({ code: 'unsupported' })
    expect(await refusalOf(flagged(0x60, 0x4000_0000))).toMatchObject({ code: 'unsupported' })
    expect(await refusalOf(flagged(0x64, 0x80))).toMatchObject({ code: 'unsupported' })
    expect(await refusalOf(flagged(0x68, 0x0100))).toMatchObject({ code: 'damaged' })
    const without = readFileSync(plain)
    without.writeUInt32LE(0, 1024 + 0xe0)
    expect(await refusalOf(fileOf(without))).toMatchObject({ code: 'otherDevices' })
    expect(await refusalOf(fileOf(readFileSync(plain).subarray(0, 63 * MiB)))).toMatchObject({ code: 'damaged' })
    expect(await refusalOf(await make(16, 'mke2fs', '-q', '-F', '-O', 'journal_dev', '@'))).toMatchObject({ code: 'otherDevices' })
  })

  it('is refused while its multiple-mount protection says that it is used', async () => {
    const file = await make(64, 'mke2fs', '-q', '-F', '-t', 'ext4', '-O', 'mmp,^metadata_csum', '@')
    expect(await refusalOf(file)).toBeNull()
    const bytes = readFileSync(file)
    const at = Number(bytes.readBigUInt64LE(1024 + 0x168)) * (1024 << bytes.readUInt32LE(1024 + 0x18))
    bytes.writeUInt32LE(7, at + 4)
    expect(await refusalOf(fileOf(bytes))).toMatchObject({ code: 'inUse' })
    bytes.writeUInt32LE(0, at)
    expect(await refusalOf(fileOf(bytes))).toMatchObject({ code: 'damaged' })
  })

  it('is left as it is where a checksum or a copy is wrong', async () => {
    const seeded = await makeExt(64, '-t', 'ext4', '-b', '1024')
    const grouped = await makeExt(64, '-t', 'ext4', '-b', '1024', '-O', '^metadata_csum,uninit_bg')
    const changed = (file: string, at: number) => {
      const bytes = readFileSync(file)
      bytes.writeUInt8((bytes[at] ?? 0) ^ 1, at)
      return fileOf(bytes)
    }
    for (const file of [changed(seeded, 1024 + 0x30), changed(seeded, 8193 * 1024 + 0x30), changed(seeded, 8193 * 1024 + 0x38), changed(grouped, 2048 + 0x0c), changed(grouped, 8194 * 1024 + 0x0c)]) {
      expect(await refusalOf(file)).toMatchObject({ code: 'damaged' })
    }
  })

  it('has no identity in its first revision, which is left so', async () => {
    const file = await make(16, 'mke2fs', '-q', '-F', '-r', '0', '-t', 'ext2', '-O', 'none', '@')
    expect(await renew(file)).toMatchObject([{ refusal: null, identities: [], writes: [] }])
  })

  it('of many TiB is changed where little is written, and refused where much would be', async () => {
    const lazily = ['-E', 'lazy_itable_init=1,nodiscard', '-i', '67108864']
    const wide = await make(8 * 1024 * 1024, 'mke2fs', '-q', '-F', '-t', 'ext4', '-b', '4096', '-O', '^has_journal,^resize_inode', ...lazily, '@')
    expect(await planFile(wide)).toMatchObject({ structures: [{ refusal: null, notes: ['checksumSeedAdded'] }] })
    const many = await make(1024 * 1024, 'mke2fs', '-q', '-F', '-t', 'ext4', '-b', '1024', '-O', '^has_journal,^resize_inode,^metadata_csum,uninit_bg,64bit', ...lazily, '@')
    expect(await refusalOf(many)).toMatchObject({ code: 'tooLarge' })
    for (const file of [wide, many]) rmSync(file)
  })
})
