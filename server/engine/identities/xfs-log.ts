/**
 * The log of XFS (XFS Algorithms & Data Structures, "Journaling Log"; Linux, fs/xfs/libxfs/xfs_log_format.h),
 * big-endian, in basic blocks of 512 bytes. A record: header of one block (more when its buffers are larger than 32 KiB),
 * +0 magic 0xFEEDBABE, +4 u32 cycle, +8 u32 version (1, 2), +12 u32 length of what follows, +16 u64 its place (cycle, and
 * block in the low 32 bits), +32 u32 CRC32C (little-endian; 0 when none is kept), +40 u32 operations, +304 UUID of the
 * file system, +320 u32 size of the buffers. The first word of every other block of it is overwritten with its cycle.
 * An operation: +8 u8 client, +9 u8 flags (0x20: unmounted).
 *
 * When it mounts, Linux looks at the UUID of the record at the head, the last one written, which after a clean unmount is
 * that of the unmount alone. That record gets the new UUID; those before it have been played and are not looked at.
 */
import type { Region } from '../contents/reader'
import { crc32c } from '../targets/iscsi/crc32c'
import { CannotChange, damaged, type Edits, readPart } from './change'

const BLOCK = 512
const MAGIC = 0xfeedbabe
const [CYCLE, VERSION, LENGTH, PLACE, CHECKSUM, OPERATIONS, UUID, BUFFERS] = [4, 8, 12, 16, 32, 40, 304, 320]
const UNMOUNTED = 0x20
/** `struct xlog_rec_header` as 64-bit machines have it, and `struct xlog_rec_ext_header`: what the checksum covers. */
const [HEADER_SIZE, EXTENSION_SIZE] = [328, 260]
const BUFFER_PER_HEADER = 32 * 1024
/** xfs_log_format.h, XLOG_MAX_RECORD_BSIZE and XFS_MAX_LOG_BYTES. */
const [MAX_RECORD, MAX_LOG] = [256 * 1024, 2 ** 31 - 2 ** 12]
const CHUNK = 1024 * 1024

/** Gives the record at the head of a clean log a new UUID. @throws {CannotChange} `needsRecovery` when it isn't clean. */
export async function planLogHead(region: Region, logAt: number, logBytes: number, old: Buffer, made: Buffer, edits: Edits): Promise<void> {
  if (logBytes > MAX_LOG) throw damaged('the log is longer than one can be')
  const at = await findHead(region, logAt, logBytes)
  const record = await readRecord(region, logAt, logBytes, at)
  const { header, headerBlocks, length } = record
  const unmount = record.bytes.subarray(headerBlocks * BLOCK)
  if (header.readUInt32BE(OPERATIONS) !== 1 || unmount.length < BLOCK || ((unmount[9] ?? 0) & UNMOUNTED) === 0) throw notClean()
  // What is behind the record must be older than it, or it isn't the last. Each time round the log the cycle grows by one.
  const end = at + headerBlocks * BLOCK + length
  const behind = await readPart(region, logAt + (end % logBytes), BLOCK, 'the log')
  const cycle = behind.readUInt32BE(0) === MAGIC ? behind.readUInt32BE(CYCLE) : behind.readUInt32BE(0)
  if (cycle >= header.readUInt32BE(CYCLE) + (end >= logBytes ? 1 : 0)) throw notClean()
  if (header.compare(old, 0, 16, UUID, UUID + 16) !== 0) throw damaged('the log belongs to another file system')

  const kept = header.readUInt32LE(CHECKSUM)
  if (kept !== 0 && kept !== checksumOf(record.bytes, headerBlocks)) throw damaged('the record at the head of the log has a wrong checksum')
  const after = Buffer.from(record.bytes)
  made.copy(after, UUID)
  if (kept !== 0) after.writeUInt32LE(checksumOf(after, headerBlocks), CHECKSUM)
  edits.replace(logAt + at, header, after.subarray(0, BLOCK))
}

const notClean = () => new CannotChange('needsRecovery', 'the log waits to be replayed: mount the file system and unmount it')

/** Offset in the log of the record that was written last. Reads the whole log, piece by piece. */
async function findHead(region: Region, logAt: number, logBytes: number): Promise<number> {
  let newest = { place: -1n, at: -1 }
  for (let from = 0; from < logBytes; from += CHUNK) {
    const chunk = await readPart(region, logAt + from, Math.min(CHUNK, logBytes - from), 'the log')
    for (let block = 0; block + BLOCK <= chunk.length; block += BLOCK) {
      if (chunk.readUInt32BE(block) !== MAGIC) continue
      const place = chunk.readBigUInt64BE(block + PLACE)
      // A header tells its own place; what doesn't only looks like one.
      if (Number(place & 0xffff_ffffn) * BLOCK !== from + block) continue
      if (place > newest.place) newest = { place, at: from + block }
    }
  }
  if (newest.at < 0) throw notClean()
  return newest.at
}

interface Record {
  /** The first block of it. */
  header: Buffer
  headerBlocks: number
  /** Bytes behind the header. */
  length: number
  /** Header and what follows, put together where it goes round the end of the log. */
  bytes: Buffer
}

async function readRecord(region: Region, logAt: number, logBytes: number, at: number): Promise<Record> {
  const header = await readPart(region, logAt + at, BLOCK, 'the log')
  const version = header.readUInt32BE(VERSION)
  const [length, buffers] = [header.readUInt32BE(LENGTH), header.readUInt32BE(BUFFERS)]
  if ((version !== 1 && version !== 2) || length === 0 || length > MAX_RECORD || buffers > MAX_RECORD) throw damaged('the record at the head of the log makes no sense')
  const headerBlocks = version === 2 ? Math.max(1, Math.ceil(buffers / BUFFER_PER_HEADER)) : 1
  const whole = Math.ceil(length / BLOCK) * BLOCK
  const total = headerBlocks * BLOCK + whole
  if (total > logBytes) throw damaged('the record at the head of the log makes no sense')
  const straight = Math.min(total, logBytes - at)
  const bytes = Buffer.concat([await readPart(region, logAt + at, straight, 'the log'), await readPart(region, logAt, total - straight, 'the log')])
  return { header, headerBlocks, length: whole, bytes }
}

/** Over the header with the checksum itself as zeroes, the extensions of the header, and what follows. */
function checksumOf(record: Buffer, headerBlocks: number): number {
  const header = Buffer.from(record.subarray(0, HEADER_SIZE))
  header.writeUInt32LE(0, CHECKSUM)
  const extensions = Array.from({ length: headerBlocks - 1 }, (_, index) => record.subarray((index + 1) * BLOCK, (index + 1) * BLOCK + EXTENSION_SIZE))
  const data = record.subarray(headerBlocks * BLOCK, headerBlocks * BLOCK + record.readUInt32BE(LENGTH))
  return crc32c(Buffer.concat([header, ...extensions, data]))
}
