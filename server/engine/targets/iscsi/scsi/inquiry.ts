/** INQUIRY (SPC-4 6.6) and the vital product data pages (SPC-4 7.8, SBC-3 6.6). */
import { BLOCK_BYTES } from './cdb'
import type { CommandContext } from './context'
import { thirdPartyCopyPage } from './extended-copy'
import { type Plan, parameterData } from './plan'
import { THRESHOLD_EXPONENT } from './thresholds'
import { invalidCdbField } from './sense'

const VENDOR = 'LUNETTE '
const PRODUCT = 'VIRTUAL DISK    '
const REVISION = '0001'

const STANDARD_BYTES = 96
/** SPC-4 6.6.2 table 149: SAM-5, iSCSI, SPC-4, SBC-3, none with a version claimed. */
const VERSION_DESCRIPTORS = [0x00a0, 0x0960, 0x0460, 0x04c0]

/** Limits that initiators are told of (SBC-3 6.6.4) and that commands keep. Blocks, but for descriptors. */
export const LIMITS = {
  transfer: 65_536,
  optimalTransfer: 2_048,
  granularity: 8,
  compareAndWrite: 255,
  unmap: 0x10_0000,
  unmapDescriptors: 256,
  writeSame: 0x80_0000,
} as const

/** No SCSI target port group but this one, with this one port: every portal leads to it. */
export const PORT_GROUP = 1
export const RELATIVE_PORT = 1

/** SPC-4 6.6.2, byte 0: a disk; none at LUN 0; no LUN at all. */
const PERIPHERAL = { disk: 0x00, notConnected: 0x20, notCapable: 0x7f } as const

export function inquiry(context: CommandContext): Plan {
  const { cdb } = context
  const page = cdb.byte(2)
  const vital = (cdb.byte(1) & 0x01) !== 0
  if (!vital && page !== 0) throw invalidCdbField(2)
  const allocation = cdb.u16(3)
  if (!vital) return parameterData(standardInquiry(PERIPHERAL.disk), allocation)
  const build = PAGES.get(page)
  if (build === undefined) throw invalidCdbField(2)
  const body = build(context)
  const data = Buffer.alloc(4 + body.length)
  data[1] = page
  data.writeUInt16BE(body.length, 2)
  data.set(body, 4)
  return parameterData(data, allocation)
}

/** SPC-4 6.6.2 for a LUN without a disk: initiators look at LUN 0 to find the others. */
export function inquiryWithoutUnit(lun: number): Buffer {
  return standardInquiry(lun === 0 ? PERIPHERAL.notConnected : PERIPHERAL.notCapable)
}

function standardInquiry(peripheral: number): Buffer {
  const data = Buffer.alloc(STANDARD_BYTES)
  data[0] = peripheral
  // SPC-4; HISUP and response data format 2; TPGS implicit and 3PC; MULTIP; CMDQUE.
  data[2] = 0x06
  data[3] = 0x12
  data[4] = STANDARD_BYTES - 5
  data[5] = 0x18
  data[6] = 0x10
  data[7] = 0x02
  data.write(VENDOR + PRODUCT + REVISION, 8, 'latin1')
  VERSION_DESCRIPTORS.forEach((version, index) => data.writeUInt16BE(version, 58 + 2 * index))
  return data
}

const PAGES: ReadonlyMap<number, (context: CommandContext) => Buffer> = new Map([
  [0x00, () => Buffer.from([...PAGES.keys()])],
  [0x80, ({ unit }) => Buffer.from(unit.disk.wwid, 'latin1')],
  [0x83, identification],
  [0x86, extendedInquiry],
  [0x8f, thirdPartyCopyPage],
  [0xb0, blockLimits],
  [0xb1, characteristics],
  [0xb2, provisioning],
])

