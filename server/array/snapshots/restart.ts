import type { CallOutput } from '../../engine/contract'
import { refuse } from '../door/refusals'
import { engineStep } from '../engine-step'
import { leaveImages } from '../lineage/record-origin'
import type { StorageArray } from '../storage-array'
import type { DiskRelations } from '../virtual-disks/relations'
import { type ImageStart, poolsOf } from './make'
import { recordDisabled, recordStarted } from './record'
import { fullPolicy } from './schema'

export interface Restart {
  imageId: string
  source: DiskRelations
}

/**
 * New points in time, all at one instant or none, on the virtual disks and repositories that snapshots have kept. A
 * source may have grown since; a snapshot has its source's capacity. When they can't start, those that had failed are
 * disabled: what was left of their old points in time is gone.
 * @throws {RefusalError} no_space
 */
export async function restartImages(array: StorageArray, restarts: Restart[]): Promise<CallOutput<'image.start'>> {
  const { engine } = array
  const starts: ImageStart[] = []
  const words = { noSpace: () => refuse('no_space', { pool: poolsOf(restarts.map(({ source }) => source)) }) }
  for (const restart of restarts) starts.push(await engineStep(emptied(array, restart), words))
  const started = await engineStep(engine.call('image.start', { images: starts }), words)
  for (const image of started.images) await recordStarted(array, image)
  return started
}

/** Ends what is left of the old point in time, and sees to it that the snapshot is as large as its source. */
async function emptied(array: StorageArray, { imageId, source }: Restart): Promise<ImageStart> {
  const { engine, database } = array
  const { capacityBytes } = source
  const row = await database.snapshot.findUniqueOrThrow({ where: { id: imageId } })
  await engine.call('image.end', { imageId })
  if (row.status !== 'disabled') await recordDisabled(array, imageId)
  await engine.call('disk.grow', { diskId: imageId, capacityBytes })
  // A new point in time bears what its source bears. A crash before it starts leaves a disk that counts as an image and
  // shows nothing.
  const data = { capacityBytes: BigInt(capacityBytes), originId: null, ownIdentities: false }
  await database.$transaction([...(await leaveImages(array, imageId)), database.virtualDisk.update({ where: { id: imageId }, data })])
  const { warningThresholdPercent } = row
  return { imageId, warningThresholdPercent, fullPolicy: fullPolicy.parse(row.fullPolicy) }
}
