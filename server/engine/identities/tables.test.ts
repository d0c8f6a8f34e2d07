/** On disks with partition tables, and what is on their partitions; sgdisk, sfdisk and blkid say what has become of them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { blkid, fileOf, make, makeBy, MiB, planFile, refusalOf, renew, run, shell, UUID } from './test-support/images'

const part = (file: string, name: string) => fileOf(readFileSync(file).subarray(...(PARTS[name] ?? [0, 0])))
const PARTS: Record<string, [number, number]> = { first: [MiB, 17 * MiB], second: [20 * MiB, 60 * MiB], third: [64 * MiB, 68 * MiB] }

/** Puts file systems where partitions are. */
async function fill(file: string): Promise<string> {
  const disk = readFileSync(file)
  readFileSync(await make(16, 'mke2fs', '-q', '-F', '-t', 'ext4', '-U', UUID, '-L', 'root', '@')).copy(disk, MiB)
  readFileSync(await make(40, 'mkfs.vfat', '-F', '32', '-i', '1234ABCD', '@')).copy(disk, 20 * MiB)
  readFileSync(await make(4, 'mkswap', '-q', '-U', UUID, '@')).copy(disk, 64 * MiB)
  writeFileSync(file, disk)
  return file
}

const makeGpt = () => make(80, 'sgdisk', '-U', UUID, '-n', '1:2048:34815', '-u', `1:${UUID}`, '-n', '2:40960:122879', '-n', '5:131072:139263', '-c', '2:EFI', '@')

async function areSound(file: string, structures: Awaited<ReturnType<typeof renew>>) {
  const [, root, efi, swap] = structures.map(({ identities }) => identities[0]?.new)
  await run('e2fsck', '-fn', part(file, 'first'))
  await run('fsck.fat', '-n', part(file, 'second'))
  expect([await blkid(part(file, 'first'), 'UUID'), await blkid(part(file, 'second'), 'UUID'), await blkid(part(file, 'third'), 'UUID')]).toEqual([root, efi, swap])
}

describe('a GPT', () => {
  it('gets new GUIDs in both copies, and so does what is on its partitions', async () => {
    const file = await fill(await makeGpt())
    const structures = await renew(file)
    expect(structures.map(({ what, startByte, refusal }) => ({ what, startByte, refusal }))).toEqual([
      { what: 'gpt', startByte: 0, refusal: null },
      { what: 'ext4', startByte: MiB, refusal: null },
      { what: 'fat', startByte: 20 * MiB, refusal: null },
      { what: 'swap', startByte: 64 * MiB, refusal: null },
    ])
    const table = structures[0]?.identities ?? []
    expect(table.map(({ kind, partition }) => [kind, partition])).toEqual([['diskGuid', null], ['partitionGuid', 1], ['partitionGuid', 2], ['partitionGuid', 5]])
    expect([table[0]?.old, table[1]?.old]).toEqual([UUID, UUID])
    expect(await run('sgdisk', '-v', file)).toContain('No problems found')
    const told = (await run('sgdisk', '-p', file)).toLowerCase()
    expect(told).toContain(`disk identifier (guid): ${table[0]?.new}`)
    for (const { partition, new: guid } of table.slice(1)) {
      expect((await run('sgdisk', '-i', String(partition), file)).toLowerCase()).toContain(`partition unique guid: ${guid}`)
    }
    await areSound(file, structures)
    // The copy alone says the same.
    const bytes = readFileSync(file)
    bytes.fill(0, 512, 34 * 512)
    expect((await run('sfdisk', '-d', fileOf(bytes))).toLowerCase()).toContain(table[1]?.new)
  })

  it('gets a new signature of its protective record when it has one', async () => {
    const bytes = readFileSync(await makeGpt())
    bytes.writeUInt32LE(0xcafe1234, 0x1b8)
    const file = fileOf(bytes)
    const [table] = await renew(file)
    expect(table?.identities[0]).toMatchObject({ kind: 'diskSignature', old: 'cafe1234' })
    expect(readFileSync(file).readUInt32LE(0x1b8).toString(16).padStart(8, '0')).toBe(table?.identities[0]?.new)
  })

  it('is left as it is where a copy is damaged or they differ', async () => {
    const bytes = readFileSync(await makeGpt())
    for (const at of [512 + 60, 1024 + 40, bytes.length - 512 + 60, bytes.length - 33 * 512 + 40]) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8((changed[at] ?? 0) ^ 1, at)
      expect(await refusalOf(fileOf(changed))).toMatchObject({ code: 'damaged' })
    }
    const other = readFileSync(await make(80, 'sgdisk', '-n', '1:2048:34815', '@'))
    other.copy(bytes, bytes.length - 33 * 512, bytes.length - 33 * 512)
    expect(await refusalOf(fileOf(bytes))).toMatchObject({ code: 'damaged' })
  })

  it('of a Windows dynamic disk is refused', async () => {
    const file = await make(80, 'sgdisk', '-n', '1:2048:34815', '-t', '1:5808C8AA-7E8F-42E0-85D2-E1E90434CFB3', '@')
    expect(await refusalOf(file)).toMatchObject({ code: 'dynamicDisk' })
  })
})

