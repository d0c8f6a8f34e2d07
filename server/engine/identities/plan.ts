/**
 * Identities of a disk: what tells it and what is on it from others. A copy, block by block, has those of its original,
 * and a host that sees both takes them for one. Here it is found out what is to be written to give the copy its own.
 * The plan is pure: reading changes nothing, and what is written is in the plan (see apply.ts).
 */
import type { Finding, IdentityFacts } from '../contract'
import { readTable } from '../contents/partition-tables'
import { readContents } from '../contents/read-contents'
import { finding, type Region, subRegion } from '../contents/reader'
import { planBtrfs } from './btrfs'
import { CannotChange, MAX_WRITE_BYTES, NewIdentifiers, type Planner, unsupported, type Write } from './change'
import { planExt } from './ext'
import { planFat } from './fat'
import { planGpt } from './gpt'
import { planLuks } from './luks'
import { planLvm } from './lvm'
import { planMbr } from './mbr'
import { planNtfs } from './ntfs'
import { planSwap } from './swap'
import { planXfs } from './xfs'

export interface StructurePlan extends IdentityFacts {
  /** Offsets are from the start of the disk. Empty when it is refused. Together they make the change, none alone. */
  writes: Write[]
}

export interface IdentityPlan {
  /** The partition table first, then what is on the partitions, in the table's order. Empty when nothing is on the disk. */
  structures: StructurePlan[]
}

const PLANNERS: Record<Finding['what'], Planner> = {
  mbr: planMbr,
  gpt: planGpt,
  ext2: planExt,
  ext3: planExt,
  ext4: planExt,
  xfs: planXfs,
  btrfs: planBtrfs,
  ntfs: planNtfs,
  fat: planFat,
  swap: planSwap,
  exfat: () => Promise.reject(unsupported('its volume serial is not written here; a host can give it another with exfatlabel -i')),
  md: () => Promise.reject(unsupported('a member of a software RAID gets another identity when it is assembled with mdadm --update=uuid')),
  lvm: planLvm,
  luks: planLuks,
  unknown: () => Promise.reject(new CannotChange('unknownContent', 'nothing is recognised here')),
}

/** Those whose marks aren't in the first sector, so that a partition table may have been written since. */
const BEHIND_FIRST_SECTOR = new Set<Finding['what']>(['ext2', 'ext3', 'ext4', 'btrfs', 'swap', 'lvm'])

/** Of all structures together, so that a plan fits in memory. */
const MAX_PLAN_BYTES = 4 * MAX_WRITE_BYTES

/** How much of an unrecognised stretch is looked at to tell whether it is empty. */
const EMPTY_BYTES = 128 * 1024

/**
 * What is on a disk, and how each of it gets new identities; a structure that can't says why, and the others still do.
 * The disk must not change between this and {@link applyIdentities}: no host may write to it.
 * @param disk all of the disk, in bytes; its own errors of reading are passed on, and nothing else is thrown.
 * @param random chance for the new identifiers: as many bytes as asked for.
 */
export async function planIdentities(disk: Region, random: (length: number) => Buffer): Promise<IdentityPlan> {
  const found = (await readContents(disk)) ?? finding('unknown', { sizeBytes: disk.sizeBytes })
  const identifiers = new NewIdentifiers(random)
  const structures: StructurePlan[] = []
  let planned = 0
  for (const [index, each] of [found, ...found.children].entries()) {
    const region = subRegion(disk, each.startByte, each.sizeBytes)
    if (each.what === 'unknown' && (await isEmpty(region))) continue
    // Partitions that overlap aren't read, so that a disk can't have the same blocks read over and over.
    const shares = found.children.slice(0, Math.max(0, index - 1)).some((other) => overlap(each, other))
    const plan = shares ? refused(each, SHARES_BLOCKS) : await planStructure(region, identifiers, each)
    planned += plan.writes.reduce((sum, { bytes }) => sum + bytes.length, 0)
    if (planned > MAX_PLAN_BYTES) structures.push(refused(each, new CannotChange('tooLarge', `more than ${MAX_PLAN_BYTES} bytes would have to be written at once`)))
    else structures.push(writesOverlap(plan, structures) ? refused(each, SHARES_BLOCKS) : plan)
  }
  return { structures }
}

async function planStructure(region: Region, identifiers: NewIdentifiers, found: Finding): Promise<StructurePlan> {
  try {
    if (BEHIND_FIRST_SECTOR.has(found.what) && (await readTable(region))) {
      throw new CannotChange('ambiguous', 'a partition table and a file system are in one place')
    }
    const { identities, notes, writes } = await PLANNERS[found.what](region, identifiers, found)
    return { ...place(found), identities, notes, refusal: null, writes: writes.map((write) => ({ ...write, offsetBytes: found.startByte + write.offsetBytes })) }
  } catch (error) {
    if (error instanceof CannotChange) return refused(found, error)
    throw error
  }
}

const place = ({ what, label, startByte, sizeBytes }: Finding) => ({ what, label, startByte, sizeBytes })

function refused(found: Finding, { code, detail }: CannotChange): StructurePlan {
  return { ...place(found), identities: [], notes: [], refusal: { code, detail }, writes: [] }
}

const SHARES_BLOCKS = new CannotChange('damaged', 'it shares blocks with another structure')

const overlap = (one: Finding, other: Finding) =>
  one.startByte < other.startByte + other.sizeBytes && other.startByte < one.startByte + one.sizeBytes

/** Whether a structure would write what it, or one before it, writes otherwise: what a disk can only say by mistake or malice. */
function writesOverlap(plan: StructurePlan, earlier: readonly StructurePlan[]): boolean {
  const ranges = [plan, ...earlier]
    .flatMap(({ writes }) => writes)
    .map(({ offsetBytes, bytes }) => ({ start: offsetBytes, end: offsetBytes + bytes.length }))
    .sort((one, other) => one.start - other.start)
  return ranges.some(({ start }, index) => start < (ranges[index - 1]?.end ?? 0))
}

/** Zeroes, as far as structures have their marks. */
async function isEmpty(region: Region): Promise<boolean> {
  const bytes = await region.read(0, Math.min(region.sizeBytes, EMPTY_BYTES))
  return bytes !== null && bytes.every((byte) => byte === 0)
}
