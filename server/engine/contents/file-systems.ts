/**
 * File systems and what else fills a whole disk or partition, each by its superblock. Little-endian unless said.
 * "Mounted" is what the structure itself says, which after a crash of the host is the same as being mounted.
 */
import { md, md090 } from './md'
import { type Detector, finding, label, uuid } from './reader'
import { xfs } from './xfs'

/**
 * ext2/3/4 (Linux, Documentation/filesystems/ext4/super.rst). Superblock at byte 1024: +0x38 u16 magic 0xEF53, +0x3A
 * u16 state (1: cleanly unmounted, 2: errors), +0x5C u32 compatible features (4: has a journal), +0x60 u32
 * incompatible features (4: journal needs recovery, 0x40: extents), +0x68 UUID, +0x78 label of 16 bytes. A mounted
 * ext3/4 has "needs recovery" set, a mounted ext2 "cleanly unmounted" cleared.
 */
const ext: Detector = async (region) => {
  const block = await region.read(1024, 1024)
  if (block?.readUInt16LE(0x38) !== 0xef53) return null
  const [compatible, incompatible] = [block.readUInt32LE(0x5c), block.readUInt32LE(0x60)]
  const journaling = (compatible & 4) !== 0
  const needsRecovery = (incompatible & 4) !== 0
  const clean = (block.readUInt16LE(0x3a) & 1) !== 0
  const what = (incompatible & 0x40) !== 0 ? 'ext4' : journaling ? 'ext3' : 'ext2'
  const mounted = needsRecovery || !clean ? 'yes' : 'no'
  return finding(what, { label: label(block.subarray(0x78, 0x88)), identifier: uuid(block.subarray(0x68, 0x78)), journaling, needsRecovery, mounted })
}

/**
 * Btrfs (on-disk format): superblock at 64 KiB: +0x20 fsid, +0x40 "_BHRfS_M", +0x60 u64 root of the log tree, +0x12B
 * label of 256 bytes. A log tree is there while something waits to be replayed.
 */
const btrfs: Detector = async (region) => {
  const block = await region.read(65_536, 4096)
  if (block?.toString('latin1', 0x40, 0x48) !== '_BHRfS_M') return null
  const needsRecovery = block.readBigUInt64LE(0x60) !== 0n
  return finding('btrfs', { label: label(block.subarray(0x12b, 0x22b)), identifier: uuid(block.subarray(0x20, 0x30)), journaling: true, needsRecovery })
}

/**
 * NTFS (boot sector): +3 "NTFS    ", +0x0B u16 bytes a sector, +0x0D u8 sectors a cluster, +0x30 u64 cluster of the
 * MFT, +0x40 i8 clusters (or 2^-n bytes) of a file record, +0x48 u64 serial. MFT record 3 is $Volume: attributes from
 * u16 at +0x14 on, each u32 type, u32 length, +8 u8 non-resident, +0x10 u32 value length, +0x14 u16 value offset; type
 * 0x60 is the name (UTF-16), 0x70 the information with u16 flags at +10 (1: dirty, which it is while it is mounted).
 */
const ntfs: Detector = async (region) => {
  const boot = await region.read(0, 512)
  if (boot?.toString('latin1', 3, 11) !== 'NTFS    ') return null
  const serial = Buffer.from(boot.subarray(0x48, 0x50)).reverse().toString('hex').toUpperCase()
  const known = { identifier: serial, journaling: true }
  const sector = boot.readUInt16LE(0x0b)
  const cluster = sector * (boot[0x0d] ?? 0)
  const clusters = boot.readInt8(0x40)
  const record = clusters > 0 ? clusters * cluster : 2 ** -clusters
  const mft = Number(boot.readBigUInt64LE(0x30)) * cluster
  if (sector < 256 || sector > 4096 || cluster === 0 || record < 512 || record > 65_536 || !Number.isSafeInteger(mft)) {
    return finding('ntfs', { ...known, damaged: true })
  }
  const volume = await region.read(mft + 3 * record, record)
  if (volume?.toString('latin1', 0, 4) !== 'FILE') return finding('ntfs', { ...known, damaged: true })
  const name = attributeOf(volume, 0x60)
  const flags = attributeOf(volume, 0x70)
  const dirty = flags !== null && flags.length >= 12 ? (flags.readUInt16LE(10) & 1) !== 0 : null
  return finding('ntfs', {
    ...known,
    label: name && label(name, 'utf16le'),
    mounted: dirty === null ? 'unknown' : dirty ? 'yes' : 'no',
    needsRecovery: dirty === true,
  })
}

/** The value of a resident attribute of an NTFS file record. */
function attributeOf(record: Buffer, type: number): Buffer | null {
  for (let at = record.readUInt16LE(0x14); at + 24 <= record.length; ) {
    const length = record.readUInt32LE(at + 4)
    if (record.readUInt32LE(at) === 0xffff_ffff || length < 24 || at + length > record.length) return null
    if (record.readUInt32LE(at) === type && record[at + 8] === 0) {
      const start = at + record.readUInt16LE(at + 0x14)
      const end = start + record.readUInt32LE(at + 0x10)
      return end <= record.length ? record.subarray(start, end) : null
    }
    at += length
  }
  return null
}

