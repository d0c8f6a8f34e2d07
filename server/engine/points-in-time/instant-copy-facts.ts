import type { InstantCopyFacts } from '../contract'
import type { Disk } from '../disks/disk'
import type { EngineState } from '../engine-state'
import type { MappingRun } from './instant-copy-run'
import { mappingOf } from './load-mappings'
import { RestoreRun } from './restore-run'
import type { TargetImage } from './target-image'

/** Every disk's images, looked up once for many questions: a pool may have thousands of disks. */
export class ImageFamilies {
  readonly #images = new Map<string, Disk[]>()

  constructor(private readonly state: EngineState) {
    for (const pool of state.pools.values())
      for (const disk of pool.disks.values()) {
        const sourceId = disk.label.kind === 'snapshot' ? disk.label.sourceId : disk.activeMapping?.sourceId
        if (sourceId !== undefined) this.#images.set(sourceId, [...(this.#images.get(sourceId) ?? []), disk])
      }
  }

  #imagesOf(sourceId: string): readonly Disk[] {
    return this.#images.get(sourceId) ?? []
  }

  /** Where a target's content is as long as it has not got everything: its source, and newer images of that. */
  sourcesOf(target: Disk): Disk[] {
    if (target.restoring) {
      const image = this.state.findDisk(target.restoring.sourceId)
      return image ? [image, ...this.sourcesOf(image).filter((other) => other !== target)] : []
    }
    const source = this.state.findDisk(target.mappingRecord?.sourceId ?? '')
    if (!source || !target.activeMapping || isWhole(target)) return []
    const newer = this.#imagesOf(source.diskId).filter((other) => other.holdsGrains || other.activeMapping)
    return [source, ...newer.filter((other) => sequenceOf(other) > sequenceOf(target))]
  }

  /**
   * Who would lose something with a target at once: older images of its source, and, of those and of it as far as they
   * are not whole, their own images (A8); and its source itself, if that is given the content of it or an older one back.
   * Nobody comes after one whom he depends on.
   */
  dependentsOf(target: Disk): Disk[] {
    if (!target.activeMapping) return []
    const dependents = new Set<Disk>()
    const source = this.state.findDisk(target.activeMapping.sourceId)
    const shown = source?.restoring && this.state.findDisk(source.restoring.sourceId)
    if (source && shown && sequenceOf(shown) <= sequenceOf(target)) dependents.add(source)
    this.#addImages(target.activeMapping.sourceId, sequenceOf(target), dependents)
    if (!isWhole(target)) this.#addImages(target.diskId, Number.POSITIVE_INFINITY, dependents)
    return [...dependents]
  }

  /** Of targets that stop together, those that nobody else looks through. */
  aloneAmong(targets: readonly Disk[]): Disk[] {
    const alone = new Set<Disk>()
    for (let before = -1; before !== alone.size; ) {
      before = alone.size
      for (const target of targets) if (this.dependentsOf(target).every((dependent) => alone.has(dependent))) alone.add(target)
    }
    return [...alone]
  }

  /** Those of a source that are older than an image of it, each after its own images. */
  #addImages(sourceId: string, before: number, dependents: Set<Disk>): void {
    const older = this.#imagesOf(sourceId).filter((other) => needsOthers(other) && sequenceOf(other) < before && !dependents.has(other))
    for (const image of older.toSorted((one, other) => sequenceOf(one) - sequenceOf(other))) {
      if (!isWhole(image)) this.#addImages(image.diskId, Number.POSITIVE_INFINITY, dependents)
      dependents.add(image)
    }
  }
}

function isWhole(disk: Disk): boolean {
  return disk.mapping?.current?.whole ?? false
}

/** Whether a disk shows an image of its source that needs others: a snapshot, or a target that has not got everything. */
function needsOthers(disk: Disk): boolean {
  if (disk.imageRecord) return disk.imageRecord.state === 'active'
  return disk.activeMapping !== null && !isWhole(disk)
}

function sequenceOf(disk: Disk): number {
  return disk.begun?.sequence ?? disk.mappingRecord?.sequence ?? 0
}

/** Facts of the mappings of which disks are the targets; those that are the target of none are left out. */
export async function instantCopyFacts(state: EngineState, disks: readonly Disk[]): Promise<InstantCopyFacts[]> {
  const families = new ImageFamilies(state)
  const facts: InstantCopyFacts[] = []
  for (const target of disks) {
    if (!target.mappingRecord) continue
    // It may be forgotten meanwhile.
    const mapping = (target.mapping ??= mappingOf(state, target))
    const image = await mapping.acquire()
    facts.push(factsOf(families, target, image, state.instantCopies.get(target.diskId)))
    await mapping.release()
  }
  return facts
}

function factsOf(families: ImageFamilies, target: Disk, image: TargetImage, run: MappingRun | undefined): InstantCopyFacts {
  const { record } = image
  const { instantCopyId, sourceId, restore, incremental, grainBytes, sequence, startedAt } = record
  const stopping = record.state === 'stopping' || (record.state === 'copying' && record.ending)
  return {
    instantCopyId,
    run: record.run,
    sourceId,
    targetId: target.diskId,
    state: stopping ? 'stopping' : record.state === 'restoring' ? 'copying' : record.state,
    restore,
    incremental,
    grainBytes,
    sequence,
    startedAt,
    copiedBytes: copiedBytes(image, run),
    totalBytes: image.capacityBytes,
    differenceBytes: image.differenceBytes,
    dependsOn: families.sourcesOf(target).map(({ diskId }) => diskId),
    dependents: families.dependentsOf(target).map(({ diskId }) => diskId),
    failure: 'fault' in record ? record.fault : run instanceof RestoreRun ? run.fault : null,
  }
}

/** A target that is given its earlier content back has what its run is past. */
function copiedBytes(image: TargetImage, run: MappingRun | undefined): number {
  if (image.record.state === 'idle') return image.capacityBytes
  return image.record.state === 'restoring' ? (run?.progress().copiedBytes ?? 0) : image.copiedBytes
}
