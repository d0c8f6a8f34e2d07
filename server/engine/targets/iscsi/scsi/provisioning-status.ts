/**
 * How much room a thin disk has (SBC-3 4.7.3.7, "thresholds"): the pool's free blocks are one resource that all its
 * disks share, counted in threshold sets. When few are left, every initiator of a disk is told once, by a unit
 * attention, and again each time that there was room in between.
 */
import type { CommandContext } from './context'
import { BLOCK_BYTES } from './cdb'
import { type Answer, type Plan, STATUS } from './plan'
import { invalidCdbField } from './sense'

/** Bytes, of the pool's file system and of the disk in it. */
export interface Space {
  capacityBytes: number
  freeBytes: number
  /** That the disk takes. */
  allocatedBytes: number
}

/** Blocks of one threshold set as a power of two (SBC-3 6.6.5): 1 MiB, so that 32 bits count up to 4 PiB. */
export const THRESHOLD_EXPONENT = 11
const SET_BYTES = BLOCK_BYTES * 2 ** THRESHOLD_EXPONENT
/** Few are left when so much of the pool is free. */
const LOW_SHARE = 0.1

/** @returns in threshold sets */
export function thresholdOf({ capacityBytes }: Space): number {
  return setsOf(capacityBytes * LOW_SHARE)
}

export function isLow(space: Space): boolean {
  return setsOf(space.freeBytes) <= thresholdOf(space)
}

function setsOf(bytes: number): number {
  return Math.min(Math.floor(bytes / SET_BYTES), 0xffff_ffff)
}

/** After the header of mode page 1Ch/02h (SBC-3 6.5.8): one soft threshold, of what is available, when it decreases. */
export function thresholdPage(space: Space): number[] {
  const page = Buffer.alloc(20)
  page[12] = 0x80
  page[13] = RESOURCE.available
  page.writeUInt32BE(thresholdOf(space), 16)
  return [...page]
}

const RESOURCE = { available: 0x01, used: 0x02 } as const
/** SBC-3 6.4, SCOPE: whether a count is the unit's own or shared with others. */
const SCOPE = { dedicated: 0x01, shared: 0x02 } as const
/** Binary list parameters (SPC-4 7.3.2.2). */
const BINARY_LIST = 0x03

const SUPPORTED_PAGES = 0x00
const PROVISIONING_PAGE = 0x0c

/** LOG SENSE (SPC-4 6.9): the supported pages, and Logical Block Provisioning (SBC-3 6.4). */
export function logSense({ cdb, unit }: CommandContext): Plan {
  const page = cdb.byte(2) & 0x3f
  const pointer = cdb.u16(5)
  const allocation = cdb.u16(7)
  if ((cdb.byte(1) & 0x01) !== 0) throw invalidCdbField(1)
  if (cdb.byte(3) !== 0) throw invalidCdbField(3)
  if (page === SUPPORTED_PAGES) {
    const data = Buffer.from([SUPPORTED_PAGES, 0, 0, 2, SUPPORTED_PAGES, PROVISIONING_PAGE])
    return { kind: 'answer', answer: dataOf(data, allocation) }
  }
  if (page !== PROVISIONING_PAGE) throw invalidCdbField(2)
  if (pointer > RESOURCE.used) throw invalidCdbField(5)
  return { kind: 'answer', answer: unit.disk.space().then((space) => dataOf(provisioningPage(space, pointer), allocation)) }
}

function dataOf(data: Buffer, allocation: number): Answer {
  return { status: STATUS.good, data: data.subarray(0, allocation), sense: null }
}

function provisioningPage({ freeBytes, allocatedBytes }: Space, pointer: number): Buffer {
  const parameters = [
    { code: RESOURCE.available, sets: setsOf(freeBytes), scope: SCOPE.shared },
    { code: RESOURCE.used, sets: Math.ceil(allocatedBytes / SET_BYTES), scope: SCOPE.dedicated },
  ].filter(({ code }) => code >= pointer)
  const body = parameters.map(({ code, sets, scope }) => {
    const parameter = Buffer.alloc(12)
    parameter.writeUInt16BE(code, 0)
    parameter[2] = BINARY_LIST
    parameter[3] = 8
    parameter.writeUInt32BE(Math.min(sets, 0xffff_ffff), 4)
    parameter[8] = scope
    return parameter
  })
  const header = Buffer.alloc(4)
  header[0] = PROVISIONING_PAGE
  header.writeUInt16BE(12 * parameters.length, 2)
  return Buffer.concat([header, ...body])
}
