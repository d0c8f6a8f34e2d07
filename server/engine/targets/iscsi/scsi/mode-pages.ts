/** MODE SENSE and MODE SELECT, 6 and 10 (SPC-4 6.10 to 6.13), and the pages (SPC-4 7.5, SBC-3 6.5). */
import { BLOCK_BYTES } from './cdb'
import type { CommandContext } from './context'
import type { ControlMode, LogicalUnit } from './logical-unit'
import { type Answer, GOOD, type Plan, parameterData, parameterList } from './plan'
import { thresholdPage } from './thresholds'
import { CheckCondition, invalidCdbField, invalidParameter, SENSE } from './sense'

const D_SENSE = 0x04
const SWP = 0x08
const LBPERE = 0x80
/** SPF: the header is that of a subpage. */
const SPF = 0x40

interface ModePage {
  code: number
  /** 0: a page of its own, with a header of two bytes; else one of the subpages of a page, with four. */
  subpage: number
  /** The page after its header. */
  current: (control: ControlMode, unit: LogicalUnit) => number[]
  /** Ones where MODE SELECT may change something. */
  changeable: number[]
}

const PAGES: readonly ModePage[] = [
  // Read-write error recovery: the array's own. LBPERE: thresholds of provisioning are told.
  { code: 0x01, subpage: 0, current: () => [...zeroes(5), LBPERE, ...zeroes(4)], changeable: zeroes(10) },
  // Disconnect-reconnect: no limits.
  { code: 0x02, subpage: 0, current: () => zeroes(14), changeable: zeroes(14) },
  // Caching: WCE, for the page cache of the array's machine is volatile.
  { code: 0x08, subpage: 0, current: () => [0x04, ...zeroes(17)], changeable: zeroes(18) },
  // Control: D_SENSE; unrestricted reordering; SWP; busy timeout unlimited.
  {
    code: 0x0a,
    subpage: 0,
    current: ({ descriptorSense, writeProtect }) => [
      descriptorSense ? D_SENSE : 0,
      0x10,
      writeProtect ? SWP : 0,
      0,
      0,
      0,
      0xff,
      0xff,
      0,
      0,
    ],
    changeable: [D_SENSE, 0, SWP, 0, 0, 0, 0, 0, 0, 0],
  },
  // Power condition and informational exceptions: none.
  { code: 0x1a, subpage: 0, current: () => zeroes(38), changeable: zeroes(38) },
  { code: 0x1c, subpage: 0, current: () => zeroes(10), changeable: zeroes(10) },
  // Logical block provisioning: the array's own threshold.
  { code: 0x1c, subpage: 0x02, current: (_control, unit) => thresholdPage(unit.space), changeable: zeroes(20) },
]

const ALL_PAGES = 0x3f
const ALL_SUBPAGES = 0xff
const DEFAULT_CONTROL: ControlMode = { descriptorSense: false, writeProtect: false }

function zeroes(count: number): number[] {
  return Array.from({ length: count }, () => 0)
}

export function modeSense6(context: CommandContext): Plan {
  const { cdb, unit } = context
  const pages = pagesAskedFor(context)
  const blocks = (cdb.byte(1) & 0x08) === 0 ? shortDescriptor(unit) : Buffer.alloc(0)
  const header = Buffer.from([3 + blocks.length + pages.length, 0, deviceSpecific(unit), blocks.length])
  return parameterData(Buffer.concat([header, blocks, pages]), cdb.byte(4))
}

export function modeSense10(context: CommandContext): Plan {
  const { cdb, unit } = context
  const pages = pagesAskedFor(context)
  const long = (cdb.byte(1) & 0x10) !== 0
  const blocks = (cdb.byte(1) & 0x08) !== 0 ? Buffer.alloc(0) : long ? longDescriptor(unit) : shortDescriptor(unit)
  const header = Buffer.alloc(8)
  header.writeUInt16BE(6 + blocks.length + pages.length, 0)
  header[3] = deviceSpecific(unit)
  header[4] = long && blocks.length > 0 ? 1 : 0
  header.writeUInt16BE(blocks.length, 6)
  return parameterData(Buffer.concat([header, blocks, pages]), cdb.u16(7))
}

/** SBC-3 6.5.1: WP, and DPOFUA, without which no initiator may send FUA. */
function deviceSpecific(unit: LogicalUnit): number {
  return (unit.writeProtected ? 0x80 : 0) | 0x10
}

function pagesAskedFor({ cdb, unit }: CommandContext): Buffer {
  const control = cdb.byte(2) >> 6
  const code = cdb.byte(2) & 0x3f
  const subpage = cdb.byte(3)
  if (control === 3) throw new CheckCondition(SENSE.savingNotSupported)
  const ofCode = PAGES.filter((page) => code === ALL_PAGES || page.code === code)
  if (ofCode.length === 0) throw invalidCdbField(2)
  const asked = ofCode.filter((page) => subpage === ALL_SUBPAGES || page.subpage === subpage)
  if (asked.length === 0) throw invalidCdbField(3)
  const values = ({ current, changeable }: ModePage) =>
    control === 1 ? changeable : current(control === 2 ? DEFAULT_CONTROL : unit.control, unit)
  return Buffer.concat(asked.map((page) => Buffer.from([...headerOf(page), ...values(page)])))
}

