/**
 * EXTENDED COPY (LID1) and RECEIVE COPY RESULTS (SPC-4 6.4, 6.18 to 6.20): blocks are copied between units of the
 * array, inside the engine. The parameter list:
 *
 *      0  u8   list identifier
 *      1  u8   list identifier usage in bits 4 and 3: 11b keeps no results
 *      2  u16  bytes of target descriptors
 *      8  u32  bytes of segment descriptors
 *     12  u32  bytes of inline data: none are taken
 *     16  target descriptors of 32 bytes, then segment descriptors
 */
import { BLOCK_BYTES, rangeOf } from './cdb'
import type { Abortable, CommandContext } from './context'
import { inPortions } from './in-portions'
import type { LogicalUnit } from './logical-unit'
import { type Answer, check, GOOD, type Plan, parameterData, parameterList } from './plan'
import { allows, type NexusName } from './reservations'
import { CheckCondition, invalidCdbField, invalidParameter, SENSE, type Sense } from './sense'

const HEADER_BYTES = 16
const TARGET_BYTES = 32
const MOST_TARGETS = 8
const MOST_SEGMENTS = 64
const MOST_DESCRIPTOR_BYTES = MOST_TARGETS * TARGET_BYTES + MOST_SEGMENTS * 32
/** What one segment may copy. */
const MOST_SEGMENT_BYTES = 256 * 1024 * 1024
const PORTION_BYTES = 1024 * 1024

const DESCRIPTOR = {
  /** Block device to block device, a number of blocks (SPC-4 6.4.6.2). */
  blocks: 0x02,
  /** The same with byte offsets and a number of bytes (6.4.6.9). */
  bytes: 0x0a,
  /** Identification descriptor CSCD (6.4.5.2). */
  target: 0xe4,
} as const

interface Segment {
  from: number
  to: number
  fromBlock: number
  toBlock: number
  fromByte: number
  toByte: number
  length: number
}

interface CopyRequest {
  listId: number
  keepsResults: boolean
  wwids: string[]
  segments: Segment[]
}

/** How a copy went: completed (01h) or ended with errors (02h), SPC-4 6.18. */
interface CopyResult {
  failed: boolean
  segments: number
  bytes: number
}

/** Results of the last copies of each initiator, until they are asked for or pushed out. */
const MOST_RESULTS = 256
const results = new WeakMap<LogicalUnit, Map<string, CopyResult>>()

export function extendedCopy(context: CommandContext): Plan {
  const { cdb, unit, nexus } = context
  const length = cdb.u32(10)
  if (length === 0) return { kind: 'answer', answer: GOOD }
  if (length < HEADER_BYTES) throw new CheckCondition(SENSE.parameterListLength)
  // More than any list that could be accepted: what matters of it is in its header.
  const taken = Math.min(length, HEADER_BYTES + 2 * MOST_DESCRIPTOR_BYTES)
  return parameterList(taken, async (list) => {
    // A list that was cut off might be taken for a shorter copy.
    if (list.length < taken) throw new CheckCondition(SENSE.parameterListLength)
    const request = parse(list, length)
    const result: CopyResult = { failed: false, segments: 0, bytes: 0 }
    const answer = await carryOut(context, request, result)
    result.failed = answer !== GOOD
    if (request.keepsResults) keep(unit, `${nexus.name} ${request.listId}`, result)
    return answer
  })
}

function parse(list: Buffer, length: number): CopyRequest {
  const targetBytes = list.readUInt16BE(2)
  const segmentBytes = list.readUInt32BE(8)
  const usage = ((list[1] ?? 0) >> 3) & 0x03
  if (targetBytes + segmentBytes > MOST_DESCRIPTOR_BYTES && targetBytes > MOST_TARGETS * TARGET_BYTES && segmentBytes > MOST_SEGMENTS * 28) {
    throw new CheckCondition(SENSE.parameterListLength)
  }
  if (targetBytes > MOST_TARGETS * TARGET_BYTES) throw new CheckCondition(SENSE.tooManyTargetDescriptors)
  if (list.readUInt32BE(12) !== 0) throw invalidParameter(12)
  if (HEADER_BYTES + targetBytes + segmentBytes > length) throw new CheckCondition(SENSE.parameterListLength)
  const wwids = targetsIn(list.subarray(HEADER_BYTES, HEADER_BYTES + targetBytes))
  const segments = segmentsIn(list.subarray(HEADER_BYTES + targetBytes, HEADER_BYTES + targetBytes + segmentBytes))
  return { listId: list[0] ?? 0, keepsResults: usage !== 3, wwids, segments }
}

