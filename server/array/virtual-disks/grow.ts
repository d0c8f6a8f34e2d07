import { refuse } from '../door/refusals'
import { engineStep } from '../engine-step'
import type { StorageArray } from '../storage-array'

/**
 * Bytes first: the label wins about capacity, so a crash before the record leaves a disk that is whole.
 * @param disk with the name of its pool
 * @throws {RefusalError} no_space, disk_in_use
 */
export async function growDisk(
  array: StorageArray,
  disk: { id: string; name: string; pool: { name: string } },
  capacityBytes: number,
): Promise<void> {
  const { id, name, pool } = disk
  await engineStep(array.engine.call('disk.grow', { diskId: id, capacityBytes }), {
    noSpace: () => refuse('no_space', { pool: pool.name }),
    diskInUse: () => refuse('disk_in_use', { disk: name }),
  })
  await array.database.virtualDisk.update({ where: { id }, data: { capacityBytes: BigInt(capacityBytes) } })
  array.changes.publish('virtualDisk', id)
}
