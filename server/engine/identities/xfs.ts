/**
 * XFS (XFS Algorithms & Data Structures, "Superblocks"), big-endian, one sector at the start of each allocation group:
 * +4 u32 block size, +8 u64 blocks, +32 UUID, +48 u64 first block of the log (0: it is on another device), +84 u32
 * blocks a group, +88 u32 groups, +96 u32 blocks of the log, +100 u16 version (low four bits 4 or 5), +102 u16 sector
 * size, +124 u8 log2 of the blocks a group, +126 u8 mkfs has not finished. Version 5: +216 u32 incompatible features,
 * +224 u32 CRC32C of the sector with itself as zeroes (little-endian), +248 metadata UUID.
 *
 * Version 5 has the UUID in every block of metadata. With the feature META_UUID it stands only in the superblocks and in
 * the log, and the blocks carry the metadata UUID; that is how `xfs_admin -U` changes it, and it is done here. In version
 * 4 it stands nowhere else.
 */
import type { IdentityNote } from '../contract'
import type { Region } from '../contents/reader'
import { crc32c } from '../targets/iscsi/crc32c'
import { CannotChange, type Change, damaged, Edits, isZero, MAX_WRITE_BYTES, type Planner, readPart, unsupported, uuidChange } from './change'
import { planLogHead } from './xfs-log'

const [BLOCK_SIZE, BLOCKS, UUID, LOG_START, GROUP_BLOCKS, GROUPS, LOG_BLOCKS, VERSION, SECTOR_SIZE, GROUP_LOG, IN_PROGRESS] = [4, 8, 32, 48, 84, 88, 96, 100, 102, 124, 126]
const [INCOMPATIBLE, CHECKSUM, METADATA_UUID] = [216, 224, 248]
/** All that is used of a superblock lies in it, whatever the sector size. */
const HEAD = 512

const HAS_METADATA_UUID = 4
const NEEDS_REPAIR = 16
/** Names' types, sparse inodes, META_UUID, big timestamps, needs repair, large extent counts, exchange of ranges, parents. */
const KNOWN = 0xff
/** Bits of the version that a version 4 file system may have; the UUID doesn't matter to any of them. */
const VERSION_NUMBER = 0x000f

interface Geometry {
  version: 4 | 5
  sectorSize: number
  groups: number
  groupBytes: number
  logAtByte: number
  logBytes: number
}

/** Gives all superblocks and the head of the log the same new UUID. @throws {CannotChange} */
export const planXfs: Planner = async (region, identifiers): Promise<Change> => {
  const head = await readPart(region, 0, HEAD, 'the superblock')
  const geometry = geometryOf(head, region.sizeBytes)
  const old = head.subarray(UUID, UUID + 16)
  if (isZero(old)) throw damaged('the superblock has no UUID')
  const made = identifiers.uuid(old)
  const notes = new Set<IdentityNote>()
  const edits = new Edits()
  for (let group = 0; group < geometry.groups; group += 1) {
    const at = group * geometry.groupBytes
    const before = await readSuperblock(region, at, geometry)
    if (before.compare(head, UUID, UUID + 16, UUID, UUID + 16) !== 0) throw damaged(`the superblock of group ${group} names another file system`)
    const after = Buffer.from(before)
    made.copy(after, UUID)
    if (geometry.version === 5) {
      const features = before.readUInt32BE(INCOMPATIBLE)
      if ((features & HAS_METADATA_UUID) === 0) {
        after.writeUInt32BE(features | HAS_METADATA_UUID, INCOMPATIBLE)
        old.copy(after, METADATA_UUID)
        notes.add('metadataUuidAdded')
      }
      after.writeUInt32LE(checksumOf(after), CHECKSUM)
    }
    edits.replace(at, before.subarray(0, HEAD), after.subarray(0, HEAD))
  }
  await planLogHead(region, geometry.logAtByte, geometry.logBytes, old, made, edits)
  return { identities: [uuidChange(old, made)], notes: [...notes], writes: edits.writes }
}

/** What a superblock says of the layout, all within the region. */
function geometryOf(head: Buffer, sizeBytes: number): Geometry {
  const version = head.readUInt16BE(VERSION) & VERSION_NUMBER
  if (version !== 4 && version !== 5) throw unsupported(`XFS of version ${version}`)
  if (head[IN_PROGRESS] !== 0) throw damaged('the file system was not made to its end')
  const blockSize = head.readUInt32BE(BLOCK_SIZE)
  const sectorSize = head.readUInt16BE(SECTOR_SIZE)
  if (!isPowerOfTwo(blockSize, 512, 65_536) || !isPowerOfTwo(sectorSize, 512, 32_768)) throw damaged('the superblock makes no sense')
  const [blocks, groupBlocks, groups] = [Number(head.readBigUInt64BE(BLOCKS)), head.readUInt32BE(GROUP_BLOCKS), head.readUInt32BE(GROUPS)]
  if (groups === 0 || groupBlocks === 0 || blocks * blockSize > sizeBytes || (groups - 1) * groupBlocks >= blocks) {
    throw damaged('the file system is larger than what it is on')
  }
  if (groups > MAX_WRITE_BYTES / HEAD) throw new CannotChange('tooLarge', `a file system of ${groups} allocation groups`)
  const groupLog = head[GROUP_LOG] ?? 0
  const logStart = head.readBigUInt64BE(LOG_START)
  if (logStart === 0n) throw new CannotChange('otherDevices', 'its log is on another device, and names the file system by its UUID')
  if (groupLog > 31 || 2 ** groupLog < groupBlocks) throw damaged('the superblock makes no sense')
  // A block number has the group in its high bits.
  const inGroup = Number(logStart & ((1n << BigInt(groupLog)) - 1n))
  const logAtByte = (Number(logStart >> BigInt(groupLog)) * groupBlocks + inGroup) * blockSize
  const logBytes = head.readUInt32BE(LOG_BLOCKS) * blockSize
  if (logBytes === 0 || logAtByte + logBytes > sizeBytes) throw damaged('the log would lie beyond the end')
  return { version, sectorSize, groups, groupBytes: groupBlocks * blockSize, logAtByte, logBytes }
}

async function readSuperblock(region: Region, at: number, { version, sectorSize }: Geometry): Promise<Buffer> {
  const sector = await readPart(region, at, sectorSize, 'a superblock')
  if (sector.toString('latin1', 0, 4) !== 'XFSB' || (sector.readUInt16BE(VERSION) & VERSION_NUMBER) !== version) throw damaged(`no superblock at byte ${at}`)
  if (version === 4) return sector
  const features = sector.readUInt32BE(INCOMPATIBLE)
  if (sector.readUInt32LE(CHECKSUM) !== checksumOf(sector)) throw damaged(`the superblock at byte ${at} has a wrong checksum`)
  if ((features & ~KNOWN) !== 0) throw unsupported(`features 0x${(features >>> 0).toString(16)} in the superblock`)
  if ((features & NEEDS_REPAIR) !== 0) throw damaged('it says that xfs_repair must be run first')
  return sector
}

function checksumOf(sector: Buffer): number {
  const checked = Buffer.from(sector)
  checked.writeUInt32LE(0, CHECKSUM)
  return crc32c(checked)
}

const isPowerOfTwo = (value: number, least: number, most: number) => value >= least && value <= most && Number.isInteger(Math.log2(value))
