/** Commands about the unit: capacity, provisioning status, readiness, medium, and what commands there are. */
import { BLOCK_BYTES } from './cdb'
import type { Command, CommandContext } from './context'
import { capacity16, PORT_GROUP, RELATIVE_PORT } from './inquiry'
import { type Answer, GOOD, GOOD_PLAN, type Plan, parameterData, STATUS } from './plan'
import { CheckCondition, encodeSense, invalidCdbField, SENSE } from './sense'

/** SPC-4 6.39: sense data as data; of a unit that is there, what it would report. */
export function requestSense({ cdb, nexus }: CommandContext): Plan {
  const sense = nexus.takeAttention() ?? SENSE.none
  const format = (cdb.byte(1) & 0x01) === 0 ? 'fixed' : 'descriptor'
  return parameterData(encodeSense(sense, format), cdb.byte(4))
}

/** SBC-3 5.15: FFFFFFFFh sends initiators to READ CAPACITY(16). */
export function readCapacity10({ cdb, unit }: CommandContext): Plan {
  if ((cdb.byte(8) & 0x01) === 0 && cdb.u32(2) !== 0) throw invalidCdbField(2)
  const data = Buffer.alloc(8)
  data.writeUInt32BE(Math.min(Math.floor(unit.volume.capacityBytes / BLOCK_BYTES) - 1, 0xffff_ffff), 0)
  data.writeUInt32BE(BLOCK_BYTES, 4)
  return parameterData(data, data.length)
}

export function readCapacity16({ cdb, unit }: CommandContext): Plan {
  if ((cdb.byte(14) & 0x01) === 0 && cdb.u64(2) !== 0) throw invalidCdbField(2)
  return parameterData(capacity16(unit.volume.capacityBytes), cdb.u32(10))
}

/** Descriptors in one answer of GET LBA STATUS; the initiator asks again from where it ends. */
const MOST_STATUS_DESCRIPTORS = 1024

/** SBC-3 5.6. */
export function getLbaStatus({ cdb, unit }: CommandContext): Plan {
  const lba = cdb.u64(2)
  const { capacityBytes } = unit.volume
  const offset = lba * BLOCK_BYTES
  if (offset >= capacityBytes) throw new CheckCondition(SENSE.lbaOutOfRange)
  const allocation = cdb.u32(10)
  const limit = Math.max(1, Math.min(MOST_STATUS_DESCRIPTORS, Math.ceil((allocation - 8) / 16)))
  const length = Math.min(capacityBytes - offset, 0xffff_ffff * BLOCK_BYTES)
  const answer = async (): Promise<Answer> => {
    const extents = await unit.volume.extents(offset, length, limit)
    const data = Buffer.alloc(8 + 16 * extents.length)
    data.writeUInt32BE(data.length - 4, 0)
    extents.forEach((extent, index) => {
      const at = 8 + 16 * index
      // An extent of the file system may end within a block: a block with any data is mapped.
      const first = extent.hole ? Math.ceil(extent.offset / BLOCK_BYTES) : Math.floor(extent.offset / BLOCK_BYTES)
      const end = (extent.offset + extent.length) / BLOCK_BYTES
      data.writeBigUInt64BE(BigInt(first), at)
      data.writeUInt32BE(Math.min((extent.hole ? Math.floor(end) : Math.ceil(end)) - first, 0xffff_ffff), at + 8)
      data[at + 12] = extent.hole ? 1 : 0
    })
    return { status: STATUS.good, data: data.subarray(0, allocation), sense: null }
  }
  return { kind: 'answer', answer: answer() }
}

/** SBC-3 5.25: only START matters, for there is nothing to spin and nothing to take out. */
export function startStopUnit({ cdb, unit }: CommandContext): Plan {
  const powerCondition = cdb.byte(4) >> 4
  if (powerCondition !== 0) return GOOD_PLAN
  const start = (cdb.byte(4) & 0x01) !== 0
  const loadOrEject = (cdb.byte(4) & 0x02) !== 0
  if (loadOrEject && !start && unit.removalPrevented) throw new CheckCondition(SENSE.mediumRemovalPrevented)
  // A disk that several hosts share is not stopped by one of them: its blocks stay in reach.
  return GOOD_PLAN
}

export function preventAllow({ cdb, nexus }: CommandContext): Plan {
  nexus.preventsRemoval = (cdb.byte(4) & 0x03) !== 0
  return GOOD_PLAN
}

