import { showingSnapshots } from '../copies/candidates'
import type { StorageArray } from '../storage-array'
import type { Member } from './drive'
import { factsOf, rowsOfTree } from './rows'

/**
 * What a start would copy in the background, at most; in bytes. Of an image that gives its source its content back that is
 * what it, or a newer one through which it is read, has got: all else the source has itself.
 */
export async function bytesToCopy(array: StorageArray, { row, target }: Member, restore: boolean): Promise<number> {
  const capacityBytes = Number(row.source.capacityBytes)
  const facts = await factsOf(array, await rowsOfTree(array, [row.sourceId, row.targetId]))
  const images = facts.filter(({ sourceId, state }) => sourceId === row.targetId && (state === 'copying' || state === 'stopping'))
  const image = restore ? images.find(({ targetId }) => targetId === row.sourceId) : undefined
  if (image) {
    // What snapshots keep may be newer than the image.
    if (showingSnapshots(target).length > 0) return capacityBytes
    const seen = images.filter(({ sequence }) => sequence >= image.sequence).map(({ copiedBytes }) => copiedBytes)
    return Math.min(capacityBytes, seen.reduce((sum, bytes) => sum + bytes, 0))
  }
  const own = row.incremental ? facts.find(({ instantCopyId }) => instantCopyId === row.id) : undefined
  return own?.differenceBytes ?? capacityBytes
}
