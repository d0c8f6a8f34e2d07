/** Members of a Linux software RAID, by the superblock that md keeps on each (Linux, include/uapi/linux/raid/md_p.h). */
import { type Detector, finding, label } from './reader'

const MAGIC = 0xa92b_4efc
const SECTOR = 512

/**
 * Version 1: +0 u32 magic, +4 u32 1, +16 UUID of the array, +32 its name of 32 bytes, +144 u64 sector of the superblock
 * itself. It lies at 4 KiB (1.2), at the start (1.1), or 8 KiB before the end, a whole number of 4 KiB (1.0).
 */
export const md: Detector = async (region) => {
  const sectors = Math.floor(region.sizeBytes / SECTOR)
  for (const at of [8, 0, Math.floor((sectors - 16) / 8) * 8]) {
    if (at < 0) continue
    const block = await region.read(at * SECTOR, 256)
    if (block?.readUInt32LE(0) !== MAGIC || block.readUInt32LE(4) !== 1 || block.readBigUInt64LE(144) !== BigInt(at)) continue
    return finding('md', { label: label(block.subarray(32, 64)), identifier: groups(block.subarray(16, 32)) })
  }
  return null
}

/**
 * Version 0.90: in the last whole 64 KiB but one: +0 u32 magic, +4 u32 0, +8 u32 90, its UUID in u32 at +20, +52, +56
 * and +60. What is at the end of a disk may be that of its last partition, so a disk that could be divided is not
 * taken for one.
 */
export const md090: Detector = async (region) => {
  const at = Math.floor(region.sizeBytes / 65_536) * 65_536 - 65_536
  const block = at < 0 ? null : await region.read(at, 64)
  if (block?.readUInt32LE(0) !== MAGIC || block.readUInt32LE(4) !== 0 || block.readUInt32LE(8) !== 90) return null
  const first = await region.read(0, 512)
  if (first?.readUInt16LE(0x1fe) === 0xaa55) return null
  const words = [20, 52, 56, 60].map((word) => block.readUInt32LE(word).toString(16).padStart(8, '0'))
  return finding('md', { identifier: words.join(':') })
}

/** As mdadm writes it. */
function groups(bytes: Buffer): string {
  return [0, 4, 8, 12].map((at) => bytes.toString('hex', at, at + 4)).join(':')
}
