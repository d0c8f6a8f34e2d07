/**
 * Sense data (SPC-4 4.5): why a command ended with CHECK CONDITION, as a sense key and an additional sense code with
 * its qualifier. What Windows and Linux do with each decided which is used where: they try again after NOT READY and
 * UNIT ATTENTION, and give up at once after DATA PROTECT and ILLEGAL REQUEST.
 */
import type { IoError } from '../../../disks/host-volume'

export interface SenseCode {
  /** SPC-4 table 43. */
  key: number
  /** Additional sense code, and its qualifier. SPC-4 annex F.2. */
  asc: number
  ascq: number
}

export interface Sense extends SenseCode {
  /** What the code says it is: for MISCOMPARE the place of the first byte that differs. */
  information?: number
  /** The byte of the CDB, or of the parameter list, that is not accepted. */
  field?: { in: 'cdb' | 'parameters'; byte: number }
}

const KEY = {
  notReady: 0x2,
  mediumError: 0x3,
  hardwareError: 0x4,
  illegalRequest: 0x5,
  unitAttention: 0x6,
  dataProtect: 0x7,
  copyAborted: 0xa,
  abortedCommand: 0xb,
  miscompare: 0xe,
} as const

export const SENSE = {
  none: { key: 0x0, asc: 0x00, ascq: 0x00 },
  /** Hosts are kept from the disk for a while: an operation that runs has it. */
  notReadyOperation: { key: KEY.notReady, asc: 0x04, ascq: 0x07 },
  /** Hosts are kept from the disk until somebody does something. */
  notReadyIntervention: { key: KEY.notReady, asc: 0x04, ascq: 0x03 },
  writeError: { key: KEY.mediumError, asc: 0x0c, ascq: 0x00 },
  unrecoveredRead: { key: KEY.mediumError, asc: 0x11, ascq: 0x00 },
  internalFailure: { key: KEY.hardwareError, asc: 0x44, ascq: 0x00 },
  parameterListLength: { key: KEY.illegalRequest, asc: 0x1a, ascq: 0x00 },
  invalidOpcode: { key: KEY.illegalRequest, asc: 0x20, ascq: 0x00 },
  lbaOutOfRange: { key: KEY.illegalRequest, asc: 0x21, ascq: 0x00 },
  invalidFieldInCdb: { key: KEY.illegalRequest, asc: 0x24, ascq: 0x00 },
  unitNotSupported: { key: KEY.illegalRequest, asc: 0x25, ascq: 0x00 },
  invalidFieldInParameters: { key: KEY.illegalRequest, asc: 0x26, ascq: 0x00 },
  tooManyTargetDescriptors: { key: KEY.illegalRequest, asc: 0x26, ascq: 0x06 },
  unsupportedTargetDescriptor: { key: KEY.illegalRequest, asc: 0x26, ascq: 0x07 },
  tooManySegmentDescriptors: { key: KEY.illegalRequest, asc: 0x26, ascq: 0x08 },
  unsupportedSegmentDescriptor: { key: KEY.illegalRequest, asc: 0x26, ascq: 0x09 },
  invalidRelease: { key: KEY.illegalRequest, asc: 0x26, ascq: 0x04 },
  savingNotSupported: { key: KEY.illegalRequest, asc: 0x39, ascq: 0x00 },
  mediumRemovalPrevented: { key: KEY.illegalRequest, asc: 0x53, ascq: 0x02 },
  insufficientRegistrations: { key: KEY.illegalRequest, asc: 0x55, ascq: 0x04 },
  powerOn: { key: KEY.unitAttention, asc: 0x29, ascq: 0x00 },
  unitReset: { key: KEY.unitAttention, asc: 0x29, ascq: 0x03 },
  modeParametersChanged: { key: KEY.unitAttention, asc: 0x2a, ascq: 0x01 },
  reservationsPreempted: { key: KEY.unitAttention, asc: 0x2a, ascq: 0x03 },
  reservationsReleased: { key: KEY.unitAttention, asc: 0x2a, ascq: 0x04 },
  registrationsPreempted: { key: KEY.unitAttention, asc: 0x2a, ascq: 0x05 },
  capacityChanged: { key: KEY.unitAttention, asc: 0x2a, ascq: 0x09 },
  softThresholdReached: { key: KEY.unitAttention, asc: 0x38, ascq: 0x07 },
  commandsClearedByAnother: { key: KEY.unitAttention, asc: 0x2f, ascq: 0x00 },
  lunsChanged: { key: KEY.unitAttention, asc: 0x3f, ascq: 0x0e },
  writeProtected: { key: KEY.dataProtect, asc: 0x27, ascq: 0x00 },
  spaceAllocationFailed: { key: KEY.dataProtect, asc: 0x27, ascq: 0x07 },
  copyTargetUnreachable: { key: KEY.copyAborted, asc: 0x0d, ascq: 0x02 },
  copyTargetNotDisk: { key: KEY.copyAborted, asc: 0x0d, ascq: 0x03 },
  copyAborted: { key: KEY.copyAborted, asc: 0x00, ascq: 0x00 },
  /** RFC 7143 11.4.7.2. */
  unexpectedData: { key: KEY.abortedCommand, asc: 0x0c, ascq: 0x0c },
  dataPhase: { key: KEY.abortedCommand, asc: 0x4b, ascq: 0x00 },
  miscompare: { key: KEY.miscompare, asc: 0x1d, ascq: 0x00 },
} as const satisfies Record<string, SenseCode>

