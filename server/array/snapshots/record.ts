/** Writes down what became of a snapshot. */
import type { ImageFacts } from '../../engine/contract'
import type { StorageArray } from '../storage-array'
import { failureOf, instantOf, statusOfImage } from './image-status'
import { SNAPSHOT_STATES, type SnapshotEvent } from './states'
import { snapshotStatus } from './schema'

export async function recordDisabled(array: StorageArray, id: string): Promise<void> {
  await array.database.snapshot.update({
    where: { id },
    data: { status: 'disabled', statusAt: array.now(), imageAt: null, failureCode: null },
  })
  publish(array, id)
}

export async function recordStarted(array: StorageArray, image: ImageFacts): Promise<void> {
  await array.database.snapshot.update({
    where: { id: image.imageId },
    data: {
      status: statusOfImage(image),
      statusAt: array.now(),
      imageAt: instantOf(image),
      failureCode: null,
      warningThresholdPercent: image.warningThresholdPercent,
      fullPolicy: image.fullPolicy,
    },
  })
  publish(array, image.imageId)
}

/**
 * What the engine noticed of an image.
 * @returns false when the state table ignores it: it was said before, or the snapshot has moved on
 */
export async function recordNoticed(
  array: StorageArray,
  image: ImageFacts,
  event: Extract<SnapshotEvent, 'overThreshold' | 'full' | 'failed'>,
): Promise<boolean> {
  const row = await array.database.snapshot.findUnique({ where: { id: image.imageId } })
  const transition = row && SNAPSHOT_STATES[event][snapshotStatus.parse(row.status)]
  if (!row || !transition || transition === 'ignored' || 'refused' in transition) return false
  await array.database.snapshot.update({
    where: { id: row.id },
    data: {
      status: transition.to,
      statusAt: array.now(),
      ...(transition.to === 'failed' && {
        imageAt: null,
        failureCode: image.failure ? failureOf(image.failure.code) : 'internal_error',
      }),
    },
  })
  publish(array, row.id)
  return true
}

/** A snapshot's virtual disk is shown with what hosts find there, which depends on the snapshot. */
function publish(array: StorageArray, id: string): void {
  array.changes.publish('snapshot', id)
  array.changes.publish('virtualDisk', id)
  array.changes.publish('condition', id)
}