describe('an MBR', () => {
  const makeMbr = (...lines: string[]) => makeBy(80, `printf '%s\\n' 'label: dos' 'label-id: 0xcafe1234' ${lines.map((line) => `'${line}'`).join(' ')} | sfdisk -q "$0"`)

  it('gets a new signature, and so does what is on its primary and logical partitions', async () => {
    const file = await fill(await makeMbr('start=2048, size=32768, type=83', 'start=36864, size=110592, type=5', 'start=40960, size=81920, type=c', 'start=131072, size=8192, type=82'))
    const before = await run('sfdisk', '-d', file)
    const structures = await renew(file)
    expect(structures.map(({ what, startByte, refusal }) => [what, startByte, refusal])).toEqual([
      ['mbr', 0, null],
      ['ext4', MiB, null],
      ['fat', 20 * MiB, null],
      ['swap', 64 * MiB, null],
    ])
    const signature = structures[0]?.identities[0]
    expect(signature).toMatchObject({ kind: 'diskSignature', old: 'cafe1234' })
    await run('sfdisk', '-V', file)
    expect(await run('sfdisk', '-d', file)).toBe(before.replaceAll('cafe1234', signature?.new ?? ''))
    await areSound(file, structures)
  })

  it('of a Windows dynamic disk is refused, and one that is too large for its disk', async () => {
    expect(await refusalOf(await makeMbr('start=2048, size=32768, type=42'))).toMatchObject({ code: 'dynamicDisk' })
    const bytes = readFileSync(await makeMbr('start=2048, size=32768, type=83'))
    expect(await refusalOf(fileOf(bytes.subarray(0, 8 * MiB)))).toMatchObject({ code: 'damaged' })
  })

  it('without a signature stays without', async () => {
    const bytes = readFileSync(await makeMbr('start=2048, size=32768, type=83'))
    bytes.writeUInt32LE(0, 0x1b8)
    expect(await renew(fileOf(bytes))).toEqual([expect.objectContaining({ what: 'mbr', identities: [], writes: [], refusal: null })])
  })
})

describe('what is told of the rest', () => {
  it('a structure that is refused does not keep the others from new identities', async () => {
    const disk = readFileSync(await fill(await makeGpt()))
    disk.writeUInt32LE(disk.readUInt32LE(MiB + 1024 + 0x60) | 4, MiB + 1024 + 0x60)
    disk.fill(0xa5, 64 * MiB, 65 * MiB)
    const structures = await renew(fileOf(disk))
    expect(structures.map(({ what, refusal }) => [what, refusal?.code])).toEqual([['gpt', undefined], ['ext4', 'damaged'], ['fat', undefined], ['unknown', 'unknownContent']])
  })

  it('an empty disk has nothing, and an unknown one says so', async () => {
    expect(await renew(fileOf(Buffer.alloc(MiB)))).toEqual([])
    expect(await refusalOf(fileOf(Buffer.alloc(MiB, 0xa5)))).toMatchObject({ code: 'unknownContent' })
  })

  it('partitions that overlap are not both changed', async () => {
    const disk = readFileSync(await fill(await makeBy(80, `printf '%s\\n' 'label: dos' 'start=2048, size=32768' | sfdisk -q "$0"`)))
    disk.copy(disk, 0x1ce, 0x1be, 0x1ce)
    expect((await planFile(fileOf(disk))).structures.map(({ what, refusal }) => [what, refusal?.code])).toEqual([['mbr', undefined], ['ext4', undefined], ['ext4', 'damaged']])
  })

  it('a file system that a partition table was written over is ambiguous', async () => {
    const file = await make(16, 'mke2fs', '-q', '-F', '-t', 'ext4', '@')
    await shell(file, `printf '%s\\n' 'label: dos' 'start=2048, size=8192' | sfdisk -q --wipe never "$0"`)
    expect(await refusalOf(file)).toMatchObject({ code: 'ambiguous' })
  })
})
