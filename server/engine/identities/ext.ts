/**
 * ext2/3/4 (Linux, Documentation/filesystems/ext4), little-endian. Superblock of 1024 bytes, the first at byte 1024,
 * copies at the start of some groups (ext-layout.ts). Beside what is in contents/file-systems.ts: +0x5A u16 group of this
 * copy, +0x64 u32 read-only compatible features, +0xD0 UUID of the journal's device, +0xE0 u32 inode of the journal,
 * +0x168 u64 block of the multiple-mount protection, +0x175 u8 kind of checksum (1: CRC32C), +0x270 u32 seed of the
 * checksums, +0x3FC u32 checksum of the superblock.
 *
 * What the UUID goes into:
 * - `metadata_csum`: every checksum but the superblock's own starts from a seed, which is made of the UUID unless
 *   `metadata_csum_seed` says that it stands in the superblock. It is put there with the old value, as
 *   `tune2fs -O metadata_csum_seed` does, so that all checksums stay right.
 * - `uninit_bg` without `metadata_csum`: the checksum of each group descriptor (+0x1E u16 of it), a CRC16 of the UUID,
 *   the group's number and the descriptor without the checksum. They are made anew.
 * - A journal inside has a UUID of its own, which `tune2fs -U` leaves alone too.
 */
import type { IdentityNote } from '../contract'
import type { Region } from '../contents/reader'
import { crc32c } from '../targets/iscsi/crc32c'
import { CannotChange, type Change, damaged, Edits, isZero, NO_CHANGE, type Planner, readPart, unsupported, uuidChange } from './change'
import { planDescriptors } from './ext-descriptors'
import { copiesOf, type Layout, layoutOf, PRIMARY_AT, SUPERBLOCK } from './ext-layout'

const [MAGIC, GROUP, COMPATIBLE, INCOMPATIBLE, READ_ONLY, UUID, JOURNAL_INODE, PROTECTION, KIND, SEED, CHECKSUM] = [
  0x38, 0x5a, 0x5c, 0x60, 0x64, 0x68, 0xe0, 0x168, 0x175, 0x270, 0x3fc,
]
const REVISION = 0x4c

const HAS_JOURNAL = 0x4
const STABLE_INODES = 0x800
const [NEEDS_RECOVERY, JOURNAL_DEVICE, PROTECTED, VALUES_IN_INODES, HAS_SEED] = [0x4, 0x8, 0x100, 0x400, 0x2000]
/** e2fsprogs 1.47, lib/ext2fs/ext2fs.h: what tune2fs may open. Compression (0x1), and what is newer, is not. */
const KNOWN_INCOMPATIBLE = 0x2 | 0x4 | 0x8 | 0x10 | 0x40 | 0x80 | 0x100 | 0x200 | 0x400 | 0x2000 | 0x4000 | 0x8000 | 0x1_0000 | 0x2_0000
const [DESCRIPTOR_CHECKSUMS, METADATA_CHECKSUMS, ORPHANS_PRESENT] = [0x10, 0x400, 0x1_0000]
/** Up to verity and files of orphans; not snapshots (0x80) or replicas (0x800), which no kernel has. */
const KNOWN_READ_ONLY = 0x7f | 0x100 | 0x200 | 0x400 | 0x1000 | 0x2000 | 0x8000 | 0x1_0000
/** ext4_disk_mmp: +0 u32 magic 0x004D4D50, +4 u32 sequence, this one when nobody uses it. */
const [PROTECTION_MAGIC, NOT_IN_USE] = [0x004d_4d50, 0xff4d_4d50]

/** Gives all superblocks the same new UUID, and keeps all checksums right. @throws {CannotChange} */
export const planExt: Planner = async (region, identifiers): Promise<Change> => {
  const primary = await readPart(region, PRIMARY_AT, SUPERBLOCK, 'the superblock')
  check(primary)
  const layout = layoutOf(primary, region.sizeBytes)
  await checkNotInUse(region, primary, layout)
  const old = primary.subarray(UUID, UUID + 16)
  if (isZero(old) || primary.readUInt32LE(REVISION) === 0) return NO_CHANGE
  const made = identifiers.uuid(old)
  const notes = new Set<IdentityNote>()
  const edits = new Edits()
  for (const { group, atByte } of [{ group: 0, atByte: PRIMARY_AT }, ...copiesOf(layout)]) {
    const before = await readPart(region, atByte, SUPERBLOCK, 'a superblock')
    checkCopy(before, primary, group)
    const { after, seedAdded } = renamed(before, made)
    if (seedAdded) notes.add('checksumSeedAdded')
    edits.replace(atByte, before, after)
  }
  const checksums = primary.readUInt32LE(READ_ONLY) & (DESCRIPTOR_CHECKSUMS | METADATA_CHECKSUMS)
  if (checksums === DESCRIPTOR_CHECKSUMS) await planDescriptors(region, layout, old, made, edits)
  return { identities: [uuidChange(old, made)], notes: [...notes], writes: edits.writes }
}