/** A command ends with CHECK CONDITION and this sense data. */
export class CheckCondition extends Error {
  constructor(readonly sense: Sense) {
    super(`sense ${sense.key}/${sense.asc}/${sense.ascq}`)
  }
}

export function invalidCdbField(byte: number): CheckCondition {
  return new CheckCondition({ ...SENSE.invalidFieldInCdb, field: { in: 'cdb', byte } })
}

export function invalidParameter(byte: number): CheckCondition {
  return new CheckCondition({ ...SENSE.invalidFieldInParameters, field: { in: 'parameters', byte } })
}

/** What a host is told of a request that the disk refused or that failed. Null for what is a fault of ours. */
export function senseOfIo(error: IoError, operation: 'read' | 'write', passing: boolean): Sense {
  switch (error.code) {
    case 'EPERM':
      return operation === 'write' ? SENSE.writeProtected : notReady(passing)
    case 'EINVAL':
      return SENSE.lbaOutOfRange
    case 'ENOSPC':
      return SENSE.spaceAllocationFailed
    case 'ESHUTDOWN':
      return SENSE.notReadyOperation
    case 'EIO':
      return operation === 'write' ? SENSE.writeError : SENSE.unrecoveredRead
  }
}

/** Initiators try again as long as an operation is said to run, and fail at once where a person is needed. */
export function notReady(passing: boolean): SenseCode {
  return passing ? SENSE.notReadyOperation : SENSE.notReadyIntervention
}

const FIXED_BYTES = 18
const DESCRIPTOR_HEADER_BYTES = 8
const UNSIGNED_32 = 0xffff_ffff

/** Fixed format, 70h (SPC-4 4.5.3), or descriptor format, 72h (4.5.2). */
export function encodeSense(sense: Sense, format: 'fixed' | 'descriptor'): Buffer {
  return format === 'fixed' ? encodeFixed(sense) : encodeDescriptors(sense)
}

function encodeFixed({ key, asc, ascq, information, field }: Sense): Buffer {
  const bytes = Buffer.alloc(FIXED_BYTES)
  bytes[0] = 0x70
  bytes[2] = key
  bytes[7] = FIXED_BYTES - 8
  bytes[12] = asc
  bytes[13] = ascq
  if (information !== undefined && information <= UNSIGNED_32) {
    bytes[0] = 0xf0
    bytes.writeUInt32BE(information, 3)
  }
  if (field) writeField(bytes, 15, field)
  return bytes
}

function encodeDescriptors({ key, asc, ascq, information, field }: Sense): Buffer {
  const header = Buffer.alloc(DESCRIPTOR_HEADER_BYTES)
  header.set([0x72, key, asc, ascq])
  const descriptors: Buffer[] = []
  if (information !== undefined) {
    const descriptor = Buffer.alloc(12)
    descriptor.set([0x00, 0x0a, 0x80])
    descriptor.writeBigUInt64BE(BigInt(information), 4)
    descriptors.push(descriptor)
  }
  if (field) {
    const descriptor = Buffer.alloc(8)
    descriptor.set([0x02, 0x06])
    writeField(descriptor, 4, field)
    descriptors.push(descriptor)
  }
  const sense = Buffer.concat([header, ...descriptors])
  sense[7] = sense.length - DESCRIPTOR_HEADER_BYTES
  return sense
}

/** Sense key specific: field pointer (SPC-4 4.5.2.4.2). */
function writeField(bytes: Buffer, at: number, field: NonNullable<Sense['field']>): void {
  bytes[at] = field.in === 'cdb' ? 0xc0 : 0x80
  bytes.writeUInt16BE(field.byte, at + 1)
}
