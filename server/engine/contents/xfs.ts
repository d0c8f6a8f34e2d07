import { type Detector, finding, label, type Region, uuid } from './reader'

/** The log counts in basic blocks of 512 bytes, whatever the file system's blocks and sectors are. */
const BASIC_BLOCK = 512
const RECORD_MAGIC = 0xfeed_babe
/** A record header names the cycles of 32 KiB; longer records have more header blocks. */
const HEADER_COVERS = 32 * 1024
/** The longest log stripe unit, up to which an unmount record is padded, and its headers (xfs_log.h). */
const LOOK_BACK = (256 * 1024 + 8 * BASIC_BLOCK) / BASIC_BLOCK

/**
 * XFS (XFS Algorithms & Data Structures, "Superblocks" and "Journaling Log"), big-endian: +0 "XFSB", +4 u32 block size,
 * +32 UUID, +48 u64 first block of the log (0: on another disk), +84 u32 blocks of an allocation group, +96 u32 blocks
 * of the log, +108 label of 12 bytes, +124 u8 bits of a block's number within its group, +126 u8 "inprogress" (mkfs not
 * finished). Whether it was unmounted stands in its log: the last record of a clean one is that of an unmount.
 */
export const xfs: Detector = async (region) => {
  const block = await region.read(0, 512)
  if (block?.toString('latin1', 0, 4) !== 'XFSB') return null
  const log = logOf(block)
  const clean = log && (await isClean(region, log))
  return finding('xfs', {
    label: label(block.subarray(108, 120)),
    identifier: uuid(block.subarray(32, 48)),
    journaling: true,
    mounted: clean === null ? 'unknown' : clean ? 'no' : 'yes',
    needsRecovery: clean === false,
    damaged: block[126] !== 0,
  })
}

interface Log {
  startByte: number
  /** In basic blocks. */
  length: number
}

function logOf(superblock: Buffer): Log | null {
  const blockSize = superblock.readUInt32BE(4)
  const groupBits = superblock[124] ?? 0
  const start = superblock.readBigUInt64BE(48)
  if (start === 0n || blockSize < BASIC_BLOCK || blockSize > 65_536 || groupBits > 32) return null
  const group = start >> BigInt(groupBits)
  const block = group * BigInt(superblock.readUInt32BE(84)) + (start & ((1n << BigInt(groupBits)) - 1n))
  const startByte = Number(block) * blockSize
  const length = Math.floor((superblock.readUInt32BE(96) * blockSize) / BASIC_BLOCK)
  return Number.isSafeInteger(startByte) && length > 1 ? { startByte, length } : null
}

/**
 * Whether the record before the log's head is that of an unmount and reaches up to the head (xlog_check_unmount_rec in
 * Linux' xfs_log_recover.c), or the log was never written. Null when the log can't be read.
 */
async function isClean(region: Region, log: Log): Promise<boolean | null> {
  const head = await headOf(region, log)
  if (head === null) return null
  if (head === 'unwritten') return true
  // A head at the start of the log is behind its end.
  const end = head === 0 ? log.length : head
  const first = Math.max(0, end - LOOK_BACK)
  const before = await region.read(log.startByte + first * BASIC_BLOCK, (end - first) * BASIC_BLOCK)
  if (!before) return null
  for (let at = before.length - BASIC_BLOCK; at >= 0; at -= BASIC_BLOCK)
    if (before.readUInt32BE(at) === RECORD_MAGIC) return isUnmount(before.subarray(at))
  return false
}

/**
 * A record: +0 u32 magic, +8 u32 version, +12 u32 bytes behind its headers, +40 u32 operations, +320 u32 size of the
 * buffer that it was made in. An operation: +9 u8 flags, of which 0x20 is an unmount.
 */
function isUnmount(record: Buffer): boolean {
  const second = record.readUInt32BE(8) === 2
  const headers = second ? Math.max(1, Math.ceil(record.readUInt32BE(320) / HEADER_COVERS)) : 1
  const operation = headers * BASIC_BLOCK
  const length = Math.ceil(record.readUInt32BE(12) / BASIC_BLOCK) * BASIC_BLOCK
  if (record.readUInt32BE(40) !== 1 || operation + length !== record.length || length === 0) return false
  return ((record[operation + 9] ?? 0) & 0x20) !== 0
}

/**
 * Where the next record would go. Every basic block begins with the number of its round (a record's header has it at
 * +4), so the head is the first one of the round before; found by halves, as xlog_find_head does.
 */
async function headOf(region: Region, log: Log): Promise<number | 'unwritten' | null> {
  const round = async (block: number): Promise<number | null> => {
    const start = await region.read(log.startByte + block * BASIC_BLOCK, 8)
    return start && (start.readUInt32BE(0) === RECORD_MAGIC ? start.readUInt32BE(4) : start.readUInt32BE(0))
  }
  const [now, last] = [await round(0), await round(log.length - 1)]
  if (now === null || last === null) return null
  if (now === 0) return 'unwritten'
  if (now === last) return 0
  let [written, older] = [0, log.length - 1]
  while (older - written > 1) {
    const middle = Math.floor((written + older) / 2)
    const found = await round(middle)
    if (found === null) return null
    if (found === now) written = middle
    else older = middle
  }
  return older
}