/** SPC-4 7.8.6. */
function identification({ unit, target }: CommandContext): Buffer {
  const { wwid } = unit.disk
  const number = (value: number) => Buffer.from([0, 0, value >> 8, value & 0xff])
  return Buffer.concat([
    designator({ codeSet: 'binary', association: 'unit', type: 3 }, Buffer.from(wwid, 'hex')),
    designator({ codeSet: 'ascii', association: 'unit', type: 1 }, Buffer.from(VENDOR + wwid, 'latin1')),
    designator({ codeSet: 'binary', association: 'port', type: 4 }, number(RELATIVE_PORT)),
    designator({ codeSet: 'binary', association: 'port', type: 5 }, number(PORT_GROUP)),
    designator({ codeSet: 'utf8', association: 'port', type: 8 }, padded(`${target.name},t,0x0001`)),
    designator({ codeSet: 'utf8', association: 'device', type: 8 }, padded(target.name)),
  ])
}

const CODE_SET = { binary: 1, ascii: 2, utf8: 3 } as const
const ASSOCIATION = { unit: 0, port: 1, device: 2 } as const
const ISCSI_PROTOCOL = 5

interface Designation {
  codeSet: keyof typeof CODE_SET
  association: keyof typeof ASSOCIATION
  type: number
}

function designator({ codeSet, association, type }: Designation, value: Buffer): Buffer {
  // The protocol is told only where the designator is that of a port or of the target.
  const ofProtocol = association === 'unit' ? 0 : 0x80
  const first = (association === 'unit' ? 0 : ISCSI_PROTOCOL << 4) | CODE_SET[codeSet]
  return Buffer.concat([Buffer.from([first, ofProtocol | (ASSOCIATION[association] << 4) | type, 0, value.length]), value])
}

/** A SCSI name string ends with a NUL and fills whole words (SPC-4 7.8.6.11). */
function padded(name: string): Buffer {
  const bytes = Buffer.from(name, 'utf8')
  return Buffer.concat([bytes, Buffer.alloc(4 - (bytes.length % 4))])
}

/** SPC-4 7.8.7: head of queue, ordered and simple tasks; a volatile cache. */
function extendedInquiry(): Buffer {
  const body = Buffer.alloc(60)
  body[1] = 0x07
  body[2] = 0x01
  return body
}

/** SBC-3 6.6.4. */
function blockLimits(): Buffer {
  const body = Buffer.alloc(60)
  // WSNZ: WRITE SAME of 0 blocks is no way to say "to the end".
  body[0] = 0x01
  body[1] = LIMITS.compareAndWrite
  body.writeUInt16BE(LIMITS.granularity, 2)
  body.writeUInt32BE(LIMITS.transfer, 4)
  body.writeUInt32BE(LIMITS.optimalTransfer, 8)
  body.writeUInt32BE(LIMITS.unmap, 16)
  body.writeUInt32BE(LIMITS.unmapDescriptors, 20)
  body.writeUInt32BE(LIMITS.granularity, 24)
  // UGAVALID with an alignment of 0.
  body.writeUInt32BE(0x8000_0000, 28)
  body.writeBigUInt64BE(BigInt(LIMITS.writeSame), 32)
  return body
}

/** SBC-3 6.6.3: no rotation. */
function characteristics(): Buffer {
  const body = Buffer.alloc(60)
  body.writeUInt16BE(1, 0)
  return body
}

/** SBC-3 6.6.5: the size of threshold sets; UNMAP, WRITE SAME with UNMAP; zeroes where nothing is; thin. */
function provisioning(): Buffer {
  return Buffer.from([THRESHOLD_EXPONENT, 0xe4, 0x02, 0])
}

/**
 * READ CAPACITY(16) says the same of provisioning (SBC-3 5.16): LBPME and LBPRZ. Physical blocks are not told, for the
 * page cache takes a single block as well as eight; what is best is in the block limits.
 */
export function capacity16(capacityBytes: number): Buffer {
  const data = Buffer.alloc(32)
  data.writeBigUInt64BE(BigInt(Math.floor(capacityBytes / BLOCK_BYTES) - 1), 0)
  data.writeUInt32BE(BLOCK_BYTES, 8)
  data[14] = 0xc0
  return data
}
