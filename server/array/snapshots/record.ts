/** Writes down what became of a snapshot. */
import type { ImageFacts } from '../../engine/contract'
import type { StorageArray } from '../storage-array'
import { failureOf, instantOf, statusOfImage } from './image-status'
import { type SnapshotStatus, snapshotStatus } from './schema'
import { type FillEvent, SNAPSHOT_STATES } from './states'

export async function recordDisabled(array: StorageArray, id: string): Promise<void> {
  await array.database.snapshot.update({
    where: { id },
    data: { status: 'disabled', statusAt: array.now(), imageAt: null, instantId: null, failureCode: null },
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
      instantId: image.instantId,
      failureCode: null,
      warningThresholdPercent: image.warningThresholdPercent,
      fullPolicy: image.fullPolicy,
    },
  })
  publish(array, image.imageId)
}

/**
 * What the engine noticed of an image.
 * @returns from which status to which; null when the state table ignores it: it was said before, or the snapshot has
 *   moved on
 */
export async function recordNoticed(
  array: StorageArray,
  image: ImageFacts,
  event: FillEvent | 'failed',
): Promise<{ from: SnapshotStatus; to: SnapshotStatus } | null> {
  const row = await array.database.snapshot.findUnique({ where: { id: image.imageId } })
  if (!row) return null
  const from = snapshotStatus.parse(row.status)
  const transition = SNAPSHOT_STATES[event][from]
  if (transition === 'ignored' || 'refused' in transition) return null
  await array.database.snapshot.update({
    where: { id: row.id },
    data: {
      status: transition.to,
      statusAt: array.now(),
      ...(transition.to === 'failed' && {
        imageAt: null,
        instantId: null,
        failureCode: image.failure ? failureOf(image.failure.code) : 'internal_error',
      }),
    },
  })
  publish(array, row.id)
  return { from, to: transition.to }
}

/** A snapshot's virtual disk is shown with what hosts find there, which depends on the snapshot. */
function publish(array: StorageArray, id: string): void {
  array.changes.publish('snapshot', id)
  array.changes.publish('virtualDisk', id)
  array.changes.publish('condition', id)
}
