/**
 * All commands, as a table from which they are found, checked, refused under reservations, carried out, and reported
 * (REPORT SUPPORTED OPERATION CODES). The usage data says which bits of a CDB mean something; any other bit that is
 * set is an invalid field (SPC-4 4.2.5.1), NACA and protection information included.
 */
import * as blocks from './block-commands'
import type { Cdb } from './cdb'
import type { Command } from './context'
import { copyOperatingParameters, copyStatus, extendedCopy } from './extended-copy'
import { inquiry } from './inquiry'
import { modeSelect10, modeSelect6, modeSense10, modeSense6 } from './mode-pages'
import { GOOD_PLAN } from './plan'
import * as provisioning from './provisioning-commands'
import { logSense } from './provisioning-status'
import * as reservation from './reservation-commands'
import { CheckCondition, invalidCdbField, SENSE } from './sense'
import * as unit from './unit-commands'

const { SHAPE } = blocks
const ALWAYS: Command['reservation'] = { persistent: 'nothing', reserve6: 'allowed' }
/** Not touched by persistent reservations, but by RESERVE(6). */
const UNLESS_RESERVED6: Command['reservation'] = { persistent: 'nothing', reserve6: 'conflict' }
const READS: Command['reservation'] = { persistent: 'read', reserve6: 'conflict' }
const WRITES: Command['reservation'] = { persistent: 'write', reserve6: 'conflict' }

/** `FF FF` as bytes. */
function bits(hex: string): number[] {
  return hex.split(' ').map((byte) => Number.parseInt(byte, 16))
}

interface Options {
  reservation: Command['reservation']
  needsMedium?: boolean
}

function command(opcode: number, usage: string, { reservation: rule, needsMedium = false }: Options, plan: Command['plan']): Command {
  return { opcode, serviceAction: null, usage: bits(usage), reservation: rule, needsMedium, plan }
}

function action(opcode: number, serviceAction: number, usage: string, options: Options, plan: Command['plan']): Command {
  return { ...command(opcode, usage, options, plan), serviceAction }
}

const READS_MEDIUM: Options = { reservation: READS, needsMedium: true }
const WRITES_MEDIUM: Options = { reservation: WRITES, needsMedium: true }

