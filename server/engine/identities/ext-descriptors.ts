/** Checksums of ext4's group descriptors that are made of the UUID (format in ext.ts). */
import type { Region } from '../contents/reader'
import { CannotChange, damaged, type Edits, MAX_WRITE_BYTES, readPart } from './change'
import { descriptorBlocksOf, type Layout } from './ext-layout'

const CHECKSUM = 0x1e
/** Behind what a descriptor has without `64bit`. */
const SECOND_HALF = 0x20

/**
 * Makes the checksums of all descriptors anew, in all copies of them.
 * @throws {CannotChange} `damaged` for one that is wrong before; `tooLarge`.
 */
export async function planDescriptors(region: Region, layout: Layout, old: Buffer, made: Buffer, edits: Edits): Promise<void> {
  const { groups, blockSize, descriptorSize, descriptorsPerBlock } = layout
  // Refused before they are all read.
  if (groups * descriptorSize * 2 > MAX_WRITE_BYTES) throw new CannotChange('tooLarge', `the descriptors of ${groups} groups`)
  for (const { index, atByte } of descriptorBlocksOf(layout)) {
    const before = await readPart(region, atByte, blockSize, 'a block of group descriptors')
    const after = Buffer.from(before)
    for (let slot = 0; slot < descriptorsPerBlock && index * descriptorsPerBlock + slot < groups; slot += 1) {
      const group = index * descriptorsPerBlock + slot
      const descriptor = after.subarray(slot * descriptorSize, (slot + 1) * descriptorSize)
      if (descriptor.readUInt16LE(CHECKSUM) !== checksumOf(old, group, descriptor)) throw damaged(`the descriptor of group ${group} has a wrong checksum`)
      descriptor.writeUInt16LE(checksumOf(made, group, descriptor), CHECKSUM)
    }
    edits.replace(atByte, before, after)
  }
}

function checksumOf(uuid: Buffer, group: number, descriptor: Buffer): number {
  const number = Buffer.alloc(4)
  number.writeUInt32LE(group)
  return [uuid, number, descriptor.subarray(0, CHECKSUM), descriptor.subarray(SECOND_HALF)].reduce(crc16, 0xffff)
}

/** CRC16 (ANSI, reflected polynomial 0xA001), going on from an earlier one. */
function crc16(crc: number, bytes: Buffer): number {
  return bytes.reduce((sum, byte) => {
    let next = sum ^ byte
    for (let bit = 0; bit < 8; bit += 1) next = (next & 1) !== 0 ? (next >>> 1) ^ 0xa001 : next >>> 1
    return next
  }, crc)
}
