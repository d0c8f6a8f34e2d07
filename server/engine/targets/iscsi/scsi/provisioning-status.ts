/** LOG SENSE (SPC-4 6.9): how much room a thin disk has. */
import type { CommandContext } from './context'
import { type Answer, type Plan, STATUS } from './plan'
import { invalidCdbField } from './sense'
import { RESOURCE, SET_BYTES, setsOf, type Space } from './thresholds'

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
