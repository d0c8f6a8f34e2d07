import { COMMAND, COMMAND_FLAG, ERROR, MAXIMUM_PAYLOAD_BYTES, MAXIMUM_UNFRAGMENTED_BYTES } from './protocol'

/** What of the volume and of the handshake decides whether a request may be tried. */
export interface RequestLimits {
  capacityBytes: number
  /** The client was told that the export is read-only; then every write of this connection is refused. */
  readOnly: boolean
  structuredReplies: boolean
  baseAllocation: boolean
}

/** A request that is answered without having done anything: the NBD error, and a sentence for a person. */
export interface Refusal {
  error: number
  message: string
}

interface CommandRule {
  name: string
  /** Flags that it may carry besides FUA, which every command may carry. */
  flags: number
  writes: boolean
  /** `disk`: offset and length must lie on the disk. `zero`: both must be 0. */
  range: 'disk' | 'zero'
  /** The error for a range that leaves the disk. */
  pastEnd: number
  maximumLength: number
  /** Length 0 has no possible answer (a block status must describe something). */
  needsLength: boolean
  needsBaseAllocation: boolean
}

const LONGEST = 0xffff_ffff

const COMMON = { flags: 0, writes: false, range: 'disk', needsLength: false, needsBaseAllocation: false } as const

/**
 * Every command that is answered, by its number. DISC is missing because it has no answer. The errors are those of
 * the protocol document, "Error values"; nbdkit's `validate_request` is the model for having them in one place.
 */
const RULES: Readonly<Record<number, CommandRule>> = {
  [COMMAND.read]: {
    ...COMMON,
    name: 'READ',
    flags: COMMAND_FLAG.df,
    pastEnd: ERROR.invalid,
    maximumLength: MAXIMUM_PAYLOAD_BYTES,
  },
  [COMMAND.write]: {
    ...COMMON,
    name: 'WRITE',
    writes: true,
    pastEnd: ERROR.noSpace,
    maximumLength: MAXIMUM_PAYLOAD_BYTES,
  },
  [COMMAND.flush]: { ...COMMON, name: 'FLUSH', range: 'zero', pastEnd: ERROR.invalid, maximumLength: 0 },
  [COMMAND.trim]: { ...COMMON, name: 'TRIM', writes: true, pastEnd: ERROR.invalid, maximumLength: LONGEST },
  [COMMAND.cache]: { ...COMMON, name: 'CACHE', pastEnd: ERROR.invalid, maximumLength: LONGEST },
  [COMMAND.writeZeroes]: {
    ...COMMON,
    name: 'WRITE_ZEROES',
    flags: COMMAND_FLAG.noHole,
    writes: true,
    pastEnd: ERROR.noSpace,
    maximumLength: LONGEST,
  },
  [COMMAND.blockStatus]: {
    ...COMMON,
    name: 'BLOCK_STATUS',
    flags: COMMAND_FLAG.reqOne,
    pastEnd: ERROR.invalid,
    maximumLength: LONGEST,
    needsLength: true,
    needsBaseAllocation: true,
  },
}

/**
 * Says why a request cannot be tried, or null if it can. `offset` may have lost its low bits above 2^53: a disk is
 * never that large, so it is refused all the same.
 */
export function validateRequest(
  command: number,
  flags: number,
  offset: number,
  length: number,
  limits: RequestLimits,
): Refusal | null {
  const rule = RULES[command]
  if (rule === undefined) return invalid(`command ${command} is not known`)
  const foreignFlags = flags & ~(rule.flags | COMMAND_FLAG.fua)
  if (foreignFlags !== 0) return invalid(`${rule.name} cannot carry the flags 0x${foreignFlags.toString(16)}`)
  if ((flags & COMMAND_FLAG.df) !== 0 && !limits.structuredReplies) {
    return invalid(`${rule.name} can carry DF only after structured replies were agreed`)
  }
  if (rule.needsBaseAllocation && !limits.baseAllocation) {
    return invalid(`${rule.name} needs the metadata context base:allocation, which this connection did not select`)
  }
  if (rule.writes && limits.readOnly) {
    return {
      error: ERROR.permission,
      message: `${rule.name} refused: the disk was read-only to hosts when this connection began; connect again`,
    }
  }
  if (rule.range === 'zero') {
    return offset === 0 && length === 0 ? null : invalid(`${rule.name} must have offset 0 and length 0`)
  }
  if (length > rule.maximumLength) return tooLong(rule, length, limits)
  if ((flags & COMMAND_FLAG.df) !== 0 && length > MAXIMUM_UNFRAGMENTED_BYTES) {
    return {
      error: ERROR.overflow,
      message: `READ of ${length} bytes is too long for one piece: at most ${MAXIMUM_UNFRAGMENTED_BYTES}`,
    }
  }
  if (length === 0 && rule.needsLength) return invalid(`${rule.name} of length 0 has no answer`)
  if (offset > limits.capacityBytes - length) {
    return {
      error: rule.pastEnd,
      message: `${rule.name} of ${length} bytes at ${offset} leaves the disk of ${limits.capacityBytes} bytes`,
    }
  }
  return null
}

function invalid(message: string): Refusal {
  return { error: ERROR.invalid, message }
}

/** The protocol gives EOVERFLOW only to reads that could be tried again in parts, with structured replies. */
function tooLong(rule: CommandRule, length: number, limits: RequestLimits): Refusal {
  return {
    error: !rule.writes && limits.structuredReplies ? ERROR.overflow : ERROR.invalid,
    message: `${rule.name} of ${length} bytes is longer than the largest payload, ${rule.maximumLength} bytes`,
  }
}