/** What must be so for the change to be right. */
function check(block: Buffer): void {
  const [compatible, incompatible, readOnly] = [block.readUInt32LE(COMPATIBLE), block.readUInt32LE(INCOMPATIBLE), block.readUInt32LE(READ_ONLY)]
  if ((incompatible & ~KNOWN_INCOMPATIBLE) !== 0) throw unsupported(`incompatible features 0x${incompatible.toString(16)}`)
  if ((readOnly & ~KNOWN_READ_ONLY) !== 0) throw unsupported(`read-only compatible features 0x${readOnly.toString(16)}`)
  if (hasSuperblockChecksum(block)) {
    if (block[KIND] !== 1) throw unsupported('a checksum other than CRC32C')
    if (block.readUInt32LE(CHECKSUM) !== checksumOf(block)) throw damaged('the superblock has a wrong checksum')
  }
  if ((incompatible & NEEDS_RECOVERY) !== 0) throw new CannotChange('needsRecovery', 'the journal waits to be replayed: mount the file system and unmount it, or run e2fsck')
  if ((readOnly & ORPHANS_PRESENT) !== 0) throw new CannotChange('needsRecovery', 'files wait to be removed for good: mount the file system and unmount it, or run e2fsck')
  if ((incompatible & JOURNAL_DEVICE) !== 0) throw new CannotChange('otherDevices', 'the journal of a file system on another device, which names it by its UUID')
  if ((compatible & HAS_JOURNAL) !== 0 && block.readUInt32LE(JOURNAL_INODE) === 0) {
    throw new CannotChange('otherDevices', 'its journal is on another device, and names the file system by its UUID')
  }
  // fscrypt's IV_INO_LBLK policies make their keys of the UUID, which this feature is there to say.
  if ((compatible & STABLE_INODES) !== 0) throw new CannotChange('identityIsUsed', 'the keys of its encrypted files are made with its UUID (stable_inodes)')
  const seeded = (incompatible & HAS_SEED) !== 0 || (readOnly & METADATA_CHECKSUMS) !== 0
  if ((incompatible & VALUES_IN_INODES) !== 0 && !seeded) throw unsupported('ea_inode without metadata_csum')
}

async function checkNotInUse(region: Region, primary: Buffer, { blockSize }: Layout): Promise<void> {
  if ((primary.readUInt32LE(INCOMPATIBLE) & PROTECTED) === 0) return
  const block = await readPart(region, Number(primary.readBigUInt64LE(PROTECTION)) * blockSize, SUPERBLOCK, 'the block of the multiple-mount protection')
  if (block.readUInt32LE(0) !== PROTECTION_MAGIC) throw damaged('there is no multiple-mount protection where it should be')
  if (block.readUInt32LE(4) !== NOT_IN_USE) throw new CannotChange('inUse', 'its multiple-mount protection says that a host uses it')
}

function checkCopy(copy: Buffer, primary: Buffer, group: number): void {
  // Linux before 5.18 left the group out when it made a mounted file system larger; of a large number it puts the low
  // half there, and e2fsprogs the largest that fits.
  const names = [0, group & 0xffff, Math.min(group, 0xffff)]
  const sound = copy.readUInt16LE(MAGIC) === 0xef53 && names.includes(copy.readUInt16LE(GROUP))
  if (!sound || copy.compare(primary, UUID, UUID + 16, UUID, UUID + 16) !== 0) throw damaged(`the superblock of group ${group} is not one of this file system`)
  check(copy)
}

function renamed(before: Buffer, made: Buffer): { after: Buffer; seedAdded: boolean } {
  const after = Buffer.from(before)
  const incompatible = before.readUInt32LE(INCOMPATIBLE)
  const seedAdded = hasSuperblockChecksum(before) && (incompatible & HAS_SEED) === 0
  if (seedAdded) {
    after.writeUInt32LE((incompatible | HAS_SEED) >>> 0, INCOMPATIBLE)
    after.writeUInt32LE(unfinished(before.subarray(UUID, UUID + 16)), SEED)
  }
  made.copy(after, UUID)
  if (hasSuperblockChecksum(before)) after.writeUInt32LE(checksumOf(after), CHECKSUM)
  return { after, seedAdded }
}

const hasSuperblockChecksum = (block: Buffer) => (block.readUInt32LE(READ_ONLY) & METADATA_CHECKSUMS) !== 0

const checksumOf = (block: Buffer) => unfinished(block.subarray(0, CHECKSUM))

/** ext4 leaves out the last step of CRC32C, the complement. */
const unfinished = (bytes: Buffer) => ~crc32c(bytes) >>> 0
