import { describe, expect, it } from 'vitest'
import { COMMAND, COMMAND_FLAG, ERROR, MAXIMUM_PAYLOAD_BYTES, MAXIMUM_UNFRAGMENTED_BYTES } from './protocol'
import { validateRequest, type RequestLimits } from './request-validation'

const GIB = 1024 ** 3
const limits: RequestLimits = {
  capacityBytes: 8 * GIB,
  readOnly: false,
  structuredReplies: true,
  baseAllocation: true,
}

function errorOf(command: number, flags: number, offset: number, length: number, changed: Partial<RequestLimits> = {}) {
  return validateRequest(command, flags, offset, length, { ...limits, ...changed })?.error ?? ERROR.none
}

const onDisk = [COMMAND.read, COMMAND.write, COMMAND.trim, COMMAND.cache, COMMAND.writeZeroes, COMMAND.blockStatus]
const writing = [COMMAND.write, COMMAND.trim, COMMAND.writeZeroes]

describe('validateRequest', () => {
  it.each(onDisk)('lets command %i reach the last byte of the disk and not past it', (command) => {
    expect(errorOf(command, 0, limits.capacityBytes - 512, 512)).toBe(ERROR.none)
    const pastEnd = command === COMMAND.write || command === COMMAND.writeZeroes ? ERROR.noSpace : ERROR.invalid
    expect(errorOf(command, 0, limits.capacityBytes - 511, 512)).toBe(pastEnd)
    expect(errorOf(command, 0, limits.capacityBytes, 1)).toBe(pastEnd)
    expect(errorOf(command, 0, 2 ** 64 - 512, 512)).toBe(pastEnd)
    expect(errorOf(command, 0, 2 ** 64 - 1, 0xffff)).toBe(pastEnd)
  })

  it('allows each flag exactly where the protocol does', () => {
    const allowed: Record<number, number> = {
      [COMMAND.read]: COMMAND_FLAG.df,
      [COMMAND.write]: 0,
      [COMMAND.flush]: 0,
      [COMMAND.trim]: 0,
      [COMMAND.cache]: 0,
      [COMMAND.writeZeroes]: COMMAND_FLAG.noHole,
      [COMMAND.blockStatus]: COMMAND_FLAG.reqOne,
    }
    for (const [command, own] of Object.entries(allowed)) {
      for (let bit = 0; bit < 16; bit += 1) {
        const flag = 1 << bit
        const length = Number(command) === COMMAND.flush ? 0 : 4096
        const expected = flag === COMMAND_FLAG.fua || flag === own ? ERROR.none : ERROR.invalid
        expect({ command, flag, error: errorOf(Number(command), flag, 0, length) }).toEqual({
          command,
          flag,
          error: expected,
        })
      }
    }
  })

  it.each([2, 8, 9, 0xffff])('does not know command %i as a request with an answer', (command) => {
    expect(errorOf(command, 0, 0, 0)).toBe(ERROR.invalid)
  })

  it.each(writing)('refuses command %i on a connection that began read-only, with EPERM', (command) => {
    expect(errorOf(command, 0, 0, 4096, { readOnly: true })).toBe(ERROR.permission)
  })

  it('refuses payloads beyond the advertised maximum, and takes the maximum', () => {
    for (const command of [COMMAND.read, COMMAND.write]) {
      expect(errorOf(command, 0, 0, MAXIMUM_PAYLOAD_BYTES)).toBe(ERROR.none)
    }
    expect(errorOf(COMMAND.read, 0, 0, MAXIMUM_PAYLOAD_BYTES + 1)).toBe(ERROR.overflow)
    expect(errorOf(COMMAND.read, 0, 0, MAXIMUM_PAYLOAD_BYTES + 1, { structuredReplies: false })).toBe(ERROR.invalid)
    expect(errorOf(COMMAND.write, 0, 0, MAXIMUM_PAYLOAD_BYTES + 1)).toBe(ERROR.invalid)
  })

  it('takes effects without payload of any length that fits the disk', () => {
    for (const command of [COMMAND.trim, COMMAND.writeZeroes, COMMAND.cache, COMMAND.blockStatus]) {
      expect(errorOf(command, 0, 0, 0xffff_ffff)).toBe(ERROR.none)
    }
  })

  it('sends unfragmented what the protocol demands, and answers EOVERFLOW beyond its own limit', () => {
    expect(errorOf(COMMAND.read, COMMAND_FLAG.df, 0, 65_536)).toBe(ERROR.none)
    expect(errorOf(COMMAND.read, COMMAND_FLAG.df, 0, MAXIMUM_UNFRAGMENTED_BYTES)).toBe(ERROR.none)
    expect(errorOf(COMMAND.read, COMMAND_FLAG.df, 0, MAXIMUM_UNFRAGMENTED_BYTES + 1)).toBe(ERROR.overflow)
    expect(errorOf(COMMAND.read, COMMAND_FLAG.df, 0, 4096, { structuredReplies: false })).toBe(ERROR.invalid)
  })

  it('demands of FLUSH that it names no range, and of BLOCK_STATUS that it has one and was agreed', () => {
    expect(errorOf(COMMAND.flush, 0, 0, 0)).toBe(ERROR.none)
    expect(errorOf(COMMAND.flush, 0, 512, 0)).toBe(ERROR.invalid)
    expect(errorOf(COMMAND.flush, 0, 0, 512)).toBe(ERROR.invalid)
    expect(errorOf(COMMAND.blockStatus, 0, 0, 0)).toBe(ERROR.invalid)
    expect(errorOf(COMMAND.blockStatus, 0, 0, 4096, { baseAllocation: false })).toBe(ERROR.invalid)
  })

  it('says what was asked and what there is', () => {
    expect(validateRequest(COMMAND.write, 0, 8 * GIB, 512, limits)?.message).toBe(
      'WRITE of 512 bytes at 8589934592 leaves the disk of 8589934592 bytes',
    )
  })
})
