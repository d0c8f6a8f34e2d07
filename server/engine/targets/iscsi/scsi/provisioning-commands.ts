/** UNMAP and WRITE SAME (SBC-3 5.28, 5.44). */
import type { HostVolume } from '../../../disks/host-volume'
import { demandWritable } from './block-commands'
import { BLOCK_BYTES, type Cdb, rangeOf } from './cdb'
import type { Abortable, CommandContext } from './context'
import { inPortions } from './in-portions'
import { LIMITS } from './inquiry'
import { type Answer, GOOD, type Plan, parameterList } from './plan'
import { CheckCondition, invalidCdbField, invalidParameter, SENSE } from './sense'

const UNMAP_HEADER_BYTES = 8
const UNMAP_DESCRIPTOR_BYTES = 16

/** All descriptors are looked at before the first is carried out. */
export function unmap(context: CommandContext): Plan {
  const { cdb, unit } = context
  demandWritable(context)
  // ANCHOR: blocks can't be kept reserved and empty.
  if ((cdb.byte(1) & 0x01) !== 0) throw invalidCdbField(1)
  return parameterList(cdb.u16(7), async (list) => {
    if (list.length === 0) return GOOD
    if (list.length < UNMAP_HEADER_BYTES) throw new CheckCondition(SENSE.parameterListLength)
    const ranges = unmapRanges(list, unit.volume.capacityBytes)
    for (const { offset, length } of ranges) await unit.volume.trim(offset, length)
    return GOOD
  })
}

function unmapRanges(list: Buffer, capacityBytes: number): { offset: number; length: number }[] {
  const listed = Math.min(list.readUInt16BE(2), list.length - UNMAP_HEADER_BYTES)
  const count = Math.floor(listed / UNMAP_DESCRIPTOR_BYTES)
  if (count > LIMITS.unmapDescriptors) throw invalidParameter(2)
  let blocks = 0
  return Array.from({ length: count }, (_, index) => {
    const at = UNMAP_HEADER_BYTES + index * UNMAP_DESCRIPTOR_BYTES
    const number = list.readUInt32BE(at + 8)
    blocks += number
    if (blocks > LIMITS.unmap) throw invalidParameter(at + 8)
    return rangeOf(Number(list.readBigUInt64BE(at)), number, capacityBytes)
  })
}

const WRITE_SAME = { unmap: 0x08, anchor: 0x10, noData: 0x01 } as const
/** One block again and again, in writes of this size. */
const PATTERN_BYTES = 256 * 1024
/** Zeroes are made by the file system, so much at a time. */
const ZERO_PORTION_BYTES = 64 * 1024 * 1024

/** Where the two forms have their numbers; only the longer one knows NDOB. */
interface Shape {
  lba: (cdb: Cdb) => number
  blocks: (cdb: Cdb) => number
  blocksAt: number
  noData: boolean
}

export const WRITE_SAME_SHAPE = {
  ten: { lba: (cdb) => cdb.u32(2), blocks: (cdb) => cdb.u16(7), blocksAt: 7, noData: false },
  sixteen: { lba: (cdb) => cdb.u64(2), blocks: (cdb) => cdb.u32(10), blocksAt: 10, noData: true },
} as const satisfies Record<string, Shape>

export function writeSame(context: CommandContext, shape: Shape): Plan {
  const { cdb, unit, outgoingBytes, task } = context
  const { volume } = unit
  const flags = cdb.byte(1)
  const unmaps = (flags & WRITE_SAME.unmap) !== 0
  if ((flags & WRITE_SAME.anchor) !== 0) throw invalidCdbField(1)
  const noData = shape.noData && (flags & WRITE_SAME.noData) !== 0
  const blocks = shape.blocks(cdb)
  const { offset, length } = rangeOf(shape.lba(cdb), blocks, volume.capacityBytes)
  if (blocks === 0 || blocks > LIMITS.writeSame) throw invalidCdbField(shape.blocksAt)
  demandWritable(context)
  if (noData) return { kind: 'answer', answer: clear({ volume, offset, length, task }, unmaps) }
  if (outgoingBytes !== BLOCK_BYTES) throw invalidCdbField(shape.blocksAt)
  return parameterList(BLOCK_BYTES, (block) => {
    // LBPRZ: what is unmapped reads as zeroes, so only zeroes may be unmapped (SBC-3 5.44.2).
    return block.some((byte) => byte !== 0)
      ? repeat({ volume, offset, length, task }, block)
      : clear({ volume, offset, length, task }, unmaps)
  })
}

interface Stretch {
  volume: HostVolume
  offset: number
  length: number
  task: Abortable
}

async function clear({ volume, offset, length, task }: Stretch, unmaps: boolean): Promise<Answer> {
  await inPortions({ length, portionBytes: ZERO_PORTION_BYTES, task }, (at, bytes) => volume.zero(offset + at, bytes, !unmaps))
  return GOOD
}

async function repeat({ volume, offset, length, task }: Stretch, block: Buffer): Promise<Answer> {
  const pattern = Buffer.alloc(Math.min(PATTERN_BYTES, length), block)
  await inPortions({ length, portionBytes: pattern.length, task }, (at, bytes) => volume.write([pattern.subarray(0, bytes)], offset + at))
  return GOOD
}
