/** Commands that read, write and compare blocks (SBC-3 section 5). */
import type { HostVolume } from '../../../disks/host-volume'
import { BLOCK_BYTES, type Cdb, rangeOf } from './cdb'
import type { Abortable, CommandContext } from './context'
import { inPortions } from './in-portions'
import { LIMITS } from './inquiry'
import { type Answer, check, GOOD, GOOD_PLAN, type Plan, parameterList, STATUS } from './plan'
import { CheckCondition, invalidCdbField, SENSE } from './sense'

/** Where a CDB has its logical block address and its number of blocks, by its length. */
interface Shape {
  lba: (cdb: Cdb) => number
  blocks: (cdb: Cdb) => number
  /** The byte of the number of blocks, for error reports. */
  blocksAt: number
}

export const SHAPE = {
  /** READ(6), WRITE(6): 21 bits of address; 0 blocks are 256. */
  six: { lba: (cdb) => cdb.u24(1) & 0x1f_ffff, blocks: (cdb) => cdb.byte(4) || 256, blocksAt: 4 },
  ten: { lba: (cdb) => cdb.u32(2), blocks: (cdb) => cdb.u16(7), blocksAt: 7 },
  twelve: { lba: (cdb) => cdb.u32(2), blocks: (cdb) => cdb.u32(6), blocksAt: 6 },
  sixteen: { lba: (cdb) => cdb.u64(2), blocks: (cdb) => cdb.u32(10), blocksAt: 10 },
} as const satisfies Record<string, Shape>

/** Force unit access, byte 1 of all but the six-byte commands. */
const FUA = 0x08

/** @throws CheckCondition if the range is outside the disk, or longer than a transfer may be */
function transferRange({ cdb, unit }: CommandContext, shape: Shape): { offset: number; length: number } {
  const blocks = shape.blocks(cdb)
  const range = rangeOf(shape.lba(cdb), blocks, unit.volume.capacityBytes)
  if (blocks > LIMITS.transfer) throw invalidCdbField(shape.blocksAt)
  return range
}

/**
 * READ. With FUA, what this reads must be on the medium (SBC-3 4.15.2): it is written back first. DPO changes nothing
 * that a host could see.
 */
export function read(context: CommandContext, shape: Shape): Plan {
  const { offset, length } = transferRange(context, shape)
  const durable = shape !== SHAPE.six && (context.cdb.byte(1) & FUA) !== 0
  return { kind: 'read', offset, length, durable }
}

/** WRITE. With FUA, GOOD means that it is durable. */
export function write(context: CommandContext, shape: Shape): Plan {
  const { cdb, unit } = context
  const { offset, length } = transferRange(context, shape)
  demandWritable(context)
  const durable = shape !== SHAPE.six && (cdb.byte(1) & FUA) !== 0
  if (length === 0) return GOOD_PLAN
  const { volume } = unit
  return {
    kind: 'write',
    length,
    gathers: 0,
    sink: {
      take: (bytes, at) => volume.write([bytes], offset + at),
      end: durable ? () => volume.flush().then(() => GOOD) : () => GOOD,
    },
  }
}

/** WRITE AND VERIFY (SBC-3 5.38): durable first, then read back and, with BYTCHK, compared. */
export function writeAndVerify(context: CommandContext, shape: Shape): Plan {
  const { cdb, unit } = context
  const compares = (cdb.byte(1) & 0x02) !== 0
  const { offset, length } = transferRange(context, shape)
  demandWritable(context)
  if (length === 0) return GOOD_PLAN
  const { volume } = unit
  return {
    kind: 'write',
    length,
    gathers: 0,
    sink: {
      take(bytes, at) {
        const written = async (): Promise<void> => {
          await volume.write([bytes], offset + at)
          const found = Buffer.allocUnsafe(bytes.length)
          await volume.read(found, offset + at)
          if (compares) demandSame(found, bytes, at)
        }
        return written()
      },
      end: () => volume.flush().then(() => GOOD),
    },
  }
}