/** SPC-4 7.5.4: page_0 format, or sub_page format. */
function headerOf({ code, subpage, changeable: { length } }: ModePage): number[] {
  return subpage === 0 ? [code, length] : [SPF | code, subpage, length >> 8, length & 0xff]
}

/** SBC-3 6.5.2.2: FFFFFFFFh where the number of blocks takes more than 32 bits. */
function shortDescriptor(unit: LogicalUnit): Buffer {
  const descriptor = Buffer.alloc(8)
  descriptor.writeUInt32BE(Math.min(Math.floor(unit.volume.capacityBytes / BLOCK_BYTES), 0xffff_ffff), 0)
  descriptor.writeUIntBE(BLOCK_BYTES, 5, 3)
  return descriptor
}

function longDescriptor(unit: LogicalUnit): Buffer {
  const descriptor = Buffer.alloc(16)
  descriptor.writeBigUInt64BE(BigInt(Math.floor(unit.volume.capacityBytes / BLOCK_BYTES)), 0)
  descriptor.writeUInt32BE(BLOCK_BYTES, 12)
  return descriptor
}

export function modeSelect6(context: CommandContext): Plan {
  const copy = { ...context, cdb: context.cdb.copy() }
  return parameterList(context.cdb.byte(4), (list) => select(copy, list, 4, (header) => header[3] ?? 0))
}

export function modeSelect10(context: CommandContext): Plan {
  const copy = { ...context, cdb: context.cdb.copy() }
  return parameterList(context.cdb.u16(7), (list) => select(copy, list, 8, (header) => header.readUInt16BE(6)))
}

/** All of the list is looked at before anything changes. */
function select(
  { cdb, unit, nexus }: CommandContext,
  list: Buffer,
  headerBytes: number,
  descriptorBytes: (header: Buffer) => number,
): Answer {
  // PF: pages as the standards have them. SP: nothing can be saved.
  if ((cdb.byte(1) & 0x10) === 0 || (cdb.byte(1) & 0x01) !== 0) throw invalidCdbField(1)
  if (list.length === 0) return GOOD
  if (list.length < headerBytes) throw new CheckCondition(SENSE.parameterListLength)
  let at = headerBytes + descriptorBytes(list.subarray(0, headerBytes))
  if (at > list.length) throw new CheckCondition(SENSE.parameterListLength)
  checkDescriptor(list.subarray(headerBytes, at), headerBytes, unit)
  let control = unit.control
  while (at < list.length) {
    const page = pageAt(list, at)
    const start = at + headerOf(page).length
    const given = list.subarray(start, start + page.changeable.length)
    const current = page.current(control, unit)
    for (const [index, byte] of given.entries()) {
      const changed = byte ^ (current[index] ?? 0)
      if ((changed & ~(page.changeable[index] ?? 0)) !== 0) throw invalidParameter(start + index)
    }
    if (page.code === 0x0a) {
      control = {
        descriptorSense: ((given[0] ?? 0) & D_SENSE) !== 0,
        writeProtect: ((given[2] ?? 0) & SWP) !== 0,
      }
    }
    at = start + page.changeable.length
  }
  const { descriptorSense, writeProtect } = unit.control
  if (descriptorSense !== control.descriptorSense || writeProtect !== control.writeProtect) {
    unit.control = control
    unit.establish(SENSE.modeParametersChanged, nexus)
  }
  return GOOD
}

function pageAt(list: Buffer, at: number): ModePage {
  if (at + 4 > list.length) throw new CheckCondition(SENSE.parameterListLength)
  // PS is reserved here.
  const code = (list[at] ?? 0) & 0x3f
  const subpage = ((list[at] ?? 0) & SPF) === 0 ? 0 : list[at + 1]
  const page = PAGES.find((candidate) => candidate.code === code && candidate.subpage === subpage)
  if (page === undefined) throw invalidParameter(at)
  const header = headerOf(page)
  for (const [index, byte] of header.entries()) {
    if (index > 0 && list[at + index] !== byte) throw invalidParameter(at + index)
  }
  if (at + header.length + page.changeable.length > list.length) throw new CheckCondition(SENSE.parameterListLength)
  return page
}

/** The size of blocks can't be changed. */
function checkDescriptor(descriptor: Buffer, at: number, unit: LogicalUnit): void {
  if (descriptor.length === 0) return
  const same = descriptor.length === 8 ? shortDescriptor(unit) : longDescriptor(unit)
  const sizeAt = descriptor.length === 8 ? 5 : 12
  if (descriptor.length !== same.length) throw new CheckCondition(SENSE.parameterListLength)
  if (!descriptor.subarray(sizeAt).equals(same.subarray(sizeAt))) throw invalidParameter(at + sizeAt)
}
