import type { InstantCopyFacts } from '../contract'
import type { Disk } from '../disks/disk'
import type { EngineState } from '../engine-state'
import { EngineError } from '../faults'
import { mappingOf } from './load-mappings'
import type { TargetImage } from './target-image'

/** Facts of the mapping of which a disk is the target. Throws EngineError imageNotFound for a disk that is none. */
export async function instantCopyFacts(state: EngineState, target: Disk): Promise<InstantCopyFacts> {
  if (!target.mappingRecord) throw new EngineError('imageNotFound', `virtual disk ${target.diskId} is the target of no mapping`)
  const open = target.mapping?.current
  if (open) return factsOf(state, target, open)
  target.mapping ??= mappingOf(state, target)
  const image = await target.mapping.acquire()
  try {
    return factsOf(state, target, image)
  } finally {
    await target.mapping.release()
  }
}

function factsOf(state: EngineState, target: Disk, image: TargetImage): InstantCopyFacts {
  const { record } = image
  const { instantCopyId, run, sourceId, restore, incremental, grainBytes, sequence, startedAt } = record
  const stopping = record.state === 'stopping' || (record.state === 'copying' && record.ending)
  return {
    instantCopyId,
    run,
    sourceId,
    targetId: target.diskId,
    state: stopping ? 'stopping' : record.state,
    restore,
    incremental,
    grainBytes,
    sequence,
    startedAt,
    copiedBytes: record.state === 'idle' ? image.capacityBytes : image.copiedBytes,
    totalBytes: image.capacityBytes,
    differenceBytes: image.differenceBytes,
    dependsOn: target.activeMapping && !image.whole ? sourcesOf(state, target).map(({ diskId }) => diskId) : [],
    dependents: target.activeMapping ? dependentsOf(state, target).map(({ diskId }) => diskId) : [],
    failure: 'fault' in record ? record.fault : null,
  }
}

/** Whether a disk shows an image of its source that needs others: a snapshot, or a target that has not got everything. */
function needsOthers(disk: Disk): boolean {
  if (disk.imageRecord) return disk.imageRecord.state === 'active'
  return disk.activeMapping !== null && !(disk.mapping?.current?.whole ?? false)
}

function sequenceOf(disk: Disk): number {
  return disk.begun?.sequence ?? disk.mappingRecord?.sequence ?? 0
}

function imagesOf(state: EngineState, sourceId: string): Disk[] {
  return [...state.snapshotsOf(sourceId), ...state.targetsOf(sourceId).filter((target) => target.activeMapping)]
}

/** Where a target's content is as long as it has not got everything: its source, and newer images of that. */
function sourcesOf(state: EngineState, target: Disk): Disk[] {
  const { sourceId } = target.mappingRecord ?? {}
  const source = sourceId === undefined ? null : state.findDisk(sourceId)
  if (!source) return []
  const newer = imagesOf(state, source.diskId).filter((other) => other.holdsGrains || other.activeMapping)
  return [source, ...newer.filter((other) => sequenceOf(other) > sequenceOf(target))]
}

/**
 * Who would lose something with a target at once: images older than its own, and, unless it is whole, its own images,
 * each with those that depend on it in turn (A8).
 */
export function dependentsOf(state: EngineState, target: Disk): Disk[] {
  const { sourceId } = target.mappingRecord ?? {}
  if (sourceId === undefined || !state.hasDisk(sourceId)) return []
  const older = imagesOf(state, sourceId).filter((other) => needsOthers(other) && sequenceOf(other) < sequenceOf(target))
  const own = target.mapping?.current?.whole ? [] : imagesOf(state, target.diskId).filter(needsOthers)
  const dependents = new Set<Disk>()
  for (const disk of [...older, ...own]) {
    dependents.add(disk)
    if (!disk.imageRecord) for (const further of dependentsOf(state, disk)) dependents.add(further)
  }
  dependents.delete(target)
  return [...dependents]
}
