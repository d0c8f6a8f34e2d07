import type { StorageArray } from '../storage-array'

/** A snapshot's virtual disk and its repository, in the order in which they are deleted. */
export async function snapshotDisks(array: StorageArray, snapshotId: string): Promise<{ id: string; name: string }[]> {
  const named = { select: { id: true, name: true } } as const
  const { virtualDisk, repository } = await array.database.snapshot.findUniqueOrThrow({
    where: { id: snapshotId },
    select: { virtualDisk: named, repository: named },
  })
  return [virtualDisk, repository]
}
