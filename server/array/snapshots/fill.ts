/** How full a snapshot's repository is: its status follows, and the event log says so. */
import type { ImageFacts } from '../../engine/contract'
import { appendOwnEvents } from '../events/log'
import { eventRecord, type EventRecord } from '../events/record'
import type { StorageArray } from '../storage-array'
import { statusOfImage } from './image-status'
import { recordNoticed } from './record'
import type { SnapshotStatus } from './schema'
import type { FillEvent } from './states'

const FILL: Record<SnapshotStatus, FillEvent | null> = {
  optimal: 'belowThreshold',
  overThreshold: 'overThreshold',
  full: 'full',
  disabled: null,
  failed: null,
}

/** Asks the engine: after the repository grew, or the threshold or the policy changed. */
export async function measureFill(array: StorageArray, id: string): Promise<void> {
  const [image] = await array.engine.call('image.facts', { imageIds: [id] })
  const event = image && FILL[statusOfImage(image)]
  if (image && event) await record(array, image, event)
}

/** What the engine told by itself. @param event what was so then */
export async function noticeFill(array: StorageArray, image: ImageFacts, event: FillEvent): Promise<void> {
  const repository = await array.database.virtualDisk.findUnique({ where: { id: image.repositoryId } })
  // It may have been said before the repository was grown.
  const stale = image.repositoryCapacityBytes < Number(repository?.capacityBytes ?? 0)
  await (stale ? measureFill(array, image.imageId) : record(array, image, event))
}

/** It is only news if the snapshot's record says otherwise. */
async function record(array: StorageArray, image: ImageFacts, event: FillEvent): Promise<void> {
  const moved = await recordNoticed(array, image, event)
  if (!moved) return
  const found = await array.database.snapshot.findUniqueOrThrow({
    where: { id: image.imageId },
    include: { virtualDisk: true, repository: true },
  })
  const subject = { id: found.id, name: found.virtualDisk.name }
  const names = { snapshot: subject.name, repository: found.repository.name }
  await appendOwnEvents(array, said(subject, names, image.warningThresholdPercent, moved))
}

function said(
  subject: EventRecord['subject'],
  names: { snapshot: string; repository: string },
  percent: number,
  { from, to }: { from: SnapshotStatus; to: SnapshotStatus },
): EventRecord {
  if (to === 'full') return eventRecord('snapshot_full', subject, names)
  if (from === 'full') return eventRecord('snapshot_room_again', subject, names)
  const type = to === 'overThreshold' ? 'snapshot_over_threshold' : 'snapshot_below_threshold'
  return eventRecord(type, subject, { ...names, percent })
}
