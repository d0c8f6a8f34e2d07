import type { Disk } from '../disks/disk'
import type { Relations } from '../disks/relations'
import { EngineError } from '../faults'
import { Shared } from '../shared'
import { SlotRecord } from '../storage/record'
import { GrainBitmap } from './grain-bitmap'
import { Image } from './image'
import type { ImageChain } from './image-chain'
import type { MappingRecord } from './instant-copy-record'
import { TargetImage } from './target-image'

/**
 * Opens the mappings that a disk's bytes have to do with: the one of which it is the target, and those of which it is
 * the source, as far as they count among its images or note differences. Rejects with EngineError imageDamaged.
 */
export async function loadMappings(relations: Relations, disk: Disk): Promise<void> {
  if (disk.mappingRecord) await joinAsTarget(relations, disk)
  for (const target of relations.targetsOf(disk.diskId))
    if (target.activeMapping || target.mappingRecord?.incremental) await joinAsSource(relations, disk, target)
}

/** A disk that is open takes the mapping in of which it is the target. */
export async function joinAsTarget(relations: Relations, disk: Disk): Promise<void> {
  disk.mapping ??= mappingOf(relations, disk)
  disk.target ??= await disk.mapping.acquire()
  disk.mappingsChanged()
}

/** A disk that is open takes a mapping in of which it is the source. */
export async function joinAsSource(relations: Relations, disk: Disk, target: Disk): Promise<void> {
  if (disk.targets.has(target)) return
  target.mapping ??= mappingOf(relations, target)
  disk.targets.set(target, await target.mapping.acquire())
  disk.mappingsChanged()
}

/** Lets go of the mapping of which it is the target. */
export async function leaveAsTarget(disk: Disk): Promise<void> {
  if (!disk.target) return
  disk.target = null
  disk.mappingsChanged()
  await disk.mapping?.release()
}

/** Lets go of a mapping of which it is the source. */
export async function leaveAsSource(disk: Disk, target: Disk): Promise<void> {
  if (!disk.targets.delete(target)) return
  disk.mappingsChanged()
  await target.mapping?.release()
}

/** Lets go of all mappings. */
export async function letGoOfMappings(disk: Disk): Promise<void> {
  for (const target of [...disk.targets.keys()]) await leaveAsSource(disk, target)
  await leaveAsTarget(disk)
}

/** The mapping of a target that has a record, opened when it is first asked for. */
export function mappingOf(relations: Relations, target: Disk): Shared<TargetImage> {
  return new Shared(
    () => openMapping(relations, target),
    (image) => image.release(),
  )
}

async function openMapping(relations: Relations, target: Disk): Promise<TargetImage> {
  const record = target.mappingRecord
  if (!record) throw new EngineError('internal', `${target.diskId} is the target of no mapping`)
  const { file: data, sync } = await target.blocks.acquire()
  try {
    const file = await relations.files.openBlocks(target.file('split'))
    const bitmap = await GrainBitmap.load(file, record.sequence, record.incremental && record.differenceKnown)
    return new TargetImage({
      targetId: target.diskId,
      record,
      recordFile: await mappingRecordFile(relations, target),
      data,
      sync,
      bitmap,
      chain: () => relations.findDisk(target.mappingRecord?.sourceId ?? '')?.chain ?? null,
      chainOfTarget: () => target.chain,
      failImagesOfTarget: () => failImagesOf(target.chain),
      notify: (what) => relations.mappingNoticed(target, what),
      letGo: () => target.blocks.release(),
    })
  } catch (error) {
    await target.blocks.release()
    throw error
  }
}

/** Fails the images of a disk that loses the content which they look at. */
export async function failImagesOf(chain: ImageChain | null): Promise<void> {
  const fault = { code: 'imageDamaged', detail: 'the virtual disk that it is an image of has lost its content' } as const
  for (const image of chain?.images ?? [])
    if (image.accepting && (image instanceof Image || image instanceof TargetImage)) await image.fail(fault)
}

/** Where a mapping's record is written; keeps the disk's in step. */
export async function mappingRecordFile(relations: Relations, target: Disk) {
  let file = await SlotRecord.open(relations.files, target.file('mapping'))
  let broken = false
  return {
    async write(record: MappingRecord) {
      // A file whose sync failed takes nothing more until it is opened again; the failure itself has been told.
      if (broken) {
        const again = await SlotRecord.open(relations.files, target.file('mapping'))
        await file.close()
        file = again
      }
      broken = true
      await file.write(record)
      broken = false
      target.mappingRecord = record
    },
    close: () => file.close(),
  }
}
