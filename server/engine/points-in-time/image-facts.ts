import type { ImageFacts, ImageState } from '../contract'
import type { Disk } from '../disks/disk'
import type { Relations } from '../disks/relations'
import { EngineError } from '../faults'
import type { Image } from './image'
import type { ImageRecord } from './image-record'

/** Where the image of a snapshot is found, if somebody has its source open, and else its files. */
interface Loaded extends Pick<Relations, 'files' | 'findDisk'> {
  loadedImage(snapshot: Disk): Image | undefined
}

/** What a record says to the control plane: a closed image is ended for everybody but its older siblings. */
const STATES: Record<ImageRecord['state'], ImageState> = {
  prepared: 'prepared',
  active: 'active',
  closed: 'ended',
  failed: 'failed',
  ended: 'ended',
}

/** Facts of a snapshot's image, loaded or not. Throws EngineError imageNotFound for a disk that isn't a snapshot. */
export async function imageFacts(state: Loaded, snapshot: Disk): Promise<ImageFacts> {
  const { label, imageRecord, begun } = snapshot
  if (label.kind !== 'snapshot' || !imageRecord)
    throw new EngineError('imageNotFound', `virtual disk ${snapshot.diskId} is not a snapshot`)
  const image = state.loadedImage(snapshot)
  // A repository that is damaged or gone keeps nothing.
  const repository = state.findDisk(label.repositoryId)
  const failed = imageRecord.state === 'failed' ? imageRecord.fault : null
  return {
    imageId: snapshot.diskId,
    sourceId: label.sourceId,
    repositoryId: label.repositoryId,
    state: STATES[imageRecord.state],
    sequence: begun?.sequence ?? 0,
    startedAt: begun?.startedAt ?? null,
    grainBytes: label.grainBytes,
    repositoryCapacityBytes: repository?.capacityBytes ?? 0,
    repositoryUsedBytes: image?.usedBytes ?? (repository ? await storedBytes(state, repository) : 0),
    warningThresholdPercent: begun?.warningThresholdPercent ?? 0,
    fullPolicy: begun?.fullPolicy ?? 'failSnapshot',
    full: image?.full ?? (failed?.code === 'repositoryFull' || failed?.code === 'noSpace'),
    instantId: imageRecord.state === 'active' ? (imageRecord.group?.id ?? null) : null,
    failure: failed,
  }
}

async function storedBytes({ files }: Loaded, repository: Disk): Promise<number> {
  const file = await files.openBlocks(repository.file('data'))
  try {
    return file.length
  } finally {
    await file.close()
  }
}