function targetsIn(list: Buffer): string[] {
  if (list.length % TARGET_BYTES !== 0) throw new CheckCondition(SENSE.parameterListLength)
  const wwids: string[] = []
  for (let at = 0; at < list.length; at += TARGET_BYTES) {
    const descriptor = list.subarray(at, at + TARGET_BYTES)
    if (descriptor[0] !== DESCRIPTOR.target) throw new CheckCondition(SENSE.unsupportedTargetDescriptor)
    // A disk, known by the NAA designator that INQUIRY gives; anything else is nothing that this array could reach.
    const isDisk = ((descriptor[1] ?? 0) & 0x1f) === 0
    if (!isDisk) throw new CheckCondition(SENSE.copyTargetNotDisk)
    wwids.push(descriptor.toString('hex', 8, 8 + Math.min(descriptor[7] ?? 0, 20)))
  }
  return wwids
}

function segmentsIn(list: Buffer): Segment[] {
  const segments: Segment[] = []
  for (let at = 0; at < list.length; ) {
    if (segments.length === MOST_SEGMENTS) throw new CheckCondition(SENSE.tooManySegmentDescriptors)
    const type = list[at]
    if (type !== DESCRIPTOR.blocks && type !== DESCRIPTOR.bytes) {
      throw new CheckCondition(SENSE.unsupportedSegmentDescriptor)
    }
    const bytes = type === DESCRIPTOR.blocks ? 28 : 32
    if (at + bytes > list.length) throw new CheckCondition(SENSE.parameterListLength)
    if (list.readUInt16BE(at + 2) !== bytes - 4) throw invalidParameter(at + 2)
    const exact = type === DESCRIPTOR.bytes
    segments.push({
      from: list.readUInt16BE(at + 4),
      to: list.readUInt16BE(at + 6),
      fromBlock: Number(list.readBigUInt64BE(at + 12)),
      toBlock: Number(list.readBigUInt64BE(at + 20)),
      fromByte: exact ? list.readUInt16BE(at + 28) : 0,
      toByte: exact ? list.readUInt16BE(at + 30) : 0,
      length: exact ? list.readUInt32BE(at + 8) : list.readUInt16BE(at + 10) * BLOCK_BYTES,
    })
    at += bytes
  }
  return segments
}

async function carryOut({ target, nexus, task }: CommandContext, request: CopyRequest, result: CopyResult): Promise<Answer> {
  const units = await Promise.all(request.wwids.map((wwid) => target.unitByWwid(wwid)))
  for (const segment of request.segments) {
    const source = units[segment.from]
    const destination = units[segment.to]
    if (!source || !destination) return check(SENSE.copyTargetUnreachable)
    if (!mayUse(source, nexus.name, 'read') || !mayUse(destination, nexus.name, 'write')) {
      return check(SENSE.copyTargetUnreachable)
    }
    if (segment.length > MOST_SEGMENT_BYTES) return check(SENSE.invalidFieldInParameters)
    if (destination.writeProtected) return aborted(SENSE.writeProtected)
    const blocks = (byte: number) => Math.ceil((byte + segment.length) / BLOCK_BYTES)
    const isInside =
      inside(segment.fromBlock, blocks(segment.fromByte), source) && inside(segment.toBlock, blocks(segment.toByte), destination)
    if (!isInside) return aborted(SENSE.lbaOutOfRange)
    await copy(
      { unit: source, offset: segment.fromBlock * BLOCK_BYTES + segment.fromByte },
      { unit: destination, offset: segment.toBlock * BLOCK_BYTES + segment.toByte },
      segment.length,
      task,
    )
    if (task.aborted) return check(SENSE.copyAborted)
    result.segments += 1
    result.bytes += segment.length
  }
  return GOOD
}