/** VERIFY (SBC-3 5.29): BYTCHK 00b reads the medium, 01b compares, 11b compares all blocks with one. */
export function verify(context: CommandContext, shape: Shape): Plan {
  const { cdb, unit, task } = context
  const { volume } = unit
  const { offset, length } = rangeOf(shape.lba(cdb), shape.blocks(cdb), volume.capacityBytes)
  const byteCheck = (cdb.byte(1) >> 1) & 0x03
  if (byteCheck === 2) throw invalidCdbField(1)
  if (length === 0) return GOOD_PLAN
  if (byteCheck === 0) return { kind: 'answer', answer: readThrough(volume, offset, length, task) }
  if (byteCheck === 3) {
    return parameterList(BLOCK_BYTES, async (block) => {
      if (block.length < BLOCK_BYTES) throw invalidCdbField(shape.blocksAt)
      const portion = Buffer.allocUnsafe(Math.min(VERIFY_PORTION_BYTES, length))
      await inPortions({ length, portionBytes: portion.length, task }, async (at, bytes) => {
        await volume.read(portion.subarray(0, bytes), offset + at)
        for (let of = 0; of < bytes; of += BLOCK_BYTES) {
          demandSame(portion.subarray(of, of + BLOCK_BYTES), block, at + of)
        }
      })
      return GOOD
    })
  }
  if (length > LIMITS.transfer * BLOCK_BYTES) throw invalidCdbField(shape.blocksAt)
  return {
    kind: 'write',
    length,
    gathers: 0,
    sink: {
      take(bytes, at) {
        const compared = async (): Promise<void> => {
          const found = Buffer.allocUnsafe(bytes.length)
          await volume.read(found, offset + at)
          demandSame(found, bytes, at)
        }
        return compared()
      },
      end: () => GOOD,
    },
  }
}

const VERIFY_PORTION_BYTES = 1024 * 1024

async function readThrough(volume: HostVolume, offset: number, length: number, task: Abortable): Promise<Answer> {
  const portion = Buffer.allocUnsafe(Math.min(VERIFY_PORTION_BYTES, length))
  await inPortions({ length, portionBytes: portion.length, task }, (at, bytes) => volume.read(portion.subarray(0, bytes), offset + at))
  return GOOD
}

/** @throws CheckCondition MISCOMPARE with the place of the first byte that differs */
function demandSame(found: Buffer, expected: Uint8Array, at: number): void {
  if (found.equals(expected)) return
  const differs = found.findIndex((byte, index) => byte !== expected[index])
  throw new CheckCondition({ ...SENSE.miscompare, information: at + differs })
}

/** COMPARE AND WRITE (SBC-3 5.2): what is compared comes first, then what is written. */
export function compareAndWrite(context: CommandContext): Plan {
  const { cdb, unit, outgoingBytes } = context
  const blocks = cdb.byte(13)
  const { offset, length } = rangeOf(cdb.u64(2), blocks, unit.volume.capacityBytes)
  demandWritable(context)
  const durable = (cdb.byte(1) & FUA) !== 0
  if (outgoingBytes !== 2 * length) throw invalidCdbField(13)
  if (length === 0) return GOOD_PLAN
  return parameterList(2 * length, async (list) => {
    let differs = -1
    await unit.volume.update(offset, length, (found) => {
      const expected = list.subarray(0, length)
      if (found.equals(expected)) return list.subarray(length)
      differs = found.findIndex((byte, index) => byte !== expected[index])
      return null
    })
    if (differs !== -1) return check({ ...SENSE.miscompare, information: differs })
    if (durable) await unit.volume.flush()
    return GOOD
  })
}

/** ORWRITE(16) (SBC-3 5.8). */
export function orWrite(context: CommandContext): Plan {
  const { cdb, unit } = context
  const { offset, length } = transferRange(context, SHAPE.sixteen)
  demandWritable(context)
  const durable = (cdb.byte(1) & FUA) !== 0
  if (length === 0) return GOOD_PLAN
  const { volume } = unit
  return {
    kind: 'write',
    length,
    gathers: 0,
    sink: {
      take: (bytes, at) =>
        volume.update(offset + at, bytes.length, (found) => {
          for (const [index, byte] of bytes.entries()) found[index] = (found[index] ?? 0) | byte
          return found
        }),
      end: durable ? () => volume.flush().then(() => GOOD) : () => GOOD,
    },
  }
}

/** PRE-FETCH (SBC-3 5.9): CONDITION MET, for all of it fits into memory. 0 blocks: to the end. */
export function prefetch({ cdb, unit }: CommandContext, shape: Shape): Plan {
  const { volume } = unit
  const { offset, length } = rangeOf(shape.lba(cdb), shape.blocks(cdb), volume.capacityBytes)
  const wanted = length === 0 ? volume.capacityBytes - offset : length
  const answer = volume.prefetch(offset, wanted).then((): Answer => ({ ...GOOD, status: STATUS.conditionMet }))
  return { kind: 'answer', answer }
}

/** READ DEFECT DATA (SBC-3 5.17, 5.18): the array mends its own media; there is nothing to list. */
export function readDefectData({ cdb }: CommandContext, shape: 'ten' | 'twelve'): Plan {
  const format = cdb.byte(shape === 'ten' ? 2 : 1) & 0x1f
  const data = Buffer.alloc(shape === 'ten' ? 4 : 8)
  data[1] = format
  const allocation = shape === 'ten' ? cdb.u16(7) : cdb.u32(6)
  return { kind: 'answer', answer: { ...GOOD, data: data.subarray(0, allocation) } }
}

/** Said before the data comes, where it is known already. */
export function demandWritable({ unit }: CommandContext): void {
  if (unit.writeProtected) throw new CheckCondition(SENSE.writeProtected)
}
