import { refuse } from '../door/refusals'
import { engineStep } from '../engine-step'
import type { StorageArray } from '../storage-array'
import type { DiskRelations } from '../virtual-disks/relations'
import { startImage } from './make'
import { recordStarted } from './record'
import { fullPolicy } from './schema'

/**
 * A new point in time on the virtual disk and repository that a snapshot has kept. The source may have grown since; a
 * snapshot has its source's capacity.
 */
export async function restartImage(array: StorageArray, imageId: string, source: DiskRelations): Promise<void> {
  const { engine, database } = array
  const { capacityBytes } = source
  const row = await database.snapshot.findUniqueOrThrow({ where: { id: imageId } })
  const words = { noSpace: () => refuse('no_space', { pool: source.pool.name }) }
  await engine.call('image.end', { imageId })
  await engineStep(engine.call('disk.grow', { diskId: imageId, capacityBytes }), words)
  await database.virtualDisk.update({ where: { id: imageId }, data: { capacityBytes: BigInt(capacityBytes) } })
  const { warningThresholdPercent } = row
  const start = { imageId, warningThresholdPercent, fullPolicy: fullPolicy.parse(row.fullPolicy) }
  await recordStarted(array, await engineStep(startImage(array, start), words))
}