export const COMMANDS: readonly Command[] = [
  // TEST UNIT READY
  command(0x00, '00 00 00 00 00 00', { reservation: UNLESS_RESERVED6, needsMedium: true }, () => GOOD_PLAN),
  // REQUEST SENSE
  command(0x03, '00 01 00 00 FF 00', { reservation: ALWAYS }, unit.requestSense),
  command(0x08, '00 1F FF FF FF 00', READS_MEDIUM, (context) => blocks.read(context, SHAPE.six)),
  command(0x0a, '00 1F FF FF FF 00', WRITES_MEDIUM, (context) => blocks.write(context, SHAPE.six)),
  command(0x12, '00 01 FF FF FF 00', { reservation: ALWAYS }, inquiry),
  command(0x15, '00 11 00 00 FF 00', { reservation: WRITES }, modeSelect6),
  command(0x16, '00 00 00 00 00 00', { reservation: UNLESS_RESERVED6 }, reservation.reserve6),
  command(0x17, '00 00 00 00 00 00', { reservation: ALWAYS }, reservation.release6),
  command(0x1a, '00 08 FF FF FF 00', { reservation: WRITES }, modeSense6),
  command(0x1b, '00 01 00 0F F7 00', { reservation: WRITES }, unit.startStopUnit),
  command(0x1e, '00 00 00 00 03 00', { reservation: WRITES }, unit.preventAllow),
  // READ CAPACITY(10); its address and PMI are obsolete and must agree
  command(0x25, '00 00 FF FF FF FF 00 00 01 00', { reservation: ALWAYS, needsMedium: true }, unit.readCapacity10),
  command(0x28, '00 1A FF FF FF FF 1F FF FF 00', READS_MEDIUM, (context) => blocks.read(context, SHAPE.ten)),
  command(0x2a, '00 1A FF FF FF FF 1F FF FF 00', WRITES_MEDIUM, (context) => blocks.write(context, SHAPE.ten)),
  command(0x2e, '00 12 FF FF FF FF 1F FF FF 00', WRITES_MEDIUM, (context) => blocks.writeAndVerify(context, SHAPE.ten)),
  command(0x2f, '00 16 FF FF FF FF 1F FF FF 00', READS_MEDIUM, (context) => blocks.verify(context, SHAPE.ten)),
  command(0x34, '00 02 FF FF FF FF 1F FF FF 00', READS_MEDIUM, (context) => blocks.prefetch(context, SHAPE.ten)),
  command(0x35, '00 06 FF FF FF FF 1F FF FF 00', WRITES_MEDIUM, unit.synchronizeCache),
  command(0x37, '00 00 1F 00 00 00 00 FF FF 00', READS_MEDIUM, (context) => blocks.readDefectData(context, 'ten')),
  command(0x41, '00 18 FF FF FF FF 1F FF FF 00', WRITES_MEDIUM, (context) => provisioning.writeSame(context, provisioning.WRITE_SAME_SHAPE.ten)),
  command(0x42, '00 01 00 00 00 00 1F FF FF 00', WRITES_MEDIUM, provisioning.unmap),
  command(0x4d, '00 01 FF FF 00 FF FF FF FF 00', { reservation: ALWAYS }, logSense),
  command(0x55, '00 11 00 00 00 00 00 FF FF 00', { reservation: WRITES }, modeSelect10),
  command(0x5a, '00 18 FF FF 00 00 00 FF FF 00', { reservation: WRITES }, modeSense10),
  // PERSISTENT RESERVE IN: keys, reservation, capabilities, full status
  action(0x5e, 0x00, '00 1F 00 00 00 00 00 FF FF 00', { reservation: UNLESS_RESERVED6 }, reservation.readKeys),
  action(0x5e, 0x01, '00 1F 00 00 00 00 00 FF FF 00', { reservation: UNLESS_RESERVED6 }, reservation.readReservation),
  action(0x5e, 0x02, '00 1F 00 00 00 00 00 FF FF 00', { reservation: UNLESS_RESERVED6 }, reservation.reportCapabilities),
  action(0x5e, 0x03, '00 1F 00 00 00 00 00 FF FF 00', { reservation: UNLESS_RESERVED6 }, reservation.readFullStatus),
  // PERSISTENT RESERVE OUT: register, reserve, release, clear, preempt, and abort, ignoring, and move
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((serviceAction) =>
    action(0x5f, serviceAction, '00 1F FF 00 00 FF FF FF FF 00', { reservation: UNLESS_RESERVED6 }, reservation.persistentReserveOut),
  ),
  action(0x83, 0x00, '00 1F 00 00 00 00 00 00 00 00 FF FF FF FF 00 00', WRITES_MEDIUM, extendedCopy),
  action(0x84, 0x00, '00 1F FF 00 00 00 00 00 00 00 FF FF FF FF 00 00', { reservation: WRITES }, copyStatus),
  action(0x84, 0x03, '00 1F FF 00 00 00 00 00 00 00 FF FF FF FF 00 00', { reservation: WRITES }, copyOperatingParameters),
  command(0x88, '00 1A FF FF FF FF FF FF FF FF FF FF FF FF 1F 00', READS_MEDIUM, (context) => blocks.read(context, SHAPE.sixteen)),
  command(0x89, '00 1A FF FF FF FF FF FF FF FF 00 00 00 FF 1F 00', WRITES_MEDIUM, blocks.compareAndWrite),
  command(0x8a, '00 1A FF FF FF FF FF FF FF FF FF FF FF FF 1F 00', WRITES_MEDIUM, (context) => blocks.write(context, SHAPE.sixteen)),
  command(0x8b, '00 1A FF FF FF FF FF FF FF FF FF FF FF FF 1F 00', WRITES_MEDIUM, blocks.orWrite),
  command(0x8e, '00 12 FF FF FF FF FF FF FF FF FF FF FF FF 1F 00', WRITES_MEDIUM, (context) => blocks.writeAndVerify(context, SHAPE.sixteen)),
  command(0x8f, '00 16 FF FF FF FF FF FF FF FF FF FF FF FF 1F 00', READS_MEDIUM, (context) => blocks.verify(context, SHAPE.sixteen)),
  command(0x90, '00 02 FF FF FF FF FF FF FF FF FF FF FF FF 1F 00', READS_MEDIUM, (context) => blocks.prefetch(context, SHAPE.sixteen)),
  command(0x91, '00 06 FF FF FF FF FF FF FF FF FF FF FF FF 1F 00', WRITES_MEDIUM, unit.synchronizeCache),
  command(0x93, '00 19 FF FF FF FF FF FF FF FF FF FF FF FF 1F 00', WRITES_MEDIUM, (context) => provisioning.writeSame(context, provisioning.WRITE_SAME_SHAPE.sixteen)),
  // READ CAPACITY(16) and GET LBA STATUS
  action(0x9e, 0x10, '00 1F FF FF FF FF FF FF FF FF FF FF FF FF 01 00', { reservation: ALWAYS, needsMedium: true }, unit.readCapacity16),
  action(0x9e, 0x12, '00 1F FF FF FF FF FF FF FF FF FF FF FF FF 00 00', READS_MEDIUM, unit.getLbaStatus),
  // REPORT LUNS is answered before a unit is looked for; here for the report of what there is
  command(0xa0, '00 00 FF 00 00 00 FF FF FF FF 00 00', { reservation: ALWAYS }, () => {
    throw new Error('REPORT LUNS was not answered')
  }),
  action(0xa3, 0x0a, '00 FF 00 00 00 00 FF FF FF FF 00 00', { reservation: ALWAYS }, unit.reportTargetPortGroups),
  action(0xa3, 0x0c, '00 1F 87 FF FF FF FF FF FF FF 00 00', { reservation: ALWAYS }, (context) => unit.reportOperationCodes(context, COMMANDS)),
  action(0xa3, 0x0d, '00 1F 80 00 00 00 FF FF FF FF 00 00', { reservation: ALWAYS }, unit.reportTaskManagement),
  command(0xa8, '00 1A FF FF FF FF FF FF FF FF 1F 00', READS_MEDIUM, (context) => blocks.read(context, SHAPE.twelve)),
  command(0xaa, '00 1A FF FF FF FF FF FF FF FF 1F 00', WRITES_MEDIUM, (context) => blocks.write(context, SHAPE.twelve)),
  command(0xae, '00 12 FF FF FF FF FF FF FF FF 1F 00', WRITES_MEDIUM, (context) => blocks.writeAndVerify(context, SHAPE.twelve)),
  command(0xaf, '00 16 FF FF FF FF FF FF FF FF 1F 00', READS_MEDIUM, (context) => blocks.verify(context, SHAPE.twelve)),
  command(0xb7, '00 1F 00 00 00 00 FF FF FF FF 00 00', READS_MEDIUM, (context) => blocks.readDefectData(context, 'twelve')),
]

