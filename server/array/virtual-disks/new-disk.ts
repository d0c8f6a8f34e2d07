import type { Prisma } from '../../database/generated/client'
import { nameKey } from '../door/fields'
import type { NewDisk } from '../intents'
import type { StorageArray } from '../storage-array'

/** The row of a disk that the engine has just made. */
export function newDiskRow(array: StorageArray, disk: NewDisk): Prisma.VirtualDiskUncheckedCreateInput {
  return {
    id: disk.diskId,
    name: disk.name,
    nameKey: nameKey(disk.name),
    wwid: disk.wwid,
    kind: disk.kind,
    poolId: disk.poolId,
    capacityBytes: BigInt(disk.capacityBytes),
    status: 'optimal',
    statusAt: array.now(),
    createdAt: array.now(),
  }
}
