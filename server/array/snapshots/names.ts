/** Default names of snapshots and their repositories. Pure: the names that are taken in, a name out. */
import { nameKey } from '../door/fields'
import { suffixed } from '../names'
import type { StorageArray } from '../storage-array'

export interface SnapshotNames {
  snapshot: string
  repository: string
}

/**
 * Vendors: `<source>-<n>` and `<source>-R<n>`. The number is the lowest that makes both names free, from the number of
 * snapshots on.
 * @param source its name, and how many snapshots it has
 * @param asked the snapshot's name, when it was given; the repository is named by number all the same
 * @param taken keys of names that can't be had
 */
export function snapshotNames(
  source: { name: string; snapshots: number },
  asked: string | null,
  taken: ReadonlySet<string>,
): SnapshotNames {
  for (let number = source.snapshots + 1; ; number += 1) {
    const snapshot = asked ?? suffixed(source.name, `-${number}`)
    const repository = suffixed(source.name, `-R${number}`)
    const differ = nameKey(snapshot) !== nameKey(repository)
    const free = (asked !== null || !taken.has(nameKey(snapshot))) && !taken.has(nameKey(repository))
    if (differ && free) return { snapshot, repository }
  }
}

/** Keys of the names of all virtual disks. */
export async function takenNames(array: StorageArray): Promise<Set<string>> {
  const rows = await array.database.virtualDisk.findMany({ select: { nameKey: true } })
  return new Set(rows.map((row) => row.nameKey))
}