export const OPCODE = { inquiry: 0x12, requestSense: 0x03, reportLuns: 0xa0, persistentReserveIn: 0x5e, persistentReserveOut: 0x5f } as const

const byOpcode: (Command[] | undefined)[] = []
for (const entry of COMMANDS) (byOpcode[entry.opcode] ??= []).push(entry)

/** @throws CheckCondition INVALID COMMAND OPERATION CODE, or INVALID FIELD IN CDB for an unknown service action */
export function commandOf(cdb: Cdb): Command {
  const opcode = cdb.byte(0)
  const found = byOpcode[opcode]
  if (found === undefined) throw new CheckCondition(SENSE.invalidOpcode)
  const [first] = found
  if (first !== undefined && first.serviceAction === null) return first
  const serviceAction = cdb.byte(1) & 0x1f
  const entry = found.find((candidate) => candidate.serviceAction === serviceAction)
  if (entry === undefined) throw invalidCdbField(1)
  return entry
}

/** Whether a command that takes data puts it onto the disk, and not into the unit's state. */
export function changesDisk(cdb: Cdb): boolean {
  return byOpcode[cdb.byte(0)]?.some(({ reservation: { persistent }, needsMedium }) => persistent === 'write' && needsMedium) ?? false
}

/** @throws CheckCondition INVALID FIELD IN CDB naming the first byte with a bit that means nothing */
export function checkUsage({ usage }: Command, cdb: Cdb): void {
  for (let at = 1; at < usage.length; at += 1) {
    if ((cdb.byte(at) & ~(usage[at] ?? 0)) !== 0) throw invalidCdbField(at)
  }
}