/**
 * FAT (Microsoft, FAT specification 1.03; ECMA-107): +0x1FE 0xAA55; FAT32 has "FAT32   " at +0x52, its volume id at
 * +0x43, label at +0x47 and dirty bit at +0x41; FAT12/16 "FAT1" at +0x36, id at +0x27, label at +0x2B, dirty bit at
 * +0x25. Bit 0 is set while it is mounted.
 */
const fat: Detector = async (region) => {
  const boot = await region.read(0, 512)
  if (boot?.readUInt16LE(0x1fe) !== 0xaa55) return null
  const is32 = boot.toString('latin1', 0x52, 0x57) === 'FAT32'
  if (!is32 && boot.toString('latin1', 0x36, 0x3a) !== 'FAT1') return null
  const [state, id, name] = is32 ? [0x41, 0x43, 0x47] : [0x25, 0x27, 0x2b]
  const serial = boot.readUInt32LE(id).toString(16).toUpperCase().padStart(8, '0')
  const named = label(boot.subarray(name, name + 11), 'latin1')
  return finding('fat', {
    label: named === 'NO NAME' ? null : named,
    identifier: `${serial.slice(0, 4)}-${serial.slice(4)}`,
    mounted: ((boot[state] ?? 0) & 1) !== 0 ? 'yes' : 'no',
  })
}

/** How far exFAT's root directory is looked through for the label, which formatting puts at its start. */
const EXFAT_ROOT_BYTES = 4096

/**
 * exFAT (Microsoft, exFAT file system specification, 3.1 and 7.3): +3 "EXFAT   ", +0x58 u32 sector of the clusters, +0x60
 * u32 first cluster of the root directory (counted from 2), +0x64 u32 serial, +0x6A u16 flags (2: dirty, which it is
 * while it is mounted), +0x6C u8 and +0x6D u8 as powers of two: bytes a sector, sectors a cluster. Of the root's entries
 * of 32 bytes 0x83 is the label: +1 u8 its length, +2 UTF-16.
 */
const exfat: Detector = async (region) => {
  const boot = await region.read(0, 512)
  if (boot?.toString('latin1', 3, 11) !== 'EXFAT   ') return null
  const serial = boot.readUInt32LE(0x64).toString(16).toUpperCase().padStart(8, '0')
  const dirty = (boot.readUInt16LE(0x6a) & 2) !== 0
  const known = { identifier: `${serial.slice(0, 4)}-${serial.slice(4)}`, mounted: dirty ? ('yes' as const) : ('no' as const) }
  const [sectorBits, clusterBits] = [boot[0x6c] ?? 0, boot[0x6d] ?? 0]
  if (sectorBits < 9 || sectorBits > 12 || sectorBits + clusterBits > 25) return finding('exfat', { ...known, damaged: true })
  const cluster = 2 ** (sectorBits + clusterBits)
  const start = boot.readUInt32LE(0x58) * 2 ** sectorBits + (boot.readUInt32LE(0x60) - 2) * cluster
  const root = start < 0 ? null : await region.read(start, Math.min(cluster, EXFAT_ROOT_BYTES))
  if (!root) return finding('exfat', { ...known, damaged: true })
  for (let at = 0; at < root.length && root[at] !== 0; at += 32) {
    if (root[at] !== 0x83) continue
    const characters = Math.min(root[at + 1] ?? 0, 11)
    return finding('exfat', { ...known, label: label(root.subarray(at + 2, at + 2 + 2 * characters), 'utf16le') })
  }
  return finding('exfat', known)
}

/** Linux swap (mkswap): "SWAPSPACE2" at the end of the first 4 KiB, UUID at +1036, label of 16 bytes at +1052. */
const swap: Detector = async (region) => {
  const page = await region.read(0, 4096)
  if (page?.toString('latin1', 4086, 4096) !== 'SWAPSPACE2') return null
  return finding('swap', { label: label(page.subarray(1052, 1068)), identifier: uuid(page.subarray(1036, 1052)) })
}

/** LVM2 physical volume: in one of the first four sectors "LABELONE", +24 "LVM2 001", and its identifier at +32. */
const lvm: Detector = async (region) => {
  const sectors = await region.read(0, 2048)
  for (let at = 0; sectors && at < 2048; at += 512) {
    if (sectors.toString('latin1', at, at + 8) !== 'LABELONE' || sectors.toString('latin1', at + 24, at + 32) !== 'LVM2 001') continue
    return finding('lvm', { identifier: label(sectors.subarray(at + 32, at + 64), 'latin1') })
  }
  return null
}

/** LUKS (specification 1 and 2): "LUKS" 0xBA 0xBE at the start, the UUID as text at +168, LUKS2's label at +24. */
const luks: Detector = async (region) => {
  const header = await region.read(0, 512)
  if (header?.toString('latin1', 0, 6) !== 'LUKS\xba\xbe') return null
  const second = header.readUInt16BE(6) === 2
  return finding('luks', { label: second ? label(header.subarray(24, 72)) : null, identifier: label(header.subarray(168, 208), 'latin1') })
}

/**
 * In an order in which the more certain marks come first: a member of a RAID may begin with the array's file system,
 * and a FAT's boot sector looks much like a partition table.
 */
export const FILE_SYSTEMS: readonly Detector[] = [md, md090, xfs, ntfs, exfat, luks, lvm, ext, btrfs, swap, fat]
