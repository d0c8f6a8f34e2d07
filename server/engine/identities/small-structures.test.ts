/** On NTFS, FAT, swap, LUKS and LVM; their own tools say what has become of them. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { blkid, fileOf, make, makeBy, MiB, refusalOf, renewOne, run, shell, UUID } from './test-support/images'

const changedOf = (file: string, at: number, byte: number) => {
  const bytes = readFileSync(file)
  bytes.writeUInt8(byte, at)
  return fileOf(bytes)
}

describe('NTFS', () => {
  const makeNtfs = () => makeBy(32, 'mkfs.ntfs -q -F -f -L data "$0"; head -c 300000 /dev/urandom > "$0.data"; ntfscp -q "$0" "$0.data" f')

  it('gets a new serial in its boot sector and in the copy of it', async () => {
    const file = await makeNtfs()
    const renewed = await renewOne(file)
    expect(renewed.structure.notes).toEqual([])
    expect(await blkid(file, 'UUID')).toBe(renewed.new)
    expect(await run('ntfsfix', '-n', file)).toContain('processed successfully')
    await run('ntfsinfo', '-m', file)
    const bytes = readFileSync(file)
    expect(bytes.subarray(-512).equals(bytes.subarray(0, 512))).toBe(true)
    expect((await shell(file, 'ntfscat "$0" f | cmp - "$0.data"')).trim()).toBe('')
  })

  it('keeps a checksum of its boot sector right, and is left as it is where that is wrong', async () => {
    const bytes = readFileSync(await makeNtfs())
    const sum = (boot: Buffer) => Array.from({ length: 20 }, (_, word) => boot.readUInt32LE(word * 4)).reduce((total, word) => (total + word) >>> 0, 0)
    for (const at of [0, bytes.length - 512]) bytes.writeUInt32LE(sum(bytes), at + 0x50)
    const file = fileOf(bytes)
    await renewOne(file)
    const after = readFileSync(file)
    expect(after.readUInt32LE(0x50)).toBe(sum(after))
    for (const at of [0, bytes.length - 512]) bytes.writeUInt32LE((sum(bytes) ^ 1) >>> 0, at + 0x50)
    expect(await refusalOf(fileOf(bytes))).toMatchObject({ code: 'damaged' })
  })

  it('is left as it is where the boot sector and its copy differ, or there is none', async () => {
    const file = await makeNtfs()
    expect(await refusalOf(changedOf(file, 32 * MiB - 512 + 0x48, 7))).toMatchObject({ code: 'damaged' })
    expect(await refusalOf(fileOf(readFileSync(file).subarray(0, 31 * MiB)))).toMatchObject({ code: 'damaged' })
    expect(await refusalOf(changedOf(file, 0x0c, 0x40))).toMatchObject({ code: 'damaged' })
  })
})

describe('FAT', () => {
  it.each([
    ['12', 4],
    ['16', 64],
    ['32', 64],
  ])('FAT%s gets a new volume id', async (bits, mebibytes) => {
    const file = await makeBy(mebibytes, `mkfs.vfat -F ${bits} -i 1234ABCD -n STICK "$0"`)
    const renewed = await renewOne(file)
    expect(renewed).toMatchObject({ old: '1234-ABCD', structure: { notes: [] } })
    expect(await blkid(file, 'UUID')).toBe(renewed.new)
    expect(await blkid(file, 'LABEL')).toBe('STICK')
    expect(await run('fsck.fat', '-n', file)).not.toMatch(/differ|dirty/i)
    const state = bits === '32' ? 0x41 : 0x25
    const dirty = changedOf(file, state, 1)
    expect(await renewOne(dirty)).toMatchObject({ structure: { notes: ['dirty'] } })
    expect(readFileSync(dirty)[state]).toBe(1)
    expect(await refusalOf(changedOf(file, bits === '32' ? 0x42 : 0x26, 0))).toMatchObject({ code: 'unsupported' })
    expect(await refusalOf(changedOf(file, 0x0c, 0x40))).toMatchObject({ code: 'damaged' })
  })

  it('is left as it is where the boot sector and its copy differ', async () => {
    const file = await make(64, 'mkfs.vfat', '-F', '32', '@')
    expect(await refusalOf(changedOf(file, 6 * 512 + 0x43, 7))).toMatchObject({ code: 'damaged' })
    const without = readFileSync(file)
    without.writeUInt16LE(0, 0x32)
    expect(await refusalOf(fileOf(without))).toBeNull()
  })
})

describe('swap', () => {
  it('gets a new UUID', async () => {
    const file = await make(4, 'mkswap', '-q', '-L', 'swap', '-U', UUID, '@')
    const renewed = await renewOne(file)
    expect(renewed.old).toBe(UUID)
    expect(await blkid(file, 'UUID')).toBe(renewed.new)
    expect(await run('swaplabel', file)).toContain(renewed.new)
    expect(await refusalOf(changedOf(file, 1024, 2))).toMatchObject({ code: 'unsupported' })
  })
})

describe('LUKS', () => {
  const makeLuks = (version: 1 | 2) =>
    makeBy(24, `printf secret | cryptsetup -q luksFormat --type luks${version} --uuid ${UUID} --pbkdf-force-iterations 1000 ${version === 2 ? '--pbkdf pbkdf2' : ''} "$0" -`)

  it.each([1, 2] as const)('LUKS%s gets a new UUID, and still opens', async (version) => {
    const file = await makeLuks(version)
    const renewed = await renewOne(file)
    expect(renewed).toMatchObject({ old: UUID, structure: { notes: ['encryptedInside'] } })
    expect((await run('cryptsetup', 'luksUUID', file)).trim()).toBe(renewed.new)
    await shell(file, 'printf secret | cryptsetup -q open --test-passphrase "$0" --key-file -')
    if (version === 1) return
    // Also by its second header alone.
    const bytes = readFileSync(file)
    bytes.fill(0, 0, 4096)
    expect((await run('cryptsetup', 'luksUUID', fileOf(bytes))).trim()).toBe(renewed.new)
  })

  it('is left as it is where a header is damaged', async () => {
    const file = await makeLuks(2)
    const second = Number(readFileSync(file).readBigUInt64BE(8))
    for (const at of [300, 5000, second, second + 300, second + 5000]) expect(await refusalOf(changedOf(file, at, 7))).toMatchObject({ code: 'damaged' })
    expect(await refusalOf(changedOf(file, 7, 3))).toMatchObject({ code: 'unsupported' })
    expect(await refusalOf(changedOf(file, 8, 3))).toMatchObject({ code: 'damaged' })
  })
})

describe('LVM', () => {
  it('is left to vgimportclone', async () => {
    const bytes = Buffer.alloc(MiB)
    bytes.write('LABELONE', 512)
    bytes.write('LVM2 001', 512 + 24)
    bytes.write('abcdefghijklmnopqrstuvwxyz012345', 512 + 32)
    expect(await refusalOf(fileOf(bytes))).toMatchObject({ code: 'useVgimportclone' })
  })
})
