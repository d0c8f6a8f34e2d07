/**
 * Linux swap (mkswap; Linux, include/linux/swap.h, `union swap_header`), for pages of 4 KiB: +1024 u32 version 1, +1036
 * UUID, and "SWAPSPACE2" in the last ten bytes of the page. Nothing has a checksum. A machine that has gone to sleep
 * into its swap writes another mark, which isn't swap here.
 */
import { type Change, Edits, isZero, NO_CHANGE, type Planner, readPart, unsupported, uuidChange } from './change'

const PAGE = 4096
const [VERSION, UUID] = [1024, 1036]

/** @throws {CannotChange} for a version that isn't known. */
export const planSwap: Planner = async (region, identifiers): Promise<Change> => {
  const before = await readPart(region, 0, PAGE, 'the header')
  // A machine of the other byte order has made it otherwise.
  if (before.readUInt32LE(VERSION) !== 1) throw unsupported('a swap header of another version or byte order')
  const old = before.subarray(UUID, UUID + 16)
  if (isZero(old)) return NO_CHANGE
  const made = identifiers.uuid(old)
  const after = Buffer.from(before)
  made.copy(after, UUID)
  const edits = new Edits()
  edits.replace(0, before, after)
  return { identities: [uuidChange(old, made)], notes: [], writes: edits.writes }
}