/** Whether no reservation of another initiator keeps this one from a unit. */
function mayUse(unit: LogicalUnit, name: NexusName, access: 'read' | 'write'): boolean {
  const reservedByOther = unit.reservedBy !== null && unit.reservedBy.name !== name
  return !reservedByOther && allows(unit.reservations, name, access)
}

/** SPC-4 6.4.3: the copy ends with COPY ABORTED, whatever it was. */
function aborted(cause: Sense): Answer {
  return check({ ...SENSE.copyAborted, information: cause.asc })
}

function inside(block: number, blocks: number, unit: LogicalUnit): boolean {
  try {
    rangeOf(block, blocks, unit.volume.capacityBytes)
    return true
  } catch (error) {
    if (error instanceof CheckCondition) return false
    throw error
  }
}

interface Place {
  unit: LogicalUnit
  offset: number
}

async function copy(from: Place, to: Place, length: number, task: Abortable): Promise<void> {
  const portion = Buffer.allocUnsafe(Math.min(PORTION_BYTES, length))
  await inPortions({ length, portionBytes: portion.length, task }, async (at, bytes) => {
    const part = portion.subarray(0, bytes)
    await from.unit.volume.read(part, from.offset + at)
    await to.unit.volume.write([part], to.offset + at)
  })
}

function keep(unit: LogicalUnit, key: string, result: CopyResult): void {
  const kept = results.get(unit) ?? new Map<string, CopyResult>()
  results.set(unit, kept)
  const [oldest] = kept.keys()
  if (oldest !== undefined && kept.size >= MOST_RESULTS) kept.delete(oldest)
  kept.set(key, result)
}

/** RECEIVE COPY RESULTS, COPY STATUS (SPC-4 6.18): a copy is done before its command is answered. */
export function copyStatus({ cdb, unit, nexus }: CommandContext): Plan {
  const key = `${nexus.name} ${cdb.byte(2)}`
  const result = results.get(unit)?.get(key)
  if (result === undefined) throw invalidCdbField(2)
  results.get(unit)?.delete(key)
  const data = Buffer.alloc(12)
  data.writeUInt32BE(8, 0)
  data[4] = result.failed ? 0x02 : 0x01
  data.writeUInt16BE(result.segments, 5)
  // In KiB.
  data[7] = 0x01
  data.writeUInt32BE(Math.floor(result.bytes / 1024), 8)
  return parameterData(data, cdb.u32(10))
}

/** RECEIVE COPY RESULTS, OPERATING PARAMETERS (SPC-4 6.20). */
export function copyOperatingParameters({ cdb }: CommandContext): Plan {
  const types = Object.values(DESCRIPTOR)
  const data = Buffer.alloc(44 + types.length)
  data.writeUInt32BE(data.length - 4, 0)
  data[4] = 0x01
  data.writeUInt16BE(MOST_TARGETS, 8)
  data.writeUInt16BE(MOST_SEGMENTS, 10)
  data.writeUInt32BE(MOST_DESCRIPTOR_BYTES, 12)
  data.writeUInt32BE(MOST_SEGMENT_BYTES, 16)
  data.writeUInt16BE(MOST_CONCURRENT, 34)
  data[36] = MOST_CONCURRENT
  data[37] = Math.log2(BLOCK_BYTES)
  data[43] = types.length
  data.set(types, 44)
  return parameterData(data, cdb.u32(10))
}

/** Nothing keeps copies from running beside one another. */
const MOST_CONCURRENT = 16

/** Third-party copy page 8Fh (SPC-4 7.8.17): the commands, and the descriptors that they take. */
export function thirdPartyCopyPage(): Buffer {
  const commands = Buffer.from([0x83, 1, 0x00, 0x84, 2, 0x00, 0x03])
  const types = Buffer.from(Object.values(DESCRIPTOR))
  return Buffer.concat([pageDescriptor(0x0001, commands), pageDescriptor(0x0008, types)])
}

function pageDescriptor(type: number, list: Buffer): Buffer {
  const padded = Math.ceil((5 + list.length) / 4) * 4
  const descriptor = Buffer.alloc(padded)
  descriptor.writeUInt16BE(type, 0)
  descriptor.writeUInt16BE(padded - 4, 2)
  descriptor[4] = list.length
  descriptor.set(list, 5)
  return descriptor
}