/** SBC-3 5.27, 5.28: all of the disk, which is more than was asked for. IMMED or not, GOOD means durable. */
export function synchronizeCache({ unit }: CommandContext): Plan {
  return { kind: 'answer', answer: unit.volume.flush().then(() => GOOD) }
}

/** SPC-4 6.37: one group, active and optimized, with one port. */
export function reportTargetPortGroups({ cdb }: CommandContext): Plan {
  const extended = cdb.byte(1) >> 5 === 1
  const group = Buffer.alloc(12)
  group[1] = 0x01
  group.writeUInt16BE(PORT_GROUP, 2)
  group[7] = 1
  group.writeUInt16BE(RELATIVE_PORT, 10)
  const header = Buffer.alloc(extended ? 8 : 4)
  header.writeUInt32BE(header.length - 4 + group.length, 0)
  if (extended) header[4] = 0x10
  return parameterData(Buffer.concat([header, group]), cdb.u32(6))
}

/** SPC-4 6.36: abort task, abort task set, clear task set, logical unit reset, target reset; I_T nexus reset by logout. */
export function reportTaskManagement({ cdb }: CommandContext): Plan {
  const extended = (cdb.byte(2) & 0x80) !== 0
  const data = Buffer.alloc(extended ? 16 : 4)
  data[0] = 0xda
  if (extended) data[3] = 12
  return parameterData(data, cdb.u32(6))
}

/** SPC-4 6.35. @param commands the whole table, which describes itself */
export function reportOperationCodes({ cdb }: CommandContext, commands: readonly Command[]): Plan {
  const withTimeouts = (cdb.byte(2) & 0x80) !== 0
  const opcode = cdb.byte(3)
  const serviceAction = cdb.u16(4)
  const of = commands.filter((command) => command.opcode === opcode)
  const hasActions = of.some((command) => command.serviceAction !== null)
  const option = cdb.byte(2) & 0x07
  const allocation = cdb.u32(6)
  switch (option) {
    case 0:
      return parameterData(allCommands(commands, withTimeouts), allocation)
    case 1:
      if (hasActions) throw invalidCdbField(4)
      return parameterData(oneCommand(of[0], withTimeouts), allocation)
    case 2:
      if (of.length > 0 && !hasActions) throw invalidCdbField(4)
      break
    case 3:
      break
    default:
      throw invalidCdbField(2)
  }
  const found = of.find((command) => (command.serviceAction ?? 0) === serviceAction)
  return parameterData(oneCommand(found, withTimeouts), allocation)
}

const TIMEOUTS_BYTES = 12

/** No timeouts are recommended: the descriptor is there, and empty. */
function timeouts(): Buffer {
  const descriptor = Buffer.alloc(TIMEOUTS_BYTES)
  descriptor.writeUInt16BE(TIMEOUTS_BYTES - 2, 0)
  return descriptor
}

function allCommands(commands: readonly Command[], withTimeouts: boolean): Buffer {
  const descriptors = commands.map(({ opcode, serviceAction, usage }) => {
    const descriptor = Buffer.alloc(8)
    descriptor[0] = opcode
    descriptor.writeUInt16BE(serviceAction ?? 0, 2)
    descriptor[5] = (withTimeouts ? 0x02 : 0) | (serviceAction === null ? 0 : 0x01)
    descriptor.writeUInt16BE(usage.length, 6)
    return withTimeouts ? Buffer.concat([descriptor, timeouts()]) : descriptor
  })
  const body = Buffer.concat(descriptors)
  const data = Buffer.alloc(4 + body.length)
  data.writeUInt32BE(body.length, 0)
  data.set(body, 4)
  return data
}

function oneCommand(command: Command | undefined, withTimeouts: boolean): Buffer {
  if (command === undefined) return Buffer.from([0, 0x01, 0, 0])
  const { opcode, serviceAction, usage } = command
  const bits = Buffer.from(usage)
  bits[0] = opcode
  // In the usage data the service action stands as it is.
  if (serviceAction !== null) bits[1] = ((bits[1] ?? 0) & ~0x1f) | serviceAction
  const header = Buffer.from([0, (withTimeouts ? 0x80 : 0) | 0x03, 0, bits.length])
  return Buffer.concat(withTimeouts ? [header, bits, timeouts()] : [header, bits])
}
