/**
 * NTFS (boot sector; fields in contents/file-systems.ts): +0x28 u64 sectors of the volume without its last one, which
 * is a copy of the boot sector; +0x48 u64 serial; +0x50 u32 the sum of the 32-bit words before it, zero when not kept.
 * The serial stands nowhere else.
 */
import { type Change, damaged, Edits, isZero, NO_CHANGE, type Planner, readPart } from './change'

const BOOT = 512
const [BYTES_A_SECTOR, SECTORS, SERIAL, SUM] = [0x0b, 0x28, 0x48, 0x50]

const shown = (serial: Buffer) => Buffer.from(serial).reverse().toString('hex').toUpperCase()

/** Gives boot sector and backup the same new serial. A volume that is to be checked still is. @throws {CannotChange} */
export const planNtfs: Planner = async (region, identifiers, found): Promise<Change> => {
  if (found.damaged) throw damaged('the boot sector makes no sense')
  const boot = await readPart(region, 0, BOOT, 'the boot sector')
  const sector = boot.readUInt16LE(BYTES_A_SECTOR)
  const backupAt = Number(boot.readBigUInt64LE(SECTORS)) * sector
  if (sector < BOOT || sector % BOOT !== 0 || backupAt === 0) throw damaged('the boot sector makes no sense')
  const backup = await readPart(region, backupAt, BOOT, 'the copy of the boot sector')
  if (!backup.equals(boot)) throw damaged('the boot sector and its copy differ')
  const sum = boot.readUInt32LE(SUM)
  if (sum !== 0 && sum !== sumOf(boot)) throw damaged('the boot sector has a wrong checksum')
  const old = boot.subarray(SERIAL, SERIAL + 8)
  if (isZero(old)) return NO_CHANGE
  const made = identifiers.bytes(old)
  const after = Buffer.from(boot)
  made.copy(after, SERIAL)
  if (sum !== 0) after.writeUInt32LE(sumOf(after), SUM)
  const edits = new Edits()
  edits.replace(0, boot, after)
  edits.replace(backupAt, boot, after)
  return {
    identities: [{ kind: 'serial', partition: null, old: shown(old), new: shown(made) }],
    notes: found.mounted === 'yes' ? ['dirty'] : [],
    writes: edits.writes,
  }
}

function sumOf(boot: Buffer): number {
  let sum = 0
  for (let at = 0; at < SUM; at += 4) sum = (sum + boot.readUInt32LE(at)) >>> 0
  return sum
}
