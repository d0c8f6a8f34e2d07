/**
 * The master boot record, sector 0 (fields of the entries in contents/partition-tables.ts): +0x1B8 u32 disk signature,
 * by which Windows tells disks apart and Linux makes its partitions' PARTUUIDs; zero when there is none. The links of
 * logical partitions have none of their own. Nothing has a checksum.
 */
import type { IdentityChange } from '../contract'
import { entriesOf, SECTOR } from '../contents/partition-tables'
import type { Region } from '../contents/reader'
import { CannotChange, type Change, damaged, Edits, type NewIdentifiers, NO_CHANGE, type Planner, readPart } from './change'

const SIGNATURE = 0x1b8
/** Of a partition on a Windows dynamic disk (LDM). */
const DYNAMIC = 0x42

/** @throws {CannotChange} */
export const planMbr: Planner = async (region, identifiers, found): Promise<Change> => {
  if (found.damaged) throw damaged('a partition reaches beyond the end of the disk')
  return planSignature(region, identifiers)
}

/** The signature alone, also of the record that protects a GPT. @throws {CannotChange} */
export async function planSignature(region: Region, identifiers: NewIdentifiers): Promise<Change> {
  const before = await readPart(region, 0, SECTOR, 'the first sector')
  if (entriesOf(before)?.some(({ type }) => type === DYNAMIC)) throw dynamicDisk()
  const old = before.subarray(SIGNATURE, SIGNATURE + 4)
  if (old.readUInt32LE() === 0) return NO_CHANGE
  const made = identifiers.bytes(old)
  const after = Buffer.from(before)
  made.copy(after, SIGNATURE)
  const edits = new Edits()
  edits.replace(0, before, after)
  const identity: IdentityChange = { kind: 'diskSignature', partition: null, old: shown(old), new: shown(made) }
  return { identities: [identity], notes: [], writes: edits.writes }
}

const shown = (signature: Buffer) => signature.readUInt32LE().toString(16).padStart(8, '0')

export const dynamicDisk = () =>
  new CannotChange('dynamicDisk', 'a Windows dynamic disk: its database names the disk and its group; import it on another Windows host')
