/**
 * Btrfs (on-disk format, "Superblock"), little-endian, 4096 bytes at 64 KiB, 64 MiB and 256 GiB, as far as the device
 * reaches: +0 checksum (CRC32C: four bytes, over everything from +0x20 on), +0x20 fsid, +0x30 u64 its own offset, +0x38
 * u64 flags, +0x40 magic, +0x60 u64 root of the log tree, +0x88 u64 number of devices, +0xBC u64 incompatible features,
 * +0xC4 u16 kind of checksum, +0xC9 item of this device (+8 u64 its size, +82 fsid), +0x23B metadata UUID.
 *
 * Every block of metadata carries the fsid. With the feature METADATA_UUID the fsid stands only in the superblocks, and
 * the blocks carry the metadata UUID; that is how `btrfstune -m` changes it, and it is done here. The device's item keeps
 * the metadata UUID.
 */
import type { IdentityNote } from '../contract'
import { uuid, type Region } from '../contents/reader'
import { crc32c } from '../targets/iscsi/crc32c'
import { CannotChange, type Change, damaged, Edits, type Planner, readPart, unsupported, uuidChange } from './change'

const SIZE = 4096
const COPIES = [64 * 1024, 64 * 1024 ** 2, 256 * 1024 ** 3]
const [FSID, OWN_OFFSET, FLAGS, MAGIC, LOG_ROOT, DEVICES, INCOMPATIBLE, KIND, DEVICE, METADATA_UUID] = [0x20, 0x30, 0x38, 0x40, 0x60, 0x88, 0xbc, 0xc4, 0xc9, 0x23b]
const [DEVICE_SIZE, DEVICE_FSID] = [DEVICE + 8, DEVICE + 82]

const HAS_METADATA_UUID = 1n << 10n
/** Up to "no holes" and METADATA_UUID, RAID1C34, and simple quotas; not zoned (its superblocks are a log) and what is newer. */
const KNOWN = 0xfffn | (1n << 16n)
const SEEDING = 1n << 32n
/** Header flags 0x1 (written) and 0x2 (relocated) are everyday; an error, a dump or a change of the fsid that has not ended are not. */
const EVERYDAY_FLAGS = 3n

/** @throws {CannotChange} */
export const planBtrfs: Planner = async (region, identifiers): Promise<Change> => {
  const first = await readSuperblock(region, COPIES[0] ?? 0)
  check(first)
  const size = Number(first.readBigUInt64LE(DEVICE_SIZE))
  if (size > region.sizeBytes || size < (COPIES[0] ?? 0) + SIZE) throw damaged('the file system is larger than what it is on')
  const old = first.subarray(FSID, FSID + 16)
  const made = identifiers.uuid(old)
  const notes = new Set<IdentityNote>()
  const edits = new Edits()
  for (const at of COPIES) {
    // The kernel writes a copy only where the device goes on behind it.
    if (at !== COPIES[0] && at + SIZE >= size) break
    const before = await readSuperblock(region, at)
    check(before)
    if (before.compare(first, FSID, FSID + 16, FSID, FSID + 16) !== 0) throw damaged('the superblocks name different file systems')
    const after = Buffer.from(before)
    const features = before.readBigUInt64LE(INCOMPATIBLE)
    if ((features & HAS_METADATA_UUID) === 0n) {
      if (uuid(before.subarray(METADATA_UUID, METADATA_UUID + 16)) !== null) throw damaged('a metadata UUID stands where there should be none')
      after.writeBigUInt64LE(features | HAS_METADATA_UUID, INCOMPATIBLE)
      old.copy(after, METADATA_UUID)
      notes.add('metadataUuidAdded')
    }
    made.copy(after, FSID)
    after.writeUInt32LE(crc32c(after, FSID), 0)
    edits.replace(at, before, after)
  }
  return { identities: [uuidChange(old, made)], notes: [...notes], writes: edits.writes }
}

async function readSuperblock(region: Region, at: number): Promise<Buffer> {
  const block = await readPart(region, at, SIZE, 'a superblock')
  if (block.toString('latin1', MAGIC, MAGIC + 8) !== '_BHRfS_M' || Number(block.readBigUInt64LE(OWN_OFFSET)) !== at) throw damaged(`no superblock at byte ${at}`)
  if (block.readUInt16LE(KIND) !== 0) throw unsupported('a checksum other than CRC32C')
  if (block.readUInt32LE(0) !== crc32c(block, FSID)) throw damaged(`the superblock at byte ${at} has a wrong checksum`)
  return block
}

/** What each superblock must be for the change to be right. */
function check(block: Buffer): void {
  const flags = block.readBigUInt64LE(FLAGS)
  const features = block.readBigUInt64LE(INCOMPATIBLE)
  if ((flags & SEEDING) !== 0n) throw new CannotChange('identityIsUsed', 'a seed, which file systems grown from it name by its UUID')
  if ((flags & ~EVERYDAY_FLAGS) !== 0n) throw unsupported(`flags 0x${flags.toString(16)} in the superblock`)
  if ((features & ~KNOWN) !== 0n) throw unsupported(`features 0x${features.toString(16)} in the superblock`)
  if (block.readBigUInt64LE(DEVICES) !== 1n) throw new CannotChange('otherDevices', 'a file system of more than one device')
  if (block.readBigUInt64LE(LOG_ROOT) !== 0n) throw new CannotChange('needsRecovery', 'a log that waits to be replayed')
  const metadata = (features & HAS_METADATA_UUID) === 0n ? FSID : METADATA_UUID
  if (block.compare(block, metadata, metadata + 16, DEVICE_FSID, DEVICE_FSID + 16) !== 0) throw damaged('the device belongs to another file system')
}
