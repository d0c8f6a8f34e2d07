/**
 * FAT (Microsoft, FAT specification 1.03; fields in contents/file-systems.ts): +0x0B u16 bytes a sector; the volume id
 * stands behind a signature, 0x28 or 0x29, at +0x26 (FAT12/16) or +0x42 (FAT32). FAT32: +0x32 u16 the sector of a copy
 * of the boot sector, 0 or 0xFFFF when there is none. Nothing has a checksum.
 */
import { type Change, damaged, Edits, type Planner, readPart, unsupported } from './change'

const BOOT = 512
const [BYTES_A_SECTOR, BACKUP, MARK] = [0x0b, 0x32, 0x1fe]

/** Gives boot sector and backup the same new volume id. A volume that is to be checked still is. @throws {CannotChange} */
export const planFat: Planner = async (region, identifiers, found): Promise<Change> => {
  const boot = await readPart(region, 0, BOOT, 'the boot sector')
  const is32 = boot.toString('latin1', 0x52, 0x57) === 'FAT32'
  const [signature, id] = is32 ? [0x42, 0x43] : [0x26, 0x27]
  if (boot[signature] !== 0x29 && boot[signature] !== 0x28) throw unsupported('a FAT without a volume id')
  const sector = boot.readUInt16LE(BYTES_A_SECTOR)
  if (![512, 1024, 2048, 4096].includes(sector)) throw damaged('the boot sector makes no sense')
  const made = identifiers.bytes(boot.subarray(id, id + 4))
  const edits = new Edits()
  const change = (at: number, before: Buffer) => {
    const after = Buffer.from(before)
    made.copy(after, id)
    edits.replace(at, before, after)
  }
  change(0, boot)
  const copyAt = is32 ? boot.readUInt16LE(BACKUP) : 0
  if (copyAt !== 0 && copyAt !== 0xffff) {
    const copy = await readPart(region, copyAt * sector, BOOT, 'the copy of the boot sector')
    const alike = copy.readUInt16LE(MARK) === 0xaa55 && copy.compare(boot, id - 1, id + 4, id - 1, id + 4) === 0
    if (!alike) throw damaged('the boot sector and its copy differ')
    change(copyAt * sector, copy)
  }
  return {
    identities: [{ kind: 'volumeId', partition: null, old: shown(boot.subarray(id, id + 4)), new: shown(made) }],
    notes: found.mounted === 'yes' ? ['dirty'] : [],
    writes: edits.writes,
  }
}

function shown(id: Buffer): string {
  const digits = Buffer.from(id).reverse().toString('hex').toUpperCase()
  return `${digits.slice(0, 4)}-${digits.slice(4)}`
}
