/** MBR and GPT partition tables, in sectors of 512 bytes. */
import { crc32 } from 'node:zlib'
import { finding, guid, label, type Region } from './reader'

export const SECTOR = 512

export interface Partition {
  label: string | null
  startByte: number
  sizeBytes: number
}

export interface Table {
  what: 'mbr' | 'gpt'
  identifier: string | null
  damaged: boolean
  partitions: Partition[]
}

/** Links of extended partitions that are followed at most; fdisk makes no more than some dozens. */
const MAX_LOGICAL = 64
/** UEFI 2.10, 5.3.3: 128 entries of 128 bytes at the least; tools make exactly those. */
const MAX_ENTRIES = 128
export const GPT_ENTRY = 128

const EXTENDED = new Set([0x05, 0x0f, 0x85])
const PROTECTIVE = 0xee

/** Null when there is neither table. */
export async function readTable(region: Region): Promise<Table | null> {
  const sector = await region.read(0, SECTOR)
  if (sector?.readUInt16LE(0x1fe) !== 0xaa55) return null
  const entries = entriesOf(sector)
  if (!entries) return null
  if (entries.some(({ type }) => type === PROTECTIVE)) return readGpt(region)
  return entries.length === 0 ? null : readMbr(region, sector, entries)
}

export interface MbrEntry {
  type: number
  start: number
  count: number
}

/**
 * The four entries at +0x1BE that aren't empty: +0 u8 status (0 or 0x80), +4 u8 type, +8 u32 first sector, +12 u32
 * sectors. Null when they can't be entries.
 */
export function entriesOf(sector: Buffer): MbrEntry[] | null {
  const entries: MbrEntry[] = []
  for (let at = 0x1be; at < 0x1fe; at += 16) {
    const status = sector[at]
    if (status !== 0 && status !== 0x80) return null
    const type = sector[at + 4] ?? 0
    if (type !== 0) entries.push({ type, start: sector.readUInt32LE(at + 8), count: sector.readUInt32LE(at + 12) })
  }
  return entries
}

async function readMbr(region: Region, sector: Buffer, entries: MbrEntry[]): Promise<Table> {
  const partitions: Partition[] = []
  for (const { type, start, count } of entries) {
    if (EXTENDED.has(type)) partitions.push(...(await logicalIn(region, start)))
    else partitions.push({ label: null, startByte: start * SECTOR, sizeBytes: count * SECTOR })
  }
  const damaged = partitions.some(({ startByte, sizeBytes }) => startByte + sizeBytes > region.sizeBytes)
  const signature = sector.readUInt32LE(0x1b8)
  return { what: 'mbr', identifier: signature === 0 ? null : signature.toString(16).padStart(8, '0'), damaged, partitions }
}

/** Each link names one partition, relative to itself, and the next link, relative to the first; links only go forward. */
async function logicalIn(region: Region, base: number): Promise<Partition[]> {
  const partitions: Partition[] = []
  let at = base
  for (let link = 0; link < MAX_LOGICAL; link += 1) {
    const sector = await region.read(at * SECTOR, SECTOR)
    const entries = sector?.readUInt16LE(0x1fe) === 0xaa55 ? entriesOf(sector) : null
    if (!entries) break
    for (const { type, start, count } of entries) {
      if (!EXTENDED.has(type)) partitions.push({ label: null, startByte: (at + start) * SECTOR, sizeBytes: count * SECTOR })
    }
    const next = entries.find(({ type }) => EXTENDED.has(type))
    if (!next || base + next.start <= at) break
    at = base + next.start
  }
  return partitions
}

/**
 * UEFI 2.10, 5.3.2: header in sector 1, backup in the last: +0 "EFI PART", +12 u32 its length, +16 u32 its CRC32 (with
 * that field zero), +56 disk GUID, +72 u64 first sector of the entries, +80 u32 their number, +84 u32 the size of one,
 * +88 u32 their CRC32. An entry: +0 type GUID, +32 u64 first and +40 u64 last sector, +56 name of 36 UTF-16 units.
 */
async function readGpt(region: Region): Promise<Table> {
  const last = Math.floor(region.sizeBytes / SECTOR) - 1
  const first = await readGptCopy(region, 1)
  const copy = first ?? (await readGptCopy(region, last))
  if (!copy) return { what: 'gpt', identifier: null, damaged: true, partitions: [] }
  return { what: 'gpt', identifier: guid(copy.header.subarray(56, 72)), damaged: first === null, partitions: partitionsIn(region, copy.entries) }
}

/** One of the two copies of a GPT, its checksums verified. */
export interface GptCopy {
  /** The whole sector, of which the header takes the first `headerLength` bytes. */
  header: Buffer
  headerLength: number
  entries: Buffer
  entriesAtByte: number
}

/** The copy whose header is in a sector; null when there is none, or not a sound one. */
export async function readGptCopy(region: Region, at: number): Promise<GptCopy | null> {
  const header = await region.read(at * SECTOR, SECTOR)
  if (header?.toString('latin1', 0, 8) !== 'EFI PART') return null
  const headerLength = header.readUInt32LE(12)
  if (headerLength < 92 || headerLength > SECTOR || gptHeaderChecksum(header, headerLength) !== header.readUInt32LE(16)) return null
  const [count, size] = [header.readUInt32LE(80), header.readUInt32LE(84)]
  if (size !== GPT_ENTRY || count > MAX_ENTRIES) return null
  const entriesAtByte = Number(header.readBigUInt64LE(72)) * SECTOR
  const entries = await region.read(entriesAtByte, count * size)
  if (!entries || crc32(entries) !== header.readUInt32LE(88)) return null
  return { header, headerLength, entries, entriesAtByte }
}

/** Over the header with the place of the checksum itself as zeroes. */
export function gptHeaderChecksum(header: Buffer, headerLength: number): number {
  const checked = Buffer.from(header.subarray(0, headerLength))
  checked.writeUInt32LE(0, 16)
  return crc32(checked)
}

function partitionsIn(region: Region, entries: Buffer): Partition[] {
  const partitions: Partition[] = []
  for (let entry = 0; entry + GPT_ENTRY <= entries.length; entry += GPT_ENTRY) {
    if (guid(entries.subarray(entry, entry + 16)) === null) continue
    const start = Number(entries.readBigUInt64LE(entry + 32)) * SECTOR
    const end = (Number(entries.readBigUInt64LE(entry + 40)) + 1) * SECTOR
    if (end > start && end <= region.sizeBytes) {
      partitions.push({ label: label(entries.subarray(entry + 56, entry + GPT_ENTRY), 'utf16le'), startByte: start, sizeBytes: end - start })
    }
  }
  return partitions
}

/** The table as it is told, before what is on its partitions is known. */
export function tableFinding(table: Table, sizeBytes: number) {
  return finding(table.what, { identifier: table.identifier, damaged: table.damaged, sizeBytes })
}
