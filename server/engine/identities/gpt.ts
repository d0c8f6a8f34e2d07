/**
 * The GUID partition table (UEFI 2.10, 5.3; most fields in contents/partition-tables.ts). Header: +24 u64 its own sector,
 * +32 u64 the sector of the other copy's header, +56 disk GUID. Entry: +0 type GUID, +16 the partition's own GUID. Both
 * copies have entries of their own, and hold the same.
 */
import type { IdentityChange } from '../contract'
import { crc32 } from 'node:zlib'
import { GPT_ENTRY, type GptCopy, gptHeaderChecksum, readGptCopy, SECTOR } from '../contents/partition-tables'
import { guid, type Region } from '../contents/reader'
import { type Change, damaged, Edits, guidChange, isZero, type NewIdentifiers, type Planner, readPart } from './change'
import { dynamicDisk, planSignature } from './mbr'

const [OWN_SECTOR, OTHER_SECTOR, DISK_GUID, ENTRIES_CHECKSUM, HEADER_CHECKSUM] = [24, 32, 56, 88, 16]
const PARTITION_GUID = 16
/** Of the partitions of a Windows dynamic disk: its database and its data. */
const DYNAMIC = new Set(['5808c8aa-7e8f-42e0-85d2-e1e90434cfb3', 'af9b60a0-1431-4f62-bc68-3311714a69ad'])

/** New GUIDs of the disk and of all partitions, in both copies; a new signature of the protective record if it has one. @throws {CannotChange} */
export const planGpt: Planner = async (region, identifiers): Promise<Change> => {
  const primary = await readCopy(region, 1)
  const backupAt = Number(primary.header.readBigUInt64LE(OTHER_SECTOR))
  const backup = await readCopy(region, backupAt)
  const alike = primary.entries.equals(backup.entries) && primary.header.compare(backup.header, DISK_GUID, DISK_GUID + 16, DISK_GUID, DISK_GUID + 16) === 0
  if (!alike || Number(backup.header.readBigUInt64LE(OTHER_SECTOR)) !== 1) throw damaged('the two copies of the table differ')

  const signature = await planSignature(region, identifiers)
  const renamed = renameEntries(primary.entries, identifiers)
  const oldDisk = primary.header.subarray(DISK_GUID, DISK_GUID + 16)
  const newDisk = identifiers.guid(oldDisk)
  const edits = new Edits()
  for (const copy of [primary, backup]) {
    const header = Buffer.from(copy.header)
    newDisk.copy(header, DISK_GUID)
    header.writeUInt32LE(crc32(renamed.entries), ENTRIES_CHECKSUM)
    header.writeUInt32LE(gptHeaderChecksum(header, copy.headerLength), HEADER_CHECKSUM)
    edits.replace(Number(copy.header.readBigUInt64LE(OWN_SECTOR)) * SECTOR, copy.header, header)
    await replaceEntries(region, edits, copy, renamed.entries)
  }
  return {
    identities: [...signature.identities, guidChange('diskGuid', null, oldDisk, newDisk), ...renamed.identities],
    notes: [],
    writes: [...signature.writes, ...edits.writes],
  }
}

async function readCopy(region: Region, at: number): Promise<GptCopy> {
  const copy = await readGptCopy(region, at)
  if (!copy) throw damaged(`there is no sound table with its header in sector ${at}`)
  if (Number(copy.header.readBigUInt64LE(OWN_SECTOR)) !== at) throw damaged(`the header in sector ${at} says it is elsewhere`)
  return copy
}

function renameEntries(before: Buffer, identifiers: NewIdentifiers): { entries: Buffer; identities: IdentityChange[] } {
  const entries = Buffer.from(before)
  const identities: IdentityChange[] = []
  for (let at = 0; at + GPT_ENTRY <= entries.length; at += GPT_ENTRY) {
    const type = guid(entries.subarray(at, at + 16))
    if (type !== null && DYNAMIC.has(type)) throw dynamicDisk()
    const old = before.subarray(at + PARTITION_GUID, at + PARTITION_GUID + 16)
    if (type === null || isZero(old)) continue
    const made = identifiers.guid(old)
    made.copy(entries, at + PARTITION_GUID)
    identities.push(guidChange('partitionGuid', at / GPT_ENTRY + 1, old, made))
  }
  return { entries, identities }
}

/** The entries may end inside a sector, when there are fewer than is usual. */
async function replaceEntries(region: Region, edits: Edits, copy: GptCopy, entries: Buffer): Promise<void> {
  const before = await readPart(region, copy.entriesAtByte, Math.ceil(entries.length / SECTOR) * SECTOR, 'the entries')
  const after = Buffer.from(before)
  entries.copy(after)
  edits.replace(copy.entriesAtByte, before, after)
}
