/** From a CDB to a plan: the order in which a target looks at a command (SAM-5 5.1, 5.13; SPC-4 5.13, 6.33). */
import { IoError } from '../../../disks/host-volume'
import type { Cdb } from './cdb'
import { checkUsage, commandOf, OPCODE } from './commands'
import type { Abortable, Command, TargetView } from './context'
import { inquiryWithoutUnit } from './inquiry'
import type { UnitNexus } from './logical-unit'
import { type Answer, CONFLICT, check, type Plan, parameterData } from './plan'
import { allows } from './reservations'
import { CheckCondition, encodeSense, invalidCdbField, notReady, SENSE, senseOfIo } from './sense'

/** A command for a LUN behind which there is a disk of this host. */
export function plan(cdb: Cdb, nexus: UnitNexus, target: TargetView, outgoingBytes: number, task: Abortable): Plan {
  try {
    return planOrThrow(cdb, nexus, target, outgoingBytes, task)
  } catch (error) {
    if (error instanceof CheckCondition) return { kind: 'answer', answer: check(error.sense) }
    throw error
  }
}

function planOrThrow(cdb: Cdb, nexus: UnitNexus, target: TargetView, outgoingBytes: number, task: Abortable): Plan {
  const { unit } = nexus
  const opcode = cdb.byte(0)
  unit.noticeCapacity()
  if (opcode === OPCODE.reportLuns) {
    nexus.forget(SENSE.lunsChanged)
    return reportLuns(cdb, target)
  }
  const command = commandOf(cdb)
  if (nexus.attention !== undefined && opcode !== OPCODE.inquiry && opcode !== OPCODE.requestSense) {
    const sense = nexus.takeAttention()
    if (sense !== undefined) throw new CheckCondition(sense)
  }
  if (isReservedFrom(nexus, command)) return { kind: 'answer', answer: CONFLICT }
  checkUsage(command, cdb)
  if (command.needsMedium && !unit.volume.access.read) throw new CheckCondition(notReady(unit.disk.passing))
  return command.plan({ cdb, unit, nexus, target, outgoingBytes, task })
}

function isReservedFrom(nexus: UnitNexus, { reservation, opcode }: Command): boolean {
  const { unit } = nexus
  if (unit.reservedBy !== null) {
    // SPC-2 5.5.1: a unit is reserved in one way or in the other.
    if (opcode === OPCODE.persistentReserveOut) return true
    return unit.reservedBy !== nexus && reservation.reserve6 === 'conflict'
  }
  return reservation.persistent !== 'nothing' && !allows(unit.reservations, nexus.name, reservation.persistent)
}

/** A command for a LUN without a disk (SPC-4 6.6.2, 6.33, 6.39). */
export function planWithoutUnit(cdb: Cdb, lun: number, target: TargetView): Plan {
  switch (cdb.byte(0)) {
    case OPCODE.reportLuns:
      return reportLuns(cdb, target)
    case OPCODE.inquiry:
      if ((cdb.byte(1) & 0x01) === 0 && cdb.byte(2) === 0) return parameterData(inquiryWithoutUnit(lun), cdb.u16(3))
      return { kind: 'answer', answer: check(SENSE.invalidFieldInCdb) }
    case OPCODE.requestSense: {
      const format = (cdb.byte(1) & 0x01) === 0 ? 'fixed' : 'descriptor'
      return parameterData(encodeSense(SENSE.unitNotSupported, format), cdb.byte(4))
    }
    default:
      return { kind: 'answer', answer: check(SENSE.unitNotSupported) }
  }
}

const WELL_KNOWN_ONLY = 0x01
const ALL_REPORTS = [0x00, 0x02, 0x11] as const

/** SPC-4 6.33: 16 bytes at least; LUNs below 256 in peripheral addressing, with one level. */
function reportLuns(cdb: Cdb, target: TargetView): Plan {
  const select = cdb.byte(2)
  const allocation = cdb.u32(6)
  if (select !== WELL_KNOWN_ONLY && !ALL_REPORTS.some((known) => known === select)) return invalid(2)
  if (allocation < 16) return invalid(6)
  const luns = select === 0x00 || select === 0x02 ? target.luns() : []
  const data = Buffer.alloc(8 + 8 * luns.length)
  data.writeUInt32BE(8 * luns.length, 0)
  luns.forEach((lun, index) => writeLun(data, 8 + 8 * index, lun))
  return parameterData(data, allocation)
}

function invalid(byte: number): Plan {
  return { kind: 'answer', answer: check(invalidCdbField(byte).sense) }
}

/** SAM-5 4.7.7: peripheral device addressing below 256, flat space addressing from there. */
function writeLun(data: Buffer, at: number, lun: number): void {
  data.writeUInt16BE(lun < 256 ? lun : 0x4000 | lun, at)
}

/** The LUN in eight bytes; null for one that this target can't have. */
export function lunOf(bytes: Buffer, at: number): number | null {
  if (bytes.readUInt16BE(at + 2) !== 0 || bytes.readUInt32BE(at + 4) !== 0) return null
  const first = bytes.readUInt16BE(at)
  const method = first >> 14
  if (method === 0) return first < 256 ? first : null
  return method === 1 ? first & 0x3fff : null
}

/** How a command ends that threw while it was carried out. Null: a fault of ours. */
export function answerOfError(error: unknown, nexus: UnitNexus | null, operation: 'read' | 'write'): Answer | null {
  if (error instanceof CheckCondition) return check(error.sense)
  if (error instanceof IoError) return check(senseOfIo(error, operation, nexus?.unit.disk.passing ?? false))
  return null
}
